import type { BankenEvent, Transfer } from '../../../src/events/catalogue.js'
import { sha256 } from '../../../src/events/content.js'
import type { Rule, Severity } from './rule.js'
import { rules } from './rules.js'
import { day, dayOf, shown, utcSeconds } from './time.js'
import { twoFactorAt } from './words.js'
import { all, byAtAndId, distinct, sum } from './world.js'

/** What the oracle says of an alert: all but its words, its features and the version of its rule. */
export interface ExpectedAlert {
  readonly id: string
  readonly rule: string
  readonly severity: Severity
  readonly status: 'open'
  readonly mode: 'live'
  readonly entity: { readonly type: string; readonly id: string }
  readonly period: { readonly from: string; readonly to: string }
  readonly firstAt: string
  readonly lastAt: string
  readonly knownAt: string
  readonly events: readonly string[]
  readonly eventCount: number
  readonly yen: number
  readonly providers: readonly string[]
  readonly banks: readonly string[]
  readonly accounts: readonly string[]
  readonly wallets: readonly string[]
  readonly twoFactor: string
}

interface Firing {
  readonly rule: Rule
  readonly entity: string
  readonly from: number
  readonly of: Transfer
  readonly severity: Severity
  readonly knownAt: number
}

const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical']
const smallest100 = (values: readonly string[]) => distinct(values).sort().slice(0, 100)

export function alertId(rule: string, entityType: string, entity: string, from: number): string {
  return sha256(`${rule}|${entityType}|${entity}|${utcSeconds(from)}`).slice(0, 32)
}

function firings(events: readonly BankenEvent[]): Firing[] {
  const links = all(events, 'link').filter(link => link.snapshot !== true)
  const transfers: Transfer[] = [...links, ...all(events, 'charge')]
  return transfers.sort(byAtAndId).flatMap(of =>
    rules.flatMap(rule => {
      const entity = rule.entity(of)
      const severity = entity === undefined ? undefined : rule.judge(events, of)
      if (entity === undefined || severity === undefined) return []
      return [{ rule, entity, from: dayOf(of.at), of, severity, knownAt: rule.knownAt?.(events, of) ?? of.at }]
    }),
  )
}

/** The alert of firings of one rule, entity and period, in the order of (at, id). */
function alertOf(id: string, firings: readonly [Firing, ...Firing[]], events: readonly BankenEvent[]): ExpectedAlert {
  const [first] = firings
  const last = firings.at(-1) ?? first
  const transfers = firings.map(firing => firing.of)
  const yen = transfers.map(of => (of.type === 'charge' && of.outcome === 'succeeded' ? of.yen : 0))
  return {
    id,
    rule: first.rule.id,
    severity: SEVERITIES.findLast(severity => firings.some(f => f.severity === severity)) ?? 'info',
    status: 'open',
    mode: 'live',
    entity: { type: first.rule.entityType, id: first.entity },
    period: { from: shown(first.from), to: shown(first.from + day) },
    firstAt: shown(first.of.at),
    lastAt: shown(last.of.at),
    knownAt: shown(Math.min(...firings.map(firing => firing.knownAt))),
    events: transfers.slice(0, 100).map(of => of.id),
    eventCount: transfers.length,
    yen: sum(yen),
    providers: smallest100(transfers.map(of => of.provider)),
    banks: smallest100(transfers.map(of => of.bank)),
    accounts: smallest100(transfers.map(of => of.account)),
    wallets: smallest100(transfers.map(of => of.wallet)),
    twoFactor: twoFactorAt(events, last.of.account, last.of.at),
  }
}

/** The open alerts that the contract asks for over a set of events, sorted by id. */
export function alertsOf(events: readonly BankenEvent[]): ExpectedAlert[] {
  const groups = new Map<string, [Firing, ...Firing[]]>()
  for (const firing of firings(events)) {
    const id = alertId(firing.rule.id, firing.rule.entityType, firing.entity, firing.from)
    const group = groups.get(id)
    if (group) group.push(firing)
    else groups.set(id, [firing])
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, group]) => alertOf(id, group, events))
}
