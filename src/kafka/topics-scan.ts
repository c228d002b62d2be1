import { setTimeout } from 'node:timers/promises'
import type { Consumer, EachBatchPayload, IHeaders, Kafka } from 'kafkajs'
import { placeKey, placeOf } from '../pipeline/positions.js'
import { leave } from './connect.js'
import { ClusterError } from './trouble.js'

/** A record as it lies in its topic. */
export interface Scanned {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: IHeaders
}

/** From an offset to before another. */
export interface Range {
  readonly from: number
  readonly to: number
}

export interface ScanOptions {
  /** A name that no other process uses. Nothing is committed under it. */
  readonly group: string
  /** Also what is in open and aborted transactions. */
  readonly uncommitted?: boolean
}

const PIECES_AHEAD = 4
const SILENCE_MS_MAX = 30_000
const FETCH_WAIT_MS = 100

/** The records of some partitions, by place, in pieces and in the order of each partition. Holds few at a time. */
export async function* scan(
  kafka: Kafka,
  ranges: ReadonlyMap<string, Range>,
  options: ScanOptions,
): AsyncGenerator<readonly Scanned[]> {
  const left = new Map(
    [...ranges].filter(([, { from, to }]) => to > from).map(([place, range]) => [place, { ...range }]),
  )
  if (left.size === 0) return
  const run = new Run(kafka, left, options)
  try {
    yield* run.pieces()
  } finally {
    await run.stop()
  }
}

/** kafkajs pushes batches, and whoever reads a scan pulls: between them a few wait. */
class Run {
  readonly #consumer: Consumer
  readonly #left: Map<string, { from: number; readonly to: number }>
  readonly #queue: (readonly Scanned[])[] = []
  #failure: { error: unknown } | undefined
  #isStopped = false
  #wake: () => void = () => undefined
  #room: () => void = () => undefined

  constructor(kafka: Kafka, left: Map<string, { from: number; readonly to: number }>, options: ScanOptions) {
    this.#left = left
    this.#consumer = kafka.consumer({
      groupId: options.group,
      readUncommitted: options.uncommitted ?? false,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
    })
  }

  async *pieces(): AsyncGenerator<readonly Scanned[]> {
    this.#start().catch(error => this.#fail(error))
    for (;;) {
      const piece = this.#queue.shift()
      if (piece) {
        this.#room()
        yield piece
      } else if (this.#failure) throw this.#failure.error
      else if (this.#left.size === 0) return
      else await this.#untilWoken()
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#room()
    await leave(this.#consumer)
  }

  async #start(): Promise<void> {
    const { GROUP_JOIN, END_BATCH_PROCESS, CRASH } = this.#consumer.events
    this.#consumer.on(GROUP_JOIN, ({ payload }) => this.#seek(payload.memberAssignment))
    this.#consumer.on(CRASH, ({ payload }) => {
      if (!payload.restart) this.#fail(payload.error)
    })
    // Told also of a batch that has nothing for us, such as the markers of transactions.
    this.#consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      this.#passed(payload.topic, payload.partition, Number(payload.lastOffset))
    })
    await this.#consumer.connect()
    const topics = [...new Set([...this.#left.keys()].map(place => placeOf(place).topic))]
    await this.#consumer.subscribe({ topics, fromBeginning: true })
    await this.#consumer.run({ autoCommit: false, eachBatch: payload => this.#deliver(payload) })
  }

  #seek(assigned: Readonly<Record<string, readonly number[]>>): void {
    for (const [topic, partitions] of Object.entries(assigned)) {
      for (const partition of partitions) {
        const range = this.#left.get(placeKey(topic, partition))
        if (range) this.#consumer.seek({ topic, partition, offset: String(range.from) })
        else this.#consumer.pause([{ topic, partitions: [partition] }])
      }
    }
  }

  async #deliver({ batch: { topic, partition, messages } }: EachBatchPayload): Promise<void> {
    const range = this.#left.get(placeKey(topic, partition))
    if (!range || this.#isStopped) return
    const wanted = messages.filter(({ offset }) => Number(offset) >= range.from && Number(offset) < range.to)
    const piece = wanted.map(({ key, value, offset, headers = {} }) => {
      return { topic, partition, offset: Number(offset), key, value, headers }
    })
    range.from = Number(messages.at(-1)?.offset ?? range.from - 1) + 1
    if (piece.length > 0) this.#queue.push(piece)
    this.#wake()
    while (this.#queue.length >= PIECES_AHEAD && !this.#isStopped) {
      await new Promise<void>(resolve => {
        this.#room = resolve
      })
    }
  }

  #passed(topic: string, partition: number, last: number): void {
    const place = placeKey(topic, partition)
    const range = this.#left.get(place)
    if (!range) return
    range.from = Math.max(range.from, last + 1)
    if (range.from < range.to) return
    this.#left.delete(place)
    if (!this.#isStopped) this.#consumer.pause([{ topic, partitions: [partition] }])
    this.#wake()
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wake()
  }

  async #untilWoken(): Promise<void> {
    const cancel = new AbortController()
    const silence = setTimeout(SILENCE_MS_MAX, 'silence', { signal: cancel.signal }).catch(() => 'woken')
    const woken = new Promise<void>(resolve => {
      this.#wake = resolve
    })
    if ((await Promise.race([silence, woken])) === 'silence') this.#fail(this.#silent())
    cancel.abort()
  }

  #silent(): ClusterError {
    const [[place = '', range] = []] = this.#left
    const { topic, partition } = placeOf(place)
    return new ClusterError(
      `topic ${topic}, partition ${partition}: nothing has come for ${SILENCE_MS_MAX / 1000} s at offset ${range?.from} ` +
        `of ${range?.to}. A transaction may be open there, or the broker is overloaded: try again in a minute`,
    )
  }
}
