import type { BankenEvent, EventType } from '../events/catalogue.js'
import type { Read } from './feature.js'
import type { HotWindow } from './hot-window.js'

/** Whether an event is of those that a looked-up feature depends on. */
export function isRead({ of, where, by }: Read, event: BankenEvent): boolean {
  if (event.type !== of) return false
  const fields = event as unknown as Readonly<Record<string, unknown>>
  if (by !== 'rail' && fields[by] === undefined) return false
  return Object.entries(where).every(([field, values]) => {
    const value = fields[field]
    return values === null ? value === undefined : value !== undefined && values.includes(String(value))
  })
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
  return events.filter(event => (byType.get(event.type) ?? []).some(read => isLate(read, event, hot, newestAt)))
}

function isLate(read: Read, event: BankenEvent, hot: HotWindow, newestAt: number): boolean {
  if (!isRead(read, event)) return false
  if (read.for === 'always') return true
  if (event.at > newestAt) return false
  const { chains } = hot.window.shape
  if (!chains.includes(read.by) || !hot.covers(event.at, 0)) return true
  const key = (event as unknown as Readonly<Record<string, string | undefined>>)[read.by]
  return hot.window.hasAtOrAfter(read.by, key, event.at)
}
