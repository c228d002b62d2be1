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
  const other = [...positions].flatMap(([place, { next }]) => whyOther(place, next, bounds.get(place)))
  if (other.length > 0) throw new GapError(`${other.join('; ')}. ${BEGIN_ANEW}`)
  const lost = [...positions].flatMap(([place, { next }]) => lostAt(place, next, bounds.get(place)))
  if (lost.length > 0) throw new GapError(`${lost.join('; ')}. ${SEND_AGAIN}`)
}

/** The positions behind what was deleted before it was read, and a sentence for each of these gaps. */
export function pastGaps(
  positions: Positions,
  bounds: ReadonlyMap<string, Bounds>,
): { readonly positions: Positions; readonly gaps: readonly string[] } {
  const gaps = [...positions].flatMap(([place, { next }]) => lostAt(place, next, bounds.get(place)))
  const behind = [...positions].map(([place, { first, next }]): [string, Span] => [
    place,
    { first, next: Math.max(next, bounds.get(place)?.low ?? next) },
  ])
  return { positions: new Map(behind), gaps }
}

/** Rejects a log from which what was read at the very beginning is gone: nothing can be built anew from it. */
export function assertWhole(positions: Positions, bounds: ReadonlyMap<string, Bounds>): void {
  const trimmed = [...positions].filter(([place, { first }]) => (bounds.get(place)?.low ?? 0) > first)
  if (trimmed.length === 0) return
  const shown = trimmed.slice(0, 3).map(([place, { first }]) => `${named(place)} from offset ${first} on`)
  throw new GapError(
    `the database is missing or behind, and the topics no longer have what it needs to be built anew (${shown.join(', ')}). ` +
      'Begin with a copy of the database (a snapshot is one) and run again; it catches up from there by itself',
  )
}

/** Why a partition cannot be the one that was read. */
function whyOther(place: string, next: number, bounds: Bounds | undefined): string[] {
  if (!bounds) return [`${named(place)} is gone, but was read up to offset ${next}`]
  return next > bounds.high
    ? [`${named(place)}: was read up to offset ${next} but ends at ${bounds.high} (the topic was made anew)`]
    : []
}

function lostAt(place: string, next: number, bounds: Bounds | undefined): string[] {
  return bounds && next < bounds.low
    ? [`${named(place)}: offsets ${next} to ${bounds.low - 1} were deleted before they were read (retention)`]
    : []
}

function named(place: string): string {
  const { topic, partition } = placeOf(place)
  return `topic ${topic}, partition ${partition}`
}

const SEND_AGAIN =
  'Nothing was skipped. Send the missing events again, from their producer or with banken publish: what is known already ' +
  'changes nothing. Then go on behind the gap, with banken run --accept-gaps'

const BEGIN_ANEW =
  'Nothing was skipped. Send all its events again; then begin with a new database and another kafka.group, which writes ' +
  'the output topics again from the start'
