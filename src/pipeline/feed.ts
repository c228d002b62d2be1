import { setTimeout as passed } from 'node:timers/promises'
import TinyQueue from 'tinyqueue'
import type { Message } from '../ingest/receive.js'
import type { Decoded } from './decoded.js'
import { Delivery } from './delivery.js'
import { Lane } from './lane.js'
import { type Positions, placeKey } from './positions.js'
import type { Received } from './settle.js'

export interface FeedLimits {
  /** Bytes of messages that may wait, all lanes together. */
  readonly bufferBytesMax: number
  /** How far in event time one lane may run ahead of one that has more to come, in microseconds. */
  readonly skewMax: number
}

export interface BatchLimits {
  readonly countMax: number
  readonly bytesMax: number
  /** Nothing at or beyond these offsets is taken; a place that is missing gives nothing. */
  readonly until?: Positions
}

/** Decodes messages of one source. What it is asked first it answers first. */
export type Decode = (source: string, messages: readonly Message[]) => Promise<Decoded>

/** A partition that should have more but delivers nothing holds the others no longer than this. */
const HELD_MS_MAX = 1000

/**
 * Stands between the reader, which pushes what partitions deliver, and the loop, which takes batches. It merges the
 * partitions by event time, so that a backlog read unevenly does not make everything late. That is a matter of speed:
 * the answer does not depend on the order.
 */
export class Feed {
  readonly #decode: Decode
  readonly #limits: FeedLimits
  readonly #lanes = new Map<string, Lane>()
  #bytes = 0
  #failure: { error: unknown } | undefined
  #wake: () => void = () => undefined
  /** Called with the place of a lane that must wait, before anything can be taken from it. */
  onFull: (place: string) => void = () => undefined
  /** Called with the place of a lane that may be read on. */
  onDrain: (place: string) => void = () => undefined

  constructor(limits: FeedLimits, decode: Decode) {
    this.#limits = limits
    this.#decode = decode
  }

  /**
   * Adds what one partition delivered. Resolves when it can be taken; what is decoded meanwhile counts as waiting, so that
   * nobody needs to wait for that before he delivers more.
   */
  async push(topic: string, partition: number, messages: readonly Message[], hasMore: boolean): Promise<void> {
    const lane = this.#lane(placeKey(topic, partition))
    const bytes = messages.reduce((sum, message) => sum + message.bytes.length, 0)
    lane.bytes += bytes
    this.#bytes += bytes
    lane.hasMore = hasMore
    lane.pending += 1
    lane.paused = this.#isFull(lane)
    if (lane.paused) this.onFull(lane.key)
    try {
      lane.add(new Delivery(topic, partition, messages, await this.#decode(topic, messages)))
    } catch (error) {
      this.fail(error)
    }
    lane.pending -= 1
    this.#wake()
  }

  /** Makes the loop end with this error. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wake()
  }

  /** Resolves to the next batch, or to an empty one after `idleMs` or when `signal` is aborted. */
  async next(limits: BatchLimits, waitMs: number, idleMs: number, signal?: AbortSignal): Promise<readonly Received[]> {
    if (!(await this.#filled(limits, idleMs, signal))) return []
    if (waitMs > 0 && this.#bytes < limits.bytesMax && this.#count() < limits.countMax) await passed(waitMs)
    const batch = this.#take(limits, false)
    return batch.length > 0 ? batch : this.#takeHeld(limits)
  }

  async #filled(limits: BatchLimits, idleMs: number, signal?: AbortSignal): Promise<boolean> {
    if (!this.#hasOpen(limits) && !signal?.aborted) await this.#pushed(idleMs)
    return this.#hasOpen(limits)
  }

  #hasOpen(limits: BatchLimits): boolean {
    if (this.#failure) throw this.#failure.error
    return this.#openLanes(limits).length > 0
  }

  #openLanes({ until }: BatchLimits): Lane[] {
    return [...this.#lanes.values()].filter(lane => lane.isOpen(until))
  }

  /** Everything that waits is held back by a partition that is behind: gives it a while, then goes on without it. */
  async #takeHeld(limits: BatchLimits): Promise<readonly Received[]> {
    for (let waited = 0; waited < HELD_MS_MAX; waited += 100) {
      await this.#pushed(100)
      const batch = this.#take(limits, false)
      if (batch.length > 0) return batch
    }
    return this.#take(limits, true)
  }

  #pushed(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #take(limits: BatchLimits, regardless: boolean): Received[] {
    const batch: Received[] = []
    let bytes = 0
    const open = new TinyQueue(this.#openLanes(limits), (a, b) => (a.headAt() < b.headAt() ? -1 : 1))
    let bound = regardless ? Number.POSITIVE_INFINITY : this.#bound()
    while (batch.length < limits.countMax && bytes < limits.bytesMax) {
      const lane = open.pop()
      if (!lane || lane.headAt() > bound) break
      const next = open.peek()
      const until = next ? Math.min(next.headAt(), bound) : bound
      // A run: everything of this lane that is not later than the head of any other one.
      do {
        bytes += lane.headSize()
        batch.push(lane.take())
      } while (lane.isOpen(limits.until) && lane.headAt() <= until && batch.length < limits.countMax)
      if (lane.isOpen(limits.until)) open.push(lane)
      if (!regardless) bound = Math.min(bound, this.#boundOf(lane))
    }
    this.#bytes -= bytes
    this.#release()
    return batch
  }

  /** No event later than this is taken yet: a partition that has more to come is still at an earlier time. */
  #bound(): number {
    return Math.min(...[...this.#lanes.values()].map(lane => this.#boundOf(lane)))
  }

  #boundOf(lane: Lane): number {
    const isBehind = lane.count === 0 && (lane.hasMore || lane.pending > 0)
    return isBehind ? lane.lastAt + this.#limits.skewMax : Number.POSITIVE_INFINITY
  }

  #release(): void {
    for (const lane of this.#lanes.values()) {
      if (!lane.paused || this.#isFull(lane)) continue
      lane.paused = false
      this.onDrain(lane.key)
    }
  }

  /** A lane may always hold its share, so that a partition that is behind is read on while the others are full. */
  #isFull(lane: Lane): boolean {
    const share = this.#limits.bufferBytesMax / Math.max(1, this.#lanes.size)
    return lane.bytes >= share || (this.#bytes >= this.#limits.bufferBytesMax && lane.bytes > 0)
  }

  #count(): number {
    let count = 0
    for (const lane of this.#lanes.values()) count += lane.count
    return count
  }

  #lane(key: string): Lane {
    const lane = this.#lanes.get(key) ?? new Lane(key)
    this.#lanes.set(key, lane)
    return lane
  }
}
