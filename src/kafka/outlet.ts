import { setTimeout } from 'node:timers/promises'
import kafkajs, { type Admin, type Kafka, type Producer, type TopicMessages, type Transaction } from 'kafkajs'
import type { HistoryEntry } from '../detect/rule-history.js'
import { outputTopics } from '../events/topics.js'
import type { Committed, Outlet, Publication } from '../pipeline/live-ports.js'
import type { Mark } from '../pipeline/mark.js'
import type { OutRecord } from '../pipeline/outbox.js'
import { type RulePayload, ruleEntry } from '../pipeline/outgoing.js'
import { type Positions, placeKey, placeOf, type Span } from '../pipeline/positions.js'
import { topicContents } from './topic-contents.js'

export interface OutletOptions {
  /** The group under which positions are committed, and by which the transactional id is named. */
  readonly group: string
  readonly topicPrefix: string
  /** The topics that are read, as they are called on the cluster. */
  readonly sources: readonly string[]
  readonly transactionMsMax: number
  /** A name that no other process uses, to read the rules' topic with. */
  readonly readerGroup: string
}

/** kafkajs joins the messages of a partition in quadratic time: 20,000 in one send took 2.5 s. */
const MESSAGES_PER_SEND = 1_000
/** A broker takes 1 MiB for each partition by default, and all records of a send may go to one. */
const BYTES_PER_SEND = 900_000
/** About what the headers of a record take. */
const HEADER_BYTES = 500
const RETRY_MS = 3
const OFFSETS_MS_MAX = 10_000

/** Publishes with one transactional producer, whose id belongs to the shard and not to the process. */
export class KafkaOutlet implements Outlet {
  readonly #kafka: Kafka
  readonly #admin: Admin
  readonly #options: OutletOptions
  #producer: Producer | undefined
  #rules: { readonly high: string; readonly history: readonly HistoryEntry[] } | undefined

  constructor(kafka: Kafka, admin: Admin, options: OutletOptions) {
    this.#kafka = kafka
    this.#admin = admin
    this.#options = options
  }

  async committed(): Promise<Committed | undefined> {
    const { group, sources } = this.#options
    const positions = new Map<string, Span>()
    let mark: Mark | undefined
    for (const { topic, partitions } of await this.#admin.fetchOffsets({ groupId: group, topics: [...sources] })) {
      for (const { partition, offset, metadata } of partitions) {
        const note = readNote(metadata)
        if (!note) continue
        positions.set(placeKey(topic, partition), { first: note.first, next: Number(offset) })
        mark = note.mark
      }
    }
    return mark && { positions, mark }
  }

  /**
   * connect() alone shuts nobody out: beginning a transaction asks for a new epoch. The coordinator answers only when
   * what an earlier owner had begun is decided, so that what is looked up afterwards is final.
   */
  async fence(): Promise<Committed | undefined> {
    await this.close()
    const producer = this.#kafka.producer({
      transactionalId: `${this.#options.group}.shard-0`,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionTimeout: this.#options.transactionMsMax,
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: 5, maxRetryTime: 200, retries: 12 },
    })
    this.#producer = producer
    await producer.connect()
    await (await producer.transaction()).abort()
    return this.committed()
  }

  /** kafkajs cannot go on after a failed commit, and our own time-outs count: any error calls for fence(). */
  async publish(publication: Publication): Promise<void> {
    if (!this.#producer) throw new Error('fence() comes first')
    const transaction = await this.#producer.transaction()
    for (const topicMessages of sends(publication.records, this.#options.topicPrefix)) {
      await transaction.sendBatch({ topicMessages, acks: -1 })
    }
    await this.#sendOffsets(transaction, publication)
    await transaction.commit()
  }

  async rules(): Promise<readonly HistoryEntry[]> {
    const topic = this.#options.topicPrefix + outputTopics.rules
    const high = (await this.#admin.fetchTopicOffsets(topic)).map(partition => partition.high).join()
    if (this.#rules?.high === high) return this.#rules.history
    const messages = await topicContents(this.#kafka, this.#admin, topic, this.#options.readerGroup)
    // Compaction keeps the newest record of a key; until it has run, older ones are still there.
    const newest = new Map<string, Buffer | null>()
    for (const { key, value } of messages) {
      newest.delete(String(key))
      newest.set(String(key), value)
    }
    const payloads = [...newest.values()].filter(value => value !== null).map(value => JSON.parse(String(value)))
    const history = payloads.map(payload => ruleEntry(payload as RulePayload))
    this.#rules = { high, history }
    return history
  }

  async close(): Promise<void> {
    const producer = this.#producer
    this.#producer = undefined
    await producer?.disconnect().catch(() => undefined)
  }

  /** The coordinator may still be writing the markers of the transaction before; kafkajs does not try that again. */
  async #sendOffsets(transaction: Transaction, { positions, mark }: Publication): Promise<void> {
    const offsets = { consumerGroupId: this.#options.group, topics: offsetTopics(positions, mark) }
    for (let waited = 0; ; waited += RETRY_MS) {
      try {
        return await transaction.sendOffsets(offsets)
      } catch (error) {
        const isBusy = (error as { type?: string }).type === 'CONCURRENT_TRANSACTIONS'
        if (!isBusy || waited >= OFFSETS_MS_MAX) throw error
        await setTimeout(RETRY_MS)
      }
    }
  }
}

/** The records in sends that are small enough, in their order. */
function* sends(records: readonly OutRecord[], prefix: string): Generator<TopicMessages[]> {
  for (const part of parts(records)) {
    const byTopic = new Map<string, TopicMessages>()
    for (const { topic, key, value, headers } of part) {
      const messages = byTopic.get(topic) ?? { topic: prefix + topic, messages: [] }
      messages.messages.push({
        key: key && Buffer.from(key),
        value: value && Buffer.from(value),
        headers: { ...headers },
      })
      byTopic.set(topic, messages)
    }
    yield [...byTopic.values()]
  }
}

function* parts(records: readonly OutRecord[]): Generator<OutRecord[]> {
  let part: OutRecord[] = []
  let bytes = 0
  for (const record of records) {
    const size = (record.key?.length ?? 0) + (record.value?.length ?? 0) + HEADER_BYTES
    if (part.length === MESSAGES_PER_SEND || (part.length > 0 && bytes + size > BYTES_PER_SEND)) {
      yield part
      part = []
      bytes = 0
    }
    part.push(record)
    bytes += size
  }
  if (part.length > 0) yield part
}

/** Every position with the mark beside it, so that whichever is read tells what state they belong to. */
function offsetTopics(positions: Positions, mark: Mark) {
  const topics = new Map<string, { partition: number; offset: string; metadata: string }[]>()
  for (const [key, { first, next }] of positions) {
    const { topic, partition } = placeOf(key)
    const partitions = topics.get(topic) ?? []
    partitions.push({ partition, offset: String(next), metadata: `${mark.seq} ${mark.name} ${first}` })
    topics.set(topic, partitions)
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }))
}

function readNote(metadata: string | null): { readonly mark: Mark; readonly first: number } | undefined {
  const [, seq, name, first] = /^(\d+) ([0-9a-f]+) (\d+)$/.exec(metadata ?? '') ?? []
  return name === undefined ? undefined : { mark: { name, seq: Number(seq) }, first: Number(first) }
}
