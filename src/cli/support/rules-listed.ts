import type { RuleDefinition } from '../../detect/rule-version.js'
import { byProvider, type Unjudged } from '../../duckdb/unjudged.js'
import { phasesWithout, railsWithout } from './rule-coverage.js'
import { listed } from './rules-table.js'

/** `rules list --json`: every rule and what nobody watches; with counts also what each rule could not judge. */
export function listedAll(rules: readonly RuleDefinition[], counts?: readonly Unjudged[]): object {
  const phasesWithoutLiveRule = phasesWithout(rules)
  if (!counts) return { rules: rules.map(listed), phasesWithoutLiveRule }
  const sums = byProvider(counts)
  const coverageOf = ({ id }: RuleDefinition) =>
    sums.filter(({ rule }) => rule === id).map(({ provider, events, unjudged }) => ({ provider, events, unjudged }))
  return {
    rules: rules.map(rule => ({ ...listed(rule), coverage: coverageOf(rule) })),
    phasesWithoutLiveRule,
    railsWithoutLiveRule: railsWithout(counts, rules),
  }
}
