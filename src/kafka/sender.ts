import { setTimeout } from 'node:timers/promises'
import kafkajs, { type Message, type Producer, type TopicMessages } from 'kafkajs'
import { bufferOf } from '../ingest/buffer-of.js'
import { assertTopics, type Connection, leave } from './connect.js'
import { isGone } from './connect-errors.js'
import { javaPartition } from './partitioning.js'

/** A record on its way out. */
export interface Outgoing {
  /** As it is called on the cluster. */
  readonly topic: string
  readonly key: Uint8Array | null
  readonly value: Uint8Array
}

/** What a topic takes of one record; by default 1,048,588 bytes with everything around it. */
export const RECORD_BYTES_MAX = 1_000_000
/** kafkajs joins the messages of a partition in quadratic time: 20,000 in one send took 2.5 s. */
const PARTITION_COUNT_MAX = 1_000
/** All that goes to a partition in one send is one batch of records, and a topic takes no larger one. */
const PARTITION_BYTES_MAX = 900_000
const SEND_BYTES_MAX = 16_000_000
const OVERHEAD_BYTES = 64
/** What a broker refuses for the moment is tried for about a minute: soon at first, then every three seconds. */
const RETRIES = 25
/** A cluster that is gone: each try lasts up to a minute by itself. */
const TRIES_MAX = 4
const TRY_AGAIN_MS = 1_000

/** What one send has for a topic. */
interface Lane {
  readonly topic: string
  /** By partition. */
  readonly counts: number[]
  readonly bytes: number[]
  messages: Message[]
}

/**
 * Sends records in their order, each partition's for itself. The producer is idempotent, and partitions are chosen here,
 * so that the same records go to the same place when they are tried again; only where one broker of several was lost
 * may a record come twice, which changes nothing for a pipeline.
 */
export class Sender {
  readonly #producer: Producer
  readonly #lanes: ReadonlyMap<string, Lane>
  readonly #onTrouble: (error: unknown) => void
  #bytes = 0
  #turn = 0

  private constructor(
    producer: Producer,
    lanes: ReadonlyMap<string, Lane>,
    onTrouble: (error: unknown) => void = () => undefined,
  ) {
    this.#producer = producer
    this.#lanes = lanes
    this.#onTrouble = onTrouble
  }

  /**
   * For these topics alone. Rejects with a ClusterError where one of them is not there. `onTrouble` hears that the
   * cluster is gone and is tried again.
   */
  static async open(
    connection: Connection,
    topics: readonly string[],
    onTrouble?: (error: unknown) => void,
  ): Promise<Sender> {
    const lanes = await lanesOf(connection, topics)
    const producer = connection.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: { retries: RETRIES },
    })
    await producer.connect()
    return new Sender(producer, lanes, onTrouble)
  }

  /** Resolves once all replicas that are in sync have them. */
  async send(records: readonly Outgoing[]): Promise<void> {
    for (const { topic, key, value } of records) {
      const lane = this.#lanes.get(topic)
      if (!lane) throw new Error(`${topic}: the sender was not opened for it`)
      const partition = this.#partitionOf(key, lane.counts.length)
      const size = (key?.length ?? 0) + value.length + OVERHEAD_BYTES
      if (isFull(lane, partition, size) || this.#bytes + size > SEND_BYTES_MAX) await this.#ship()
      lane.counts[partition] = (lane.counts[partition] ?? 0) + 1
      lane.bytes[partition] = (lane.bytes[partition] ?? 0) + size
      lane.messages.push({ key: key && bufferOf(key), value: bufferOf(value), partition })
      this.#bytes += size
    }
    await this.#ship()
  }

  async close(): Promise<void> {
    await leave(this.#producer)
  }

  #partitionOf(key: Uint8Array | null, partitions: number): number {
    if (key) return javaPartition(key, partitions)
    this.#turn += 1
    return this.#turn % partitions
  }

  async #ship(): Promise<void> {
    const topicMessages: TopicMessages[] = []
    for (const lane of this.#lanes.values()) {
      if (lane.messages.length === 0) continue
      topicMessages.push({ topic: lane.topic, messages: lane.messages })
      lane.messages = []
      lane.counts.fill(0)
      lane.bytes.fill(0)
    }
    this.#bytes = 0
    if (topicMessages.length > 0) await this.#insist(topicMessages)
  }

  async #insist(topicMessages: TopicMessages[]): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        await this.#producer.sendBatch({ topicMessages, acks: -1 })
        return
      } catch (error) {
        if (!isGone(error) || tried === TRIES_MAX) throw error
        this.#onTrouble(error)
        await setTimeout(TRY_AGAIN_MS)
      }
    }
  }
}

function isFull({ counts, bytes }: Lane, partition: number, size: number): boolean {
  const count = counts[partition] ?? 0
  return count >= PARTITION_COUNT_MAX || (count > 0 && (bytes[partition] ?? 0) + size > PARTITION_BYTES_MAX)
}

async function lanesOf(connection: Connection, topics: readonly string[]): Promise<ReadonlyMap<string, Lane>> {
  // kafkajs takes none for all.
  if (topics.length === 0) return new Map()
  await assertTopics(connection.admin, topics, connection.user)
  const { topics: found } = await connection.admin.fetchTopicMetadata({ topics: [...topics] })
  return new Map(
    found.map(({ name, partitions }) => {
      const zeros = () => partitions.map(() => 0)
      return [name, { topic: name, counts: zeros(), bytes: zeros(), messages: [] }]
    }),
  )
}
