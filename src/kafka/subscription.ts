import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { Admin, Consumer, EachBatchPayload } from 'kafkajs'
import { placeKey, placeOf } from '../pipeline/positions.js'
import { boundsOf } from './bounds.js'
import { assertTopics, type Connection, leave } from './connect.js'
import type { Scanned } from './topics-scan.js'

/** A record as it came, and when it was written: milliseconds since 1970. */
export interface Arrived extends Scanned {
  readonly writtenAt: number
}

export interface SubscriptionOptions {
  readonly topic: string
  /** A name that no other process uses. Nothing is committed under it. */
  readonly group: string
  /** Else only what comes from now on. */
  readonly fromBeginning: boolean
  /** Told when it is settled where to begin: what is written from now on will come. */
  readonly onStart: () => void
  /** Told while kafkajs tries again by itself. */
  readonly onTrouble: (error: Error) => void
}

const PIECES_AHEAD = 4
const FETCH_WAIT_MS = 200
const HEARTBEAT_MS = 1_000

/**
 * The committed records of a topic as they come, in pieces and in the order of each partition, until `signal` is aborted.
 * A reader may take its time: few wait, and the group is kept alive meanwhile.
 */
export async function* subscribe(
  { kafka, admin }: Connection,
  options: SubscriptionOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly Arrived[]> {
  const next = await startOf(admin, options)
  options.onStart()
  const pieces = new PassThrough({ objectMode: true, highWaterMark: PIECES_AHEAD })
  const consumer = kafka.consumer({
    groupId: options.group,
    readUncommitted: false,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
  })
  signal.addEventListener('abort', () => pieces.end())
  try {
    run(consumer, next, pieces, options).catch(error => pieces.destroy(error))
    if (signal.aborted) pieces.end()
    yield* pieces as AsyncIterable<readonly Arrived[]>
  } finally {
    pieces.destroy()
    await leave(consumer)
  }
}

/** The offset of each partition that we want first, by place. */
async function startOf(admin: Admin, { topic, fromBeginning }: SubscriptionOptions): Promise<Map<string, number>> {
  await assertTopics(admin, [topic])
  const bounds = await boundsOf(admin, [topic])
  return new Map([...bounds].map(([place, { low, high }]) => [place, fromBeginning ? low : high]))
}

async function run(
  consumer: Consumer,
  next: Map<string, number>,
  pieces: PassThrough,
  { topic, onTrouble }: SubscriptionOptions,
): Promise<void> {
  const { GROUP_JOIN, CRASH } = consumer.events
  // Nothing is committed, so that every join has to be told where we are.
  consumer.on(GROUP_JOIN, ({ payload }) => seek(consumer, next, payload.memberAssignment))
  consumer.on(CRASH, ({ payload }) => {
    if (payload.restart) onTrouble(payload.error)
    else pieces.destroy(payload.error)
  })
  await consumer.connect()
  // Of partitions that are added later, everything is new.
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({ autoCommit: false, eachBatch: payload => deliver(payload, next, pieces) })
}

function seek(
  consumer: Consumer,
  next: ReadonlyMap<string, number>,
  assigned: Readonly<Record<string, readonly number[]>>,
): void {
  const places = Object.entries(assigned).flatMap(([topic, partitions]) =>
    partitions.map(each => placeKey(topic, each)),
  )
  for (const place of places) {
    const offset = next.get(place)
    if (offset !== undefined) consumer.seek({ ...placeOf(place), offset: String(offset) })
  }
}

async function deliver(payload: EachBatchPayload, next: Map<string, number>, pieces: PassThrough): Promise<void> {
  const { topic, partition, messages } = payload.batch
  const place = placeKey(topic, partition)
  const first = next.get(place) ?? 0
  const fresh = messages.filter(({ offset }) => Number(offset) >= first)
  const last = fresh.at(-1)
  if (!last || pieces.writableEnded || pieces.destroyed) return
  next.set(place, Number(last.offset) + 1)
  const piece = fresh.map(({ key, value, offset, headers = {}, timestamp }): Arrived => {
    return { topic, partition, offset: Number(offset), key, value, headers, writtenAt: Number(timestamp) }
  })
  if (!pieces.write(piece)) await drained(pieces, payload.heartbeat)
}

/** Waits for the reader, or until there is none any more. */
async function drained(pieces: PassThrough, heartbeat: () => Promise<void>): Promise<void> {
  const done = new AbortController()
  const { signal } = done
  const taken = Promise.race(['drain', 'close', 'end'].map(event => once(pieces, event, { signal })))
  const isOver = taken.then(
    () => true,
    () => true,
  )
  while (!(await Promise.race([isOver, setTimeout(HEARTBEAT_MS, false, { ref: false })]))) await heartbeat()
  done.abort()
}
