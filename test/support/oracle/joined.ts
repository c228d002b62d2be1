import { type BankenEvent, isTransfer } from '../../../src/events/catalogue.js'
import { adoptionAt, limitOf, suspensionAt, twoFactorAt } from './words.js'

export const byId = (events: readonly BankenEvent[]) => events.toSorted((a, b) => (a.id < b.id ? -1 : 1))

/** What each link and charge is joined to as of its `at`, one JSON object a line, by id: as the views have it. */
export function joinedOf(events: readonly BankenEvent[]): string[] {
  return byId(events)
    .filter(isTransfer)
    .map(of => {
      const limit = (per: 'charge' | 'day' | 'month') => {
        const yen = limitOf(events, of, per)
        return yen === Number.POSITIVE_INFINITY ? null : yen
      }
      return JSON.stringify({
        id: of.id,
        two_factor: twoFactorAt(events, of.account, of.at),
        adoption: adoptionAt(events, of.provider, of.bank, of.at),
        ...suspensionAt(events, of),
        limit_charge: limit('charge'),
        limit_day: limit('day'),
        limit_month: limit('month'),
      })
    })
}
