import { RuleError } from '../../detect/rule.js'
import { withPrevious } from '../../detect/rule-history.js'
import { type RuleDefinition, versionOf } from '../../detect/rule-version.js'
import type { Database } from '../../duckdb/database.js'
import { ruleHistory } from '../../duckdb/rule-history.js'
import type { Config } from '../../files/config.js'
import { type RuleFiles, readRuleFiles } from '../../files/rules.js'
import { checkRules } from './check-rules.js'
import { sentenceOf } from './feature-error.js'
import { type Measuring, tooDear } from './rule-cost.js'
import { surroundingFaults } from './rule-surroundings.js'

/** A file that is left out, and why: file, line and what to write instead. */
export interface RefusedRule {
  readonly rule: string | null
  readonly sentence: string
}

export interface LoadedRules {
  /** What is to be in force: the good files, and of a refused one the version that this database knows, if it knows one. */
  readonly rules: readonly RuleDefinition[]
  readonly refused: readonly RefusedRule[]
}

/**
 * Reads and checks every rule of a home for this database. A rule that is refused stops no other. With `measuring` versions
 * that the database does not know yet are held to their budget.
 */
export async function loadRules(
  db: Database,
  home: string,
  config: Pick<Config, 'thresholds' | 'settings'>,
  measuring?: Measuring,
): Promise<LoadedRules> {
  const files = readRuleFiles(home, config.thresholds)
  const refused = files.refused.map(({ rule, error }): RefusedRule => ({ rule, sentence: error.message }))
  const good: RuleDefinition[] = []
  const failure = await whyRefused(db, files.rules, files)
  if (failure === undefined) good.push(...files.rules)
  else {
    for (const rule of files.rules) {
      const sentence = await whyRefused(db, [rule], files)
      if (sentence === undefined) good.push(rule)
      else refused.push({ rule: rule.id, sentence })
    }
  }
  for (const sentence of await surroundingFaults(db, home, config, files)) refused.push({ rule: null, sentence })
  const history = await ruleHistory(db)
  const known = new Set(history.map(({ rule, version }) => `${rule} ${version}`))
  const fresh = good.filter(rule => !known.has(`${rule.id} ${versionOf(rule)}`))
  if (measuring) refused.push(...(await tooDear(fresh, config.settings.budgetMicros, measuring)))
  const ids = new Set(refused.flatMap(({ rule }) => rule ?? []))
  const allowed = good.filter(({ id }) => !ids.has(id))
  return { rules: withPrevious(history, allowed, ids), refused }
}

/** What a command says of them, each on a line. */
export function refusedText(refused: readonly RefusedRule[]): string {
  return refused.map(({ rule, sentence }) => `${sentence}\n${rule === null ? '' : `  ${LEFT_OUT}\n`}`).join('')
}

export const LEFT_OUT = 'this rule is left out, or judges as it did before; the others go on'

async function whyRefused(
  db: Database,
  rules: readonly RuleDefinition[],
  { features }: RuleFiles,
): Promise<string | undefined> {
  try {
    await checkRules(db, rules)
    return undefined
  } catch (error) {
    if (error instanceof RuleError) return sentenceOf(error, features)
    throw error
  }
}
