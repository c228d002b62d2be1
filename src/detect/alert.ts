import { formatJst } from '../events/time.js'
import type { RuleDefinition } from './rule-version.js'
import { thresholdAt } from './threshold.js'

/** What the firing events of one alert say together. Instants are UTC microseconds. */
export interface AlertFacts {
  readonly id: string
  readonly rule: string
  readonly ruleVersion: string
  readonly mode: string
  readonly severity: string
  readonly entity: { readonly type: string; readonly id: string }
  readonly periodFrom: number
  readonly periodTo: number
  readonly firstAt: number
  readonly lastAt: number
  readonly knownAt: number
  readonly events: readonly string[]
  readonly eventCount: number
  readonly yen: number
  readonly providers: readonly string[]
  readonly banks: readonly string[]
  readonly accounts: readonly string[]
  readonly wallets: readonly string[]
  /** Of the last firing event. */
  readonly twoFactor: string
  readonly features: Readonly<Record<string, unknown>>
  readonly observed: Readonly<Record<string, unknown>>
}

type Instants = 'periodFrom' | 'periodTo' | 'firstAt' | 'lastAt' | 'knownAt'

/** The alert as it is published (contract, section 5). Holds nothing that depends on when or where it was computed. */
export interface AlertPayload extends Omit<AlertFacts, Instants | 'observed'> {
  readonly title: Bilingual
  readonly reason: Bilingual
  readonly status: 'open'
  readonly period: { readonly from: string; readonly to: string }
  readonly firstAt: string
  readonly lastAt: string
  readonly knownAt: string
  readonly runbook: string
}

export interface Bilingual {
  readonly ja: string
  readonly en: string
}

export function openAlert(facts: AlertFacts, definition: RuleDefinition): AlertPayload {
  const { id, rule, ruleVersion, severity, mode, entity, events, eventCount, yen } = facts
  const { providers, banks, accounts, wallets, twoFactor, features } = facts
  const title = { ja: definition.title.ja, en: definition.title.en }
  const reason = reasonOf(definition, facts)
  const period = { from: formatJst(facts.periodFrom), to: formatJst(facts.periodTo) }
  const times = {
    firstAt: formatJst(facts.firstAt),
    lastAt: formatJst(facts.lastAt),
    knownAt: formatJst(facts.knownAt),
  }
  const head = { id, rule, ruleVersion, title, reason, severity, status: 'open' as const, mode, entity, period }
  const body = { events, eventCount, yen, providers, banks, accounts, wallets, twoFactor, features }
  return { ...head, ...times, ...body, runbook: definition.runbook }
}

/** The rule's reason with what it saw; a value that is not known is 不明, unknown. */
export function reasonOf(
  definition: RuleDefinition,
  facts: Pick<AlertFacts, 'observed' | 'features' | 'lastAt'>,
): Bilingual {
  const thresholds = Object.entries(definition.thresholds).map(([name, each]) => [
    name,
    thresholdAt(each, facts.lastAt),
  ])
  const values = { ...Object.fromEntries(thresholds), ...facts.observed, ...facts.features }
  return { ja: filled(definition.reason.ja, values, '不明'), en: filled(definition.reason.en, values, 'unknown') }
}

/** Nothing fires it any more: only what names it is left. */
export function retractedAlert({ id, rule, entity, periodFrom, periodTo }: AlertKey): object {
  return { id, rule, status: 'retracted', entity, period: { from: formatJst(periodFrom), to: formatJst(periodTo) } }
}

export type AlertKey = Pick<AlertFacts, 'id' | 'rule' | 'entity' | 'periodFrom' | 'periodTo'>

function filled(template: string, values: Readonly<Record<string, unknown>>, unknown: string): string {
  return template.replace(/\{([a-z_][a-z0-9_]*)\}/g, (_whole, name: string) => shownValue(values[name]) ?? unknown)
}

/** Numbers with thousands and at most one decimal, cut and not rounded; undefined where the value is unknown. */
function shownValue(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'number') return String(value)
  const cut = Number.isInteger(value) ? value : Math.trunc(value * 10) / 10
  const [whole = '', decimal] = String(cut).split('.')
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (decimal === undefined ? '' : `.${decimal}`)
}
