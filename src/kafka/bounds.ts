import type { Admin } from 'kafkajs'
import { GapError } from '../pipeline/live-ports.js'
import { type Positions, placeKey, placeOf, type Span } from '../pipeline/positions.js'

/** What a topic has of one partition: from `low`, the oldest record that is kept, to before `high`. */
export interface Bounds {
  readonly low: number
  readonly high: number
}

/** The bounds of every partition of these topics, by place. */
export async function boundsOf(admin: Admin, topics: readonly string[]): Promise<ReadonlyMap<string, Bounds>> {
  const bounds = new Map<string, Bounds>()
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      bounds.set(placeKey(topic, partition), { low: Number(low), high: Number(high) })
    }
  }
  return bounds
}

/** Where to read on: at the known positions, and from the oldest record of every partition that was never read. */
export function startAt(positions: Positions, bounds: ReadonlyMap<string, Bounds>): Positions {
  const start = new Map<string, Span>(positions)
  for (const [place, { low }] of bounds) if (!start.has(place)) start.set(place, { first: low, next: low })
  return start
}

/** Rejects positions that the log no longer has, or has not yet: then events are missing, or the topic is another one. */
export function assertReadable(positions: Positions, bounds: ReadonlyMap<string, Bounds>): void {
  const problems = [...positions].flatMap(([place, { next }]) => whatIsMissing(place, next, bounds.get(place)))
  if (problems.length > 0) throw new GapError(`${problems.join('; ')}. ${WHAT_TO_DO}`)
}

/** Rejects a log from which what was read at the very beginning is gone: nothing can be built anew from it. */
export function assertWhole(positions: Positions, bounds: ReadonlyMap<string, Bounds>): void {
  const trimmed = [...positions].filter(([place, { first }]) => (bounds.get(place)?.low ?? 0) > first)
  if (trimmed.length === 0) return
  const shown = trimmed.slice(0, 3).map(([place, { first }]) => `${named(place)} from offset ${first} on`)
  throw new GapError(
    `the database is missing or behind, and the topics no longer have what it needs to be built anew (${shown.join(', ')}). ` +
      'restore the database file from its last copy and run again; it catches up from there by itself',
  )
}

function whatIsMissing(place: string, next: number, bounds: Bounds | undefined): string[] {
  if (!bounds) return [`${named(place)} is gone, but was read up to offset ${next}`]
  if (next < bounds.low) {
    return [`${named(place)}: offsets ${next} to ${bounds.low - 1} were deleted before they were read (retention)`]
  }
  if (next > bounds.high) {
    return [`${named(place)}: was read up to offset ${next} but ends at ${bounds.high} (the topic was made anew)`]
  }
  return []
}

function named(place: string): string {
  const { topic, partition } = placeOf(place)
  return `topic ${topic}, partition ${partition}`
}

const WHAT_TO_DO =
  'Nothing was skipped. Send the missing events again, from their producer or with banken publish; then move the ' +
  'database away, so that it is built anew from the topics'
