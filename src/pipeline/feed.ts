import { setTimeout as passed } from 'node:timers/promises'
import TinyQueue from 'tinyqueue'
import type { Decoded } from './decoded.js'
import { Delivery } from './delivery.js'
import { Lane } from './lane.js'
import { liesBefore, type Positions, placeKey } from './positions.js'
import type { Received } from './settle.js'

export interface FeedLimits {
  /** How far in event time one lane may run ahead of one that has more to come, in microseconds. */
  readonly skewMax: number
}

export interface BatchLimits {
  readonly countMax: number
  readonly bytesMax: number
  /** Nothing at or beyond these offsets is taken; a place that is missing gives nothing. */
  readonly until?: Positions
}

/** A partition that should have more but delivers nothing holds the others no longer than this. */
const HELD_MS_MAX = 1000

/**
 * Stands between the reader, which pushes what partitions deliver, and the loop, which takes batches. It merges the
 * partitions by event time, so that a backlog read unevenly does not make everything late. That is a matter of speed:
 * the answer does not depend on the order.
 */
export class Feed {
  readonly #limits: FeedLimits
  readonly #lanes = new Map<string, Lane>()
  /** What was taken before it was asked for. */
  #ahead: readonly Received[] = []
  #bytes = 0
  #failure: { error: unknown } | undefined
  #wake: () => void = () => undefined
  /** Called with the bytes of what was taken, by place. */
  onTaken: (bytesOf: ReadonlyMap<string, number>) => void = () => undefined

  constructor(limits: FeedLimits) {
    this.#limits = limits
  }

  /** A partition that has something on its topic is to be waited for, though it has delivered nothing yet. */
  expect(place: string): void {
    this.#lane(place).hasMore = true
  }

  /** Adds what one partition delivered. `hasMore`: whether there is more of it on its topic. */
  push(decoded: Decoded, hasMore: boolean): void {
    const lane = this.#lane(placeKey(decoded.source, decoded.partition))
    lane.add(new Delivery(decoded))
    lane.hasMore = hasMore
    this.#bytes += decoded.bytes
    this.#wake()
  }

  /** Makes the loop end with this error. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wake()
  }

  /** Resolves to the next batch, or to an empty one after `idleMs` or when `signal` is aborted. */
  async next(limits: BatchLimits, waitMs: number, idleMs: number, signal?: AbortSignal): Promise<readonly Received[]> {
    const ahead = this.#takenAhead(limits)
    if (ahead.length > 0) return ahead
    if (!(await this.#filled(limits, idleMs, signal))) return []
    if (waitMs > 0 && this.#bytes < limits.bytesMax && this.#count() < limits.countMax) await passed(waitMs)
    const batch = this.#take(limits)
    return batch.length > 0 ? batch : this.#takeHeld(limits)
  }

  /** What `next` is to give with the same limits, if a whole batch waits; else nothing. */
  takeAhead(limits: BatchLimits): readonly Received[] {
    const isWhole = this.#count() >= limits.countMax || this.#bytes >= limits.bytesMax
    if (this.#ahead.length > 0 || this.#failure || !isWhole) return []
    this.#ahead = this.#take(limits)
    return this.#ahead
  }

  /**
   * All of what was taken ahead as it was given then, for who has looked ahead knows it by that; or what of it is wanted.
   * Of one partition what lies behind `until` comes after all else of it, so that it may stay without the rest.
   */
  #takenAhead({ until }: BatchLimits): readonly Received[] {
    this.#check()
    const ahead = this.#ahead
    const isWanted = ({ message: { source, partition, offset } }: Received) =>
      liesBefore(until, placeKey(source, partition), offset)
    if (until === undefined || ahead.every(isWanted)) {
      this.#ahead = []
      return ahead
    }
    this.#ahead = ahead.filter(received => !isWanted(received))
    return ahead.filter(isWanted)
  }

  #check(): void {
    if (this.#failure) throw this.#failure.error
  }

  async #filled(limits: BatchLimits, idleMs: number, signal?: AbortSignal): Promise<boolean> {
    if (!this.#hasOpen(limits) && !signal?.aborted) await this.#pushed(idleMs)
    return this.#hasOpen(limits)
  }

  #hasOpen(limits: BatchLimits): boolean {
    this.#check()
    return this.#openLanes(limits).length > 0
  }

  #openLanes({ until }: BatchLimits): Lane[] {
    return [...this.#lanes.values()].filter(lane => lane.isOpen(until))
  }

  /** Everything that waits is held back by a partition that is behind: gives it a while, then goes on without it. */
  async #takeHeld(limits: BatchLimits): Promise<readonly Received[]> {
    const held = setTimeout(() => this.#giveUp(), HELD_MS_MAX)
    try {
      for (;;) {
        await this.#pushed(HELD_MS_MAX)
        const batch = this.#take(limits)
        if (batch.length > 0 || !this.#hasOpen(limits)) return batch
      }
    } finally {
      clearTimeout(held)
    }
  }

  /** Nobody waits for those that are behind before they deliver again: a partition may end in what is never delivered. */
  #giveUp(): void {
    for (const lane of this.#lanes.values()) if (lane.count === 0) lane.hasMore = false
    this.#wake()
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

  #take(limits: BatchLimits): Received[] {
    const batch: Received[] = []
    const taken = new Map<string, number>()
    let bytes = 0
    const open = new TinyQueue(this.#openLanes(limits), (a, b) => (a.headAt() < b.headAt() ? -1 : 1))
    let bound = this.#bound()
    while (batch.length < limits.countMax && bytes < limits.bytesMax) {
      const lane = open.pop()
      if (!lane || lane.headAt() > bound) break
      const next = open.peek()
      const until = next ? Math.min(next.headAt(), bound) : bound
      const before = bytes
      // A run: everything of this lane that is not later than the head of any other one.
      do {
        bytes += lane.headSize()
        batch.push(lane.take())
      } while (lane.isOpen(limits.until) && lane.headAt() <= until && batch.length < limits.countMax)
      taken.set(lane.key, (taken.get(lane.key) ?? 0) + bytes - before)
      if (lane.isOpen(limits.until)) open.push(lane)
      bound = Math.min(bound, this.#boundOf(lane))
    }
    this.#bytes -= bytes
    this.onTaken(taken)
    return batch
  }

  /** No event later than this is taken yet: a partition that has more to come is still at an earlier time. */
  #bound(): number {
    return Math.min(...[...this.#lanes.values()].map(lane => this.#boundOf(lane)))
  }

  #boundOf(lane: Lane): number {
    return lane.count === 0 && lane.hasMore ? lane.lastAt + this.#limits.skewMax : Number.POSITIVE_INFINITY
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
