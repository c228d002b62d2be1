import { canonical, sha256 } from '../events/content.js'
import { type Feature, isLookup } from './feature.js'
import { headLinesOf, placeholdersOf, RuleError, type RuleSource, wordsOf } from './rule.js'
import { type Threshold, thresholdSql } from './threshold.js'

/** Everything that decides what a rule finds. Written as JSON it is kept in the table `rules`. */
export interface RuleDefinition extends RuleSource {
  readonly thresholds: Readonly<Record<string, Threshold>>
  /** The declared features that its SQL or its reason names, and those that a looked-up one of them names. */
  readonly features: readonly Feature[]
}

/** A definition with the span of event time that it judges: [from, to), in microseconds; null is open. */
export interface RuleVersion {
  readonly definition: RuleDefinition
  readonly version: string
  readonly from: number | null
  readonly to: number | null
}

/** What a sweep is told of its period: the instants that its SQL names. */
const SWEPT: ReadonlySet<string> = new Set(['from', 'to', 'since'])

const PARAMETER = /\$([a-z_][a-z0-9_]*)/g

/** Ties a rule to its thresholds and features. Throws a RuleError for a threshold that has no value. */
export function defineRule(
  file: string,
  source: RuleSource,
  thresholds: Readonly<Record<string, Threshold>>,
  features: ReadonlyMap<string, Feature>,
): RuleDefinition {
  const isSweep = source.on.includes('sweep')
  for (const { 1: name = '', index } of source.sql.matchAll(PARAMETER)) {
    if (Object.hasOwn(thresholds, name) || (isSweep && SWEPT.has(name))) continue
    const line = headLinesOf(source) + source.sql.slice(0, index).split('\n').length
    throw new RuleError(
      `${file}: line ${line}: $${name} has no value; write it in config/rules.yaml under ${source.id}`,
    )
  }
  const named = new Set([
    ...wordsOf(source.sql),
    ...placeholdersOf(source.reason.ja),
    ...placeholdersOf(source.reason.en),
  ])
  const direct = isSweep ? [] : [...features.values()].filter(feature => named.has(feature.name))
  const within = new Set(direct.filter(isLookup).flatMap(({ sql }) => [...wordsOf(sql)]))
  const used = [...features.values()].filter(feature => direct.includes(feature) || within.has(feature.name))
  return { ...source, thresholds, features: used.sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

/** First 12 hexadecimal digits of SHA-256 over the rule, its thresholds, the features it names and its mode. */
export function versionOf(definition: RuleDefinition): string {
  return sha256(canonical(definition)).slice(0, 12)
}

/**
 * The rule's SQL with every `$name` replaced by its number, or by what else is given for it. A number that changes on a day
 * is the one that holds at the event, of a rule over a period at the start of that.
 */
export function boundSql({ sql, thresholds }: RuleDefinition, given: Readonly<Record<string, string>> = {}): string {
  const at = given.from ?? 'event_at'
  return sql.replace(
    PARAMETER,
    (_whole, name: string) => given[name] ?? thresholdSql(thresholds[name] as Threshold, at),
  )
}
