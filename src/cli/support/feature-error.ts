import { RuleError } from '../../detect/rule.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import type { Features } from '../../files/rules.js'
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

/** The sentence of a refused rule; where a feature is to blame, with the place of that. */
export function sentenceOf(error: RuleError, features: Features): string {
  const declared = error instanceof FeatureError ? features.get(error.feature) : undefined
  if (!(error instanceof FeatureError) || !declared) return error.message
  const { rule, feature, fault } = error
  const place = `${declared.path}: line ${declared.sqlLine + fault.line - 1}`
  return `${ruleFile(rule)}: nothing wrong here, but with the feature ${feature} that it names: ${place}: ${fault.sentence}`
}
