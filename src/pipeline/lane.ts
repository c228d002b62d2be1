import type { Positions } from './positions.js'
import type { Received } from './settle.js'

/** What waits of one partition, in the order of its offsets. */
export interface Lane {
  readonly key: string
  readonly waiting: Received[]
  /** Bytes that each of them came with. */
  readonly sizes: number[]
  /** Index of the first one that was not taken. */
  head: number
  bytes: number
  /** Event time of the last one that was pushed. */
  lastAt: number
  /** Whether there is more on the topic than was pushed. */
  hasMore: boolean
  paused: boolean
}

const DROP_AT = 4096

export function emptyLane(key: string): Lane {
  return {
    key,
    waiting: [],
    sizes: [],
    head: 0,
    bytes: 0,
    lastAt: Number.NEGATIVE_INFINITY,
    hasMore: false,
    paused: false,
  }
}

/** Whether its head may be taken: it has one, and that lies before `until`. */
export function isOpen(lane: Lane, until: Positions | undefined): boolean {
  const head = lane.waiting[lane.head]
  return head !== undefined && (until === undefined || head.message.offset < (until.get(lane.key)?.next ?? 0))
}

/** What is no event has no time and waits for nobody. */
export function headAt(lane: Lane): number {
  return atOf(lane.waiting[lane.head] as Received) ?? Number.NEGATIVE_INFINITY
}

export function atOf({ outcome }: Received): number | undefined {
  return outcome.ok ? outcome.value.at : undefined
}

/** Lets go of what was taken, now and then: cutting off the front costs as much as what is behind it. */
export function dropTaken(lane: Lane): void {
  if (lane.head < DROP_AT && lane.head < lane.waiting.length) return
  lane.waiting.splice(0, lane.head)
  lane.sizes.splice(0, lane.head)
  lane.head = 0
}
