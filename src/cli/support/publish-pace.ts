import { setTimeout } from 'node:timers/promises'
import type { Microseconds } from '../../events/time.js'

interface Timed {
  readonly at: Microseconds | undefined
}

/** When the next item may go, in milliseconds of the clock. Asked once for each, in their order. */
export type Pace = (item: Timed, now: number) => number

/** What was held up by a slow broker is made up for in bursts of no more than this. */
const BURST_MS = 100
const TICK_MS = 10
/** Far below what a timer can hold. */
const WAIT_MS_MAX = 3_600_000

export const atOnce: Pace = () => Number.NEGATIVE_INFINITY

/** At most so many a second, evenly. */
export function atRate(perSecond: number): Pace {
  const step = 1_000 / perSecond
  let next: number | undefined
  return (_item, now) => {
    const due = Math.max(next ?? now, now - BURST_MS)
    next = due + step
    return due
  }
}

/** Event time runs so many times faster than the clock, from the first event on. What is late goes at once. */
export function atSpeed(times: number): Pace {
  let start: { readonly now: number; readonly at: Microseconds } | undefined
  return ({ at }, now) => {
    if (at === undefined) return now
    start ??= { now, at }
    return start.now + (at - start.at) / (1_000 * times)
  }
}

/** The items in pieces of at most `countMax`, each when it is due. Ends where `signal` is aborted. */
export async function* paced<T extends Timed>(
  pieces: AsyncIterable<readonly T[]>,
  pace: Pace,
  countMax: number,
  now: () => number,
  signal: AbortSignal,
): AsyncGenerator<readonly T[]> {
  let ready: T[] = []
  for await (const piece of pieces) {
    for (const item of piece) {
      const due = pace(item, now())
      if (ready.length >= countMax || (ready.length > 0 && due > now())) {
        yield ready
        ready = []
      }
      await untilDue(due, now, signal)
      if (signal.aborted) return
      ready.push(item)
    }
  }
  if (ready.length > 0) yield ready
}

async function untilDue(due: number, now: () => number, signal: AbortSignal): Promise<void> {
  for (let wait = due - now(); wait > 0 && !signal.aborted; wait = due - now()) {
    const step = Math.min(Math.max(wait, TICK_MS), WAIT_MS_MAX)
    await setTimeout(step, undefined, { signal }).catch(() => undefined)
  }
}
