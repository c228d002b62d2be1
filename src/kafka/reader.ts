import type { Batch, Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import { refuse } from '../ingest/dead-letter.js'
import { type Message, NO_BYTES } from '../ingest/receive.js'
import { GapError } from '../pipeline/live-ports.js'
import { type Positions, placeKey, placeOf } from '../pipeline/positions.js'
import { assertReadable, boundsOf } from './bounds.js'
import { RETRY } from './client.js'
import { leave } from './connect.js'
import { crashOf } from './connect-errors.js'

/** Where the reader puts what partitions deliver. */
export interface Intake {
  /** Takes it at once. `hasMore`: whether there is more on the topic. */
  push(topic: string, partition: number, messages: readonly Message[], hasMore: boolean): void
  fail(error: unknown): void
}

export interface ReaderOptions {
  /** A name that no other process uses: a group shared with one that has just died would give us half the partitions. */
  readonly group: string
  readonly topics: readonly string[]
  readonly onContact: () => void
  /** It broke off and is tried again. */
  readonly onTrouble: (error: unknown) => void
}

const SESSION_MS = 60_000
const HEARTBEAT_MS = 3_000
/** Also how long a resumed partition may sleep. */
const FETCH_WAIT_MS = 100
const FETCH_BYTES_MAX = 32 * 1024 * 1024
/** Little, so that a backlog can be merged as soon as something of each partition is there; one message always fits. */
const BYTES_PER_PARTITION_MAX = 128 * 1024

/**
 * Reads every partition of the topics from given positions on into the intake. The group is only kafkajs's way to be
 * given partitions: its offsets are never committed, and every join seeks to where we are.
 */
export class Reader {
  readonly #kafka: Kafka
  readonly #consumer: Consumer
  readonly #intake: Intake
  readonly #options: ReaderOptions
  readonly #next = new Map<string, number>()
  #stopped = false

  constructor(kafka: Kafka, intake: Intake, options: ReaderOptions) {
    this.#kafka = kafka
    this.#intake = intake
    this.#options = options
    this.#consumer = kafka.consumer({
      groupId: options.group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytes: FETCH_BYTES_MAX,
      maxBytesPerPartition: BYTES_PER_PARTITION_MAX,
      metadataMaxAge: 30_000,
      allowAutoTopicCreation: false,
      // Else a crash on the way out would bring the consumer back after it was stopped.
      retry: { ...RETRY, restartOnFailure: async () => !this.#stopped },
    })
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

  /** Reads no more of a partition for now; called while it delivers, no message of it comes afterwards. */
  pause(place: string): void {
    this.#consumer.pause([partitionOf(place)])
  }

  resume(place: string): void {
    this.#consumer.resume([partitionOf(place)])
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
    const messages = batch.messages
      .map(message => messageOf(topic, partition, message))
      .filter(({ offset }) => offset >= expected)
    if (messages.length > 0) this.#next.set(place, Number(last.offset) + 1)
    this.#intake.push(topic, partition, messages, hasMore(batch))
    resolveOffset(last.offset)
  }

  /** Offsets are not dense where producers are transactional: only the log's bounds tell whether anything is lost. */
  async #isThere(place: string, next: number): Promise<void> {
    const admin = this.#kafka.admin()
    try {
      await admin.connect()
      assertReadable(new Map([[place, { first: next, next }]]), await boundsOf(admin, [placeOf(place).topic]))
    } catch (error) {
      // Anything else is tried again with the batch.
      if (error instanceof GapError) this.#intake.fail(error)
      throw error
    } finally {
      await leave(admin)
    }
  }
}

/** What a transaction leaves behind it on the topic is not more. */
function hasMore(batch: Batch): boolean {
  return batch.offsetLag() !== '0'
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
