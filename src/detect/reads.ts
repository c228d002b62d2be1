import { type BankenEvent, type EventType, isTransfer } from '../events/catalogue.js'
import { CHAINED, meets, type Read } from './feature.js'
import type { HotWindow } from './hot-window.js'

/** Whether an event is of those that a looked-up feature depends on. */
export function isRead({ of, where, has = [], by, same }: Read, event: BankenEvent): boolean {
  if (event.type !== of) return false
  const fields = event as unknown as Readonly<Record<string, unknown>>
  if (by !== 'rail' && !same && fields[by] === undefined) return false
  for (const field of has) if (fields[field] === undefined) return false
  return meets(where, event)
}

/**
 * Which events of the types that links and charges do not have may speak of links or charges that are stored already:
 * those with one behind them under the key, where the hot window can tell, and else all that are not the newest of all.
 */
export function lateReads(
  reads: readonly Read[],
  events: readonly BankenEvent[],
  hot: HotWindow,
  newestAt: number,
): BankenEvent[] {
  const byType = new Map<EventType, Read[]>()
  for (const read of reads) byType.set(read.of, [...(byType.get(read.of) ?? []), read])
  return events.filter(
    event => !isTransfer(event) && (byType.get(event.type) ?? []).some(read => isLate(read, event, hot, newestAt)),
  )
}

function isLate(read: Read, event: BankenEvent, hot: HotWindow, newestAt: number): boolean {
  if (!isRead(read, event)) return false
  if (read.for === 'always') return true
  if (event.at > newestAt) return false
  // A phone or person is said of an account or wallet by other events too: no chain of its own tells.
  const hasChain = CHAINED.includes(read.by) && hot.window.shape.chains.includes(read.by)
  if (read.same || !hasChain || !hot.covers(event.at, 0)) return true
  const key = (event as unknown as Readonly<Record<string, string | undefined>>)[read.by]
  return hot.window.hasAtOrAfter(read.by, key, event.at)
}

/** Whether whatever `other` re-opens, `read` does too. */
export function covers(read: Read, other: Read): boolean {
  if (read.of !== other.of || read.by !== other.by || JSON.stringify(read.same) !== JSON.stringify(other.same))
    return false
  const isWider = Object.entries(read.where).every(
    ([field, values]) => JSON.stringify(values) === JSON.stringify(other.where[field]),
  )
  const hasLess = (read.has ?? []).every(field => other.has?.includes(field))
  return isWider && hasLess && reachOf(read) >= reachOf(other)
}

function reachOf({ for: reach }: Read): number {
  if (reach === 'always') return Number.POSITIVE_INFINITY
  return reach === 'ever' ? Number.MAX_VALUE : reach
}
