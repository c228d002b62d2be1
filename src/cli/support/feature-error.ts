import { RuleError } from '../../detect/rule.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import type { Features } from '../../files/rules.js'
import { distance } from '../../ingest/names.js'
import { type FeatureFault, ruleFile } from './guard-rules.js'

/** A rule cannot be used because a feature that it names is wrong: the feature is to blame, not the rule. */
export class FeatureError extends RuleError {
  readonly rule: RuleDefinition
  readonly feature: string
  readonly fault: FeatureFault

  constructor(rule: RuleDefinition, feature: string, fault: FeatureFault) {
    super(`${ruleFile(rule)}: the feature ${feature}, line ${fault.line} of its sql: ${fault.sentence}`)
    this.rule = rule
    this.feature = feature
    this.fault = fault
  }
}

/** DuckDB knows a declared feature only where a rule names it, so that it cannot be among what it proposes. */
function nearestFeature(sentence: string, features: Features): string {
  const [, name] = /no declared feature "([^"]+)"/.exec(sentence) ?? []
  if (name === undefined) return ''
  const far = (known: string) => distance(known, name)
  const near = [...features.keys()].filter(known => far(known) <= SLIP_MAX).sort((a, b) => far(a) - far(b))
  return near.length > 0 ? `; a declared feature that is spelt much like it: ${near.join(', ')}` : ''
}

/** Letters that differ. */
const SLIP_MAX = 3

/** The sentence of a refused rule; where a feature is to blame, with the place of that. */
export function sentenceOf(error: RuleError, features: Features): string {
  const declared = error instanceof FeatureError ? features.get(error.feature) : undefined
  if (!(error instanceof FeatureError) || !declared) return error.message + nearestFeature(error.message, features)
  const { rule, feature, fault } = error
  const place = `${declared.path}: line ${declared.sqlLine + fault.line - 1}`
  return `${ruleFile(rule)}: nothing wrong here, but with the feature ${feature} that it names: ${place}: ${fault.sentence}`
}
