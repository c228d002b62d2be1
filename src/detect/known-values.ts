import { type Field, fieldsOf } from '../events/catalogue.js'
import { MICROS } from '../events/time.js'
import { type Feature, type FirstFeature, featureColumn, isFirst, isWindowed } from './feature.js'
import { type KnownWork, operationOf } from './known-work.js'
import { type Memory, type Recalled, twoFactorPart } from './memory.js'
import { needs } from './needed.js'
import { wordsOf } from './rule.js'
import type { RuleDefinition, RuleVersion } from './rule-version.js'
import type { Names, Scalar } from './scalar.js'
import { ABSENT, type FeatureColumn, type FeatureColumns } from './sliding.js'
import { thresholdAt } from './threshold.js'
import { UNKNOWN, type Value } from './truths.js'

/** The fields of links and charges that are texts, whole numbers or flags, by their columns. */
const FIELDS: ReadonlyMap<string, Field> = new Map(
  [...fieldsOf('link'), ...fieldsOf('charge')]
    .filter(({ kind }) => kind === 'text' || kind === 'integer' || kind === 'flag')
    .map(field => [field.column, field]),
)

/** The names of those that rules name. */
export function fieldsNamed(versions: readonly RuleVersion[]): readonly string[] {
  const words = new Set(versions.flatMap(({ definition }) => [...wordsOf(definition.sql.toLowerCase())]))
  return [...FIELDS.values()].filter(({ column }) => words.has(column)).map(({ name }) => name)
}

type Known = Scalar<KnownWork>

/** What it takes to tell a value: of the event and its window nothing; one look into memory; a text from there; several looks. */
const [AT_HAND, RECALLED, TAKEN, NEEDED] = [0, 1, 2, 3]

function atHand(of: (work: KnownWork) => Value): Known {
  return { of, isExact: true, cost: AT_HAND }
}

function recalled(of: (work: KnownWork) => Value): Known {
  return { of, isExact: true, cost: RECALLED }
}

/** Open where limits of the account or wallet itself, or re-issues of a SIM, may say otherwise. */
function unlessOwn(of: (known: Recalled) => Value): Known {
  return recalled(({ recalled: known }) => (known.asks === 'nothing' ? of(known) : UNKNOWN))
}

/** What the names in a rule's conditions stand for in `judged`, as far as memory knows it. */
export function namesOf({ features, thresholds }: RuleDefinition, memory: Memory): Names<KnownWork> {
  const byName = new Map(features.map(feature => [feature.name, feature]))
  return {
    column: name => {
      const feature = byName.get(name)
      return feature ? featureOf(feature, memory) : (FURTHER[name] ?? fieldOf(name))
    },
    threshold: name => {
      const threshold = thresholds[name]
      if (threshold === undefined) return undefined
      const values = typeof threshold === 'number' ? [threshold] : threshold.map(({ value }) => value)
      const isExact = values.every(Number.isInteger)
      if (typeof threshold === 'number') return { of: () => threshold, isExact, cost: AT_HAND, isConstant: true }
      return { of: ({ event }) => thresholdAt(threshold, event.at), isExact, cost: AT_HAND }
    },
  }
}

function fieldOf(column: string): Known | undefined {
  const field = FIELDS.get(column)
  return field && atHand(({ event }) => (event[field.name] ?? null) as Value)
}

/** What stands in `judged` besides fields and features; an account's own words may be more than memory holds. */
const FURTHER: Readonly<Record<string, Known>> = {
  type: atHand(({ event }) => event.type),
  operation: atHand(({ event }) => operationOf(event)),
  adoption: recalled(({ recalled: { rail } }) => rail.adoption),
  suspended: recalled(work => work.isSuspended),
  uncertain: recalled(work => work.isUncertain),
  limit_charge: unlessOwn(({ rail }) => rail.limitCharge),
  limit_day: unlessOwn(({ rail }) => rail.limitDay),
  limit_month: unlessOwn(({ rail }) => rail.limitMonth),
  holder: recalled(({ recalled: { asks, holder } }) => (asks === 'history' ? UNKNOWN : holder)),
  two_factor: unlessOwn(({ twoFactor }) => statusOf(twoFactor)),
}

/** As the macro two_factor_status has it, where no re-issued phone is in question. */
function statusOf(twoFactor: string | null): string {
  const status = twoFactorPart(twoFactor, 0)
  if (status === null) return 'unknown'
  return status === 'withdrawn' ? 'not-enrolled' : 'enrolled'
}

function featureOf(feature: Feature, memory: Memory): Known | undefined {
  if (isFirst(feature)) return firstOf(feature, memory)
  if (isWindowed(feature)) return windowedOf(featureColumn(feature))
  if (!needs(feature)) return undefined
  const of = ({ event, recalled }: KnownWork) => (memory.mayHave(feature, event, recalled) ? UNKNOWN : null)
  return { of, isExact: true, cost: NEEDED }
}

function windowedOf(column: string): Known {
  let features: FeatureColumns | undefined
  let values: FeatureColumn | undefined
  return atHand(work => {
    if (features !== work.features) {
      features = work.features
      values = features.get(column)
    }
    const value = values?.[work.nth] ?? UNKNOWN
    return value === ABSENT ? null : value
  })
}

function firstOf(feature: FirstFeature, memory: Memory): Known | undefined {
  if (feature.take === 'walletOpenedAt') return undefined
  const value = memory.firstValue(feature)
  const isMinutes = feature.take === undefined
  const of = ({ event, recalled: { asks, firsts } }: KnownWork): Value => {
    if (asks === 'history') return UNKNOWN
    const first = value(firsts)
    return isMinutes && first !== null ? (event.at - Number(first)) / MICROS.minute : first
  }
  return { of, isExact: !isMinutes, cost: isMinutes ? RECALLED : TAKEN }
}
