import type { Delivery } from './delivery.js'
import { liesBefore, type Positions } from './positions.js'
import type { Received } from './settle.js'

/** What waits of one partition, in the order of its offsets. */
export class Lane {
  readonly key: string
  readonly #deliveries: Delivery[] = []
  /** Place in the first delivery of the first message that was not taken. */
  #head = 0
  /** Messages that wait. */
  count = 0
  /** Event time of the last event that was delivered. */
  lastAt = Number.NEGATIVE_INFINITY
  /** Whether there is more on the topic than was delivered. */
  hasMore = false

  constructor(key: string) {
    this.key = key
  }

  add(delivery: Delivery): void {
    if (delivery.count === 0) return
    this.#deliveries.push(delivery)
    this.count += delivery.count
    this.lastAt = delivery.lastAt ?? this.lastAt
  }

  /** Whether its head may be taken: it has one, and that lies before `until`. */
  isOpen(until: Positions | undefined): boolean {
    const first = this.#deliveries[0]
    return first !== undefined && liesBefore(until, this.key, first.offset(this.#head))
  }

  /** Event time of the head of an open lane; what is no event waits for nobody. */
  headAt(): number {
    return (this.#deliveries[0] as Delivery).at(this.#head)
  }

  /** Bytes of the head. */
  headSize(): number {
    return (this.#deliveries[0] as Delivery).size(this.#head)
  }

  /** Takes the head of an open lane. */
  take(): Received {
    const first = this.#deliveries[0] as Delivery
    const received = first.received(this.#head)
    this.count -= 1
    this.#head += 1
    if (this.#head === first.count) {
      this.#deliveries.shift()
      this.#head = 0
    }
    return received
  }
}
