import type { BankenEvent } from '../../events/catalogue.js'
import { addressOf } from '../../events/topics.js'
import { type Message, receive } from '../../ingest/receive.js'
import type { Known } from '../../ingest/validate.js'
import { javaPartition, librdkafkaPartition } from '../../kafka/partitioning.js'
import type { Scanned } from '../../kafka/topics-scan.js'
import { onTerminal } from './broker-text.js'

export type HazardKind = 'no-key' | 'other-key' | 'other-topic' | 'other-partitioner' | 'two-partitions'

/** Something that a producer does and should not, with its first example. */
export interface Hazard {
  readonly kind: HazardKind
  readonly topic: string
  /** Events of the sample, or subjects for `two-partitions`. */
  readonly count: number
  readonly example: string
}

/** The types whose key may be any token of their subject; that of the others is fixed by the contract. */
const FREE: ReadonlySet<string> = new Set(['compensation', 'disposition', 'sim', 'login', 'order', 'leak'])
const NAME_LENGTH = 60
const LIBRDKAFKA = "where librdkafka's default partitioner puts it (CRC32)"

/** Looks for hazards in a sample of records. What is no event is none: that is a matter of dead letters. */
export class HazardFinder {
  readonly #prefix: string
  readonly #partitions: ReadonlyMap<string, number>
  readonly #known: Known
  readonly #found = new Map<string, { kind: HazardKind; topic: string; count: number; example: string }>()
  /** By topic and subject: the partition of its first event, then -1 once it was told. */
  readonly #places = new Map<string, number>()

  /** `partitions`: how many each topic has. */
  constructor(prefix: string, partitions: ReadonlyMap<string, number>, known: Known) {
    this.#prefix = prefix
    this.#partitions = partitions
    this.#known = known
  }

  get hazards(): Hazard[] {
    return [...this.#found.values()]
  }

  add(record: Scanned): void {
    const { topic, partition, offset, key, value } = record
    if (value === null) return
    const message: Message = { source: topic, partition, offset, bytes: value }
    const outcome = receive(message, this.#known)
    if (!outcome.ok) return
    const event = outcome.value
    const address = addressOf(event)
    if (this.#prefix + address.topic !== topic) {
      this.#note('other-topic', topic, `${event.id}: a ${event.type} belongs on ${this.#prefix}${address.topic}`)
    } else if (key === null) {
      this.#note('no-key', topic, `${event.id} at partition ${partition}, offset ${offset}`)
      this.#place(topic, address.key, partition)
    } else {
      this.#keyed(record, key, event, address.key)
    }
  }

  #keyed({ topic, partition, offset }: Scanned, key: Buffer, event: BankenEvent, wanted: string): void {
    const isFixed = !FREE.has(event.type)
    const name = key.toString()
    if (isFixed && name !== wanted)
      this.#note('other-key', topic, `${event.id}: its key is ${onTerminal(name, NAME_LENGTH)}, not ${wanted}`)
    const count = this.#partitions.get(topic) ?? 1
    const right = javaPartition(key, count)
    if (right !== partition) {
      const crc = librdkafkaPartition(key, count) === partition ? `, ${LIBRDKAFKA}` : ''
      const where = `lies on partition ${partition} (offset ${offset}) and belongs on ${right}${crc}`
      this.#note('other-partitioner', topic, `key ${onTerminal(name, NAME_LENGTH)} ${where}`)
    }
    this.#place(topic, isFixed ? wanted : name, partition)
  }

  #place(topic: string, subject: string, partition: number): void {
    const place = `${topic} ${subject}`
    const before = this.#places.get(place)
    if (before === undefined) this.#places.set(place, partition)
    else if (before !== partition && before !== -1) {
      this.#places.set(place, -1)
      this.#note(
        'two-partitions',
        topic,
        `${onTerminal(subject, NAME_LENGTH)} is on partitions ${before} and ${partition}`,
      )
    }
  }

  #note(kind: HazardKind, topic: string, example: string): void {
    const found = this.#found.get(`${kind} ${topic}`)
    if (found) found.count += 1
    else this.#found.set(`${kind} ${topic}`, { kind, topic, count: 1, example })
  }
}
