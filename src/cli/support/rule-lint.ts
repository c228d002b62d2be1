import { RuleError } from '../../detect/rule.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import type { Database } from '../../duckdb/database.js'
import { type Config, readConfig } from '../../files/config.js'
import { casesPath, type RuleFiles, readRuleFiles } from '../../files/rules.js'
import { checkRules } from './check-rules.js'
import { UsageError } from './errors.js'
import { sentenceOf } from './feature-error.js'
import { ruleFile, sqlFaults } from './guard-rules.js'
import { openMigrated } from './home.js'
import { type Problem, readCases, shownPath } from './rule-cases.js'
import { type Measuring, tooDear } from './rule-cost.js'
import { missingPolarity } from './rule-report.js'
import { surroundingFaults } from './rule-surroundings.js'

export interface LintReport {
  readonly rules: number
  readonly problems: readonly Problem[]
}

/**
 * Everything that can be said of rules without running their cases. Each file is looked at, whatever is wrong with the
 * others. Throws a UsageError for a rule that is not there.
 */
export async function lintRules(home: string, names: readonly string[], measuring: Measuring): Promise<LintReport> {
  const config = readConfig(home)
  const files = readRuleFiles(home, config.thresholds)
  const { rules, refused } = files
  const ids = new Set([...rules.map(({ id }) => id), ...refused.flatMap(({ rule }) => rule ?? [])])
  const unknown = names.find(name => !ids.has(name))
  if (unknown !== undefined) throw new UsageError(`${unknown}: no such rule; there are ${[...ids].join(', ')}`)
  const isAsked = (id: string | null) => names.length === 0 || id === null || names.includes(id)
  const problems = refused.filter(({ rule }) => isAsked(rule)).map(({ error }) => problemOf(error.message))
  const db = await openMigrated(':memory:', home, { create: true })
  try {
    for (const rule of rules.filter(({ id }) => isAsked(id)))
      problems.push(...(await lintRule({ db, home, config, files }, rule)))
    const broken = new Set(problems.map(({ place }) => place))
    const sound = rules.filter(rule => isAsked(rule.id) && !broken.has(ruleFile(rule)))
    const dear = await tooDear(sound, config.settings.budgetMicros, measuring)
    problems.push(...dear.map(({ sentence }) => problemOf(sentence)))
    const around = await surroundingFaults(db, home, config, files)
    if (names.length === 0) problems.push(...around.map(problemOf))
    else problems.push(...around.filter(sentence => names.some(name => sentence.includes(`: ${name}.`))).map(problemOf))
  } finally {
    db.close()
  }
  return { rules: names.length || ids.size, problems }
}

export function lintText({ rules, problems }: LintReport): string {
  const lines = problems.map(({ place, sentence }) => `✗ ${place}: ${sentence}`)
  return `${[...lines, `${rules} rules, ${problems.length} problems`].join('\n')}\n`
}

interface Linting {
  readonly db: Database
  readonly home: string
  readonly config: Config
  readonly files: RuleFiles
}

async function lintRule({ db, home, config, files }: Linting, rule: RuleDefinition): Promise<Problem[]> {
  const faults = (await sqlFaults(db, rule)).map(sentence => problemOf(`${ruleFile(rule)}: ${sentence}`))
  const binding = faults.length > 0 ? [] : await bindingProblem(db, rule, files)
  const path = casesPath(home, rule.id)
  const { cases, problems } = await readCases(path, rule.on, { providers: new Set(config.providers.keys()) })
  const polarity = problems.length > 0 ? [] : missingPolarity(cases, shownPath(path))
  return [...faults, ...binding, ...problems, ...polarity]
}

async function bindingProblem(db: Database, rule: RuleDefinition, { features }: RuleFiles): Promise<Problem[]> {
  try {
    await checkRules(db, [rule])
    return []
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    return [problemOf(sentenceOf(error, features))]
  }
}

/** A sentence begins with its file: `FILE: what is wrong`. */
function problemOf(message: string): Problem {
  const [, place = '', sentence = message] = /^(\S+\.(?:sql|yaml)): (.*)$/s.exec(message) ?? []
  return { place: place.startsWith('/') ? shownPath(place) : place, sentence }
}
