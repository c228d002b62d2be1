import type { BankenEvent } from '../events/catalogue.js'

/** Which tallies a batch of events may change: more than needed, never less. A rail is `provider|bank`. */
export interface Reach {
  readonly rails: Set<string>
  /** All known rails of these. */
  readonly providers: Set<string>
  /** The rails of every revision of these. */
  readonly claims: Set<string>
  /** Accounts and charges that claims take away from the suspicions, on whatever rail they fired. */
  readonly subjects: Set<string>
}

/** The rails that events name. */
export function namedBy(events: readonly BankenEvent[]): Set<string> {
  return new Set(events.map(railOf).filter(rail => rail !== undefined))
}

/** `*` (every bank) names none. */
function railOf(event: BankenEvent): string | undefined {
  if (!('provider' in event && 'bank' in event)) return undefined
  const { provider, bank } = event
  return provider === undefined || bank === undefined || bank === '*' ? undefined : `${provider}|${bank}`
}

/** What events of the ledger reach, whether they come or go. New rails are another matter: see namedBy(). */
export function reachOf(events: readonly BankenEvent[]): Reach {
  const reach: Reach = { rails: new Set(), providers: new Set(), claims: new Set(), subjects: new Set() }
  for (const event of events) extend(reach, event)
  return reach
}

function extend({ rails, providers, claims, subjects }: Reach, event: BankenEvent): void {
  switch (event.type) {
    case 'claim':
      // A later revision may have moved it to another rail, account or charge, or this one may.
      claims.add(event.claim)
      for (const subject of [event.account, ...(event.charges ?? [])]) subjects.add(subject)
      rails.add(`${event.provider}|${event.bank}`)
      break
    case 'compensation':
      claims.add(event.claim)
      break
    case 'suspension':
      if (event.bank === '*') providers.add(event.provider)
      else rails.add(`${event.provider}|${event.bank}`)
      break
    case 'inquiry':
    case 'exposure':
      rails.add(`${event.provider}|${event.bank}`)
      break
    default:
  }
}
