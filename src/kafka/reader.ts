import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import { refuse } from '../ingest/dead-letter.js'
import { type Message, NO_BYTES } from '../ingest/receive.js'
import { type Positions, placeKey, placeOf } from '../pipeline/positions.js'
import { RETRY } from './client.js'
import { crashOf } from './connect-errors.js'

/** Where the reader puts what partitions deliver. */
export interface Intake {
  /** Takes it at once, and asks by `onFull` for no more of it where it has enough. */
  push(topic: string, partition: number, messages: readonly Message[], hasMore: boolean): unknown
  fail(error: unknown): void
  onFull: (place: string) => void
  onDrain: (place: string) => void
}

export interface ReaderOptions {
  /** A name that no other process uses: a group shared with one that has just died would give us half the partitions. */
  readonly group: string
  readonly topics: readonly string[]
  readonly bytesPerPartitionMax: number
  /** Looks at the log's bounds; rejects with a GapError where an offset that is expected next is not there. */
  readonly explain: (next: Positions) => Promise<void>
  readonly onContact: () => void
  /** It broke off and is tried again. */
  readonly onTrouble: (error: unknown) => void
}

const SESSION_MS = 60_000
const HEARTBEAT_MS = 3_000
/** Also how long a resumed partition may sleep. */
const FETCH_WAIT_MS = 100
const FETCH_BYTES_MAX = 32 * 1024 * 1024

/**
 * Reads every partition of the topics from given positions on into the intake. The group is only kafkajs's way to be
 * given partitions: its offsets are never committed, and every join seeks to where we are.
 */
export class Reader {
  readonly #consumer: Consumer
  readonly #intake: Intake
  readonly #options: ReaderOptions
  readonly #next = new Map<string, number>()
  #stopped = false

  constructor(kafka: Kafka, intake: Intake, options: ReaderOptions) {
    this.#intake = intake
    this.#options = options
    this.#consumer = kafka.consumer({
      groupId: options.group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytes: FETCH_BYTES_MAX,
      maxBytesPerPartition: options.bytesPerPartitionMax,
      metadataMaxAge: 30_000,
      allowAutoTopicCreation: false,
      // Else a crash on the way out would bring the consumer back after it was stopped.
      retry: { ...RETRY, restartOnFailure: async () => !this.#stopped },
    })
    intake.onFull = place => this.#consumer.pause([partitionOf(place)])
    intake.onDrain = place => this.#consumer.resume([partitionOf(place)])
  }

  async start(positions: Positions): Promise<void> {
    for (const [place, { next }] of positions) this.#next.set(place, next)
    const { GROUP_JOIN, CRASH, FETCH } = this.#consumer.events
    this.#consumer.on(GROUP_JOIN, () => this.#seek())
    this.#consumer.on(FETCH, () => this.#options.onContact())
    this.#consumer.on(CRASH, ({ payload }) => {
      if (payload.restart) this.#options.onTrouble(payload.error)
      else this.#intake.fail(crashOf(payload.error))
    })
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topics: [...this.#options.topics], fromBeginning: true })
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: payload => this.#deliver(payload),
    })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#consumer.disconnect()
  }

  #seek(): void {
    for (const [place, offset] of this.#next) this.#consumer.seek({ ...placeOf(place), offset: String(offset) })
  }

  async #deliver({ batch, heartbeat, resolveOffset, isRunning, isStale }: EachBatchPayload): Promise<void> {
    if (!isRunning() || isStale()) return
    await heartbeat()
    const { topic, partition } = batch
    const place = placeKey(topic, partition)
    const expected = this.#next.get(place) ?? 0
    if (Number(batch.messages[0]?.offset ?? expected) !== expected) await this.#isThere(place, expected)
    const last = batch.messages.at(-1)
    if (!last) return
    const hasMore = BigInt(batch.highWatermark) - BigInt(last.offset) > 1n
    const messages = batch.messages
      .map(message => messageOf(topic, partition, message))
      .filter(({ offset }) => offset >= expected)
    if (messages.length > 0) this.#next.set(place, Number(last.offset) + 1)
    this.#intake.push(topic, partition, messages, hasMore)
    resolveOffset(last.offset)
  }

  /** Offsets are not dense where producers are transactional: only the log's bounds tell whether anything is lost. */
  async #isThere(place: string, next: number): Promise<void> {
    try {
      await this.#options.explain(new Map([[place, { first: next, next }]]))
    } catch (error) {
      this.#intake.fail(error)
      throw error
    }
  }
}

function partitionOf(place: string): { topic: string; partitions: number[] } {
  const { topic, partition } = placeOf(place)
  return { topic, partitions: [partition] }
}

const NO_VALUE = refuse('json', 'the message has no value (a tombstone); an event is never withdrawn by deleting it')

function messageOf(topic: string, partition: number, { key, value, offset }: KafkaMessage): Message {
  const message = { source: topic, partition, offset: Number(offset), key, bytes: value ?? NO_BYTES }
  return value === null ? { ...message, read: NO_VALUE } : message
}
