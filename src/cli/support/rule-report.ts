import { availableParallelism } from 'node:os'
import { RuleError } from '../../detect/rule.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import { type Config, readConfig } from '../../files/config.js'
import { casesPath, type RefusedFile, readRuleFiles } from '../../files/rules.js'
import { CaseBench } from './case-bench.js'
import { UsageError } from './errors.js'
import { ruleFile } from './guard-rules.js'
import { type Problem, type RuleCase, readCases, shownPath } from './rule-cases.js'
import { type CaseResult, testCase, type Variety } from './rule-test.js'

/** What the test of one rule found. */
export interface RuleReport {
  readonly rule: string
  readonly passed: boolean
  readonly cases: number
  readonly events: number
  readonly runs: number
  readonly problems: readonly Problem[]
}

/** DuckDB works for so many cases at a time; Node lends it four threads. */
const BENCHES_MAX = 4

interface Testing {
  readonly variety?: Variety
  /** Where all are tested: is told of files that cannot be read, which throws the first one's error if nobody asks. */
  readonly onRefused?: (refused: readonly RefusedFile[]) => void
}

/** Tests the named rules, or all; one report after the other. Throws a UsageError for a rule that is not there. */
export async function* testRules(
  home: string,
  names: readonly string[],
  { variety = 'all', onRefused = throwFirst }: Testing = {},
): AsyncGenerator<RuleReport> {
  const config = readConfig(home)
  const { rules: all, refused } = readRuleFiles(home, config.thresholds)
  if (names.length === 0) onRefused(refused)
  else throwFirst(refused.filter(({ rule }) => rule !== null && names.includes(rule)))
  const unknown = names.find(name => !all.some(rule => rule.id === name))
  if (unknown !== undefined) {
    throw new UsageError(`${unknown}: no such rule; there are ${all.map(rule => rule.id).join(', ')}`)
  }
  const rules = names.length === 0 ? all : all.filter(rule => names.includes(rule.id))
  const count = Math.min(BENCHES_MAX, availableParallelism())
  const benches = await Promise.all(Array.from({ length: count }, () => CaseBench.open(home, config)))
  try {
    for (const rule of rules) yield await testRule(home, config, benches, rule, variety)
  } finally {
    for (const bench of benches) bench.close()
  }
}

function throwFirst([first]: readonly RefusedFile[]): void {
  if (first) throw first.error
}

async function testRule(
  home: string,
  config: Config,
  benches: readonly CaseBench[],
  rule: RuleDefinition,
  variety: Variety,
) {
  const path = casesPath(home, rule.id)
  const known = { providers: new Set(config.providers.keys()) }
  const { cases, problems } = await readCases(path, rule.on, known)
  const refusals = await refusal(benches[0], rule)
  const results = refusals.length > 0 ? [] : await testCases(benches, rule, cases, variety)
  return reportOf(
    rule,
    cases,
    [
      ...refusals,
      ...problems,
      ...(problems.length > 0 ? [] : missingPolarity(cases, shownPath(path))),
      ...results.flatMap(result => result.problems),
    ],
    results,
  )
}

function reportOf(
  rule: RuleDefinition,
  cases: readonly RuleCase[],
  problems: readonly Problem[],
  results: readonly CaseResult[],
): RuleReport {
  return {
    rule: rule.id,
    passed: problems.length === 0,
    cases: cases.length,
    events: cases.reduce((sum, { rows }) => sum + rows.length, 0),
    runs: results.reduce((sum, { runs }) => sum + runs, 0),
    problems,
  }
}

async function refusal(bench: CaseBench | undefined, rule: RuleDefinition): Promise<Problem[]> {
  try {
    await bench?.check(rule)
    return []
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    const place = ruleFile(rule)
    return [{ place, sentence: error.message.replace(`${place}: `, '') }]
  }
}

/** Every bench takes the next case as soon as it is free. */
async function testCases(
  benches: readonly CaseBench[],
  rule: RuleDefinition,
  cases: readonly RuleCase[],
  variety: Variety,
) {
  const results: CaseResult[] = []
  const waiting = [...cases.entries()]
  const work = async (bench: CaseBench) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      results[next[0]] = await testCase(bench, rule, next[1], variety)
    }
  }
  await Promise.all(benches.map(work))
  return results
}

/** A rule needs a row of either mark. */
export function missingPolarity(cases: readonly RuleCase[], place: string): Problem[] {
  const marks = new Set(cases.flatMap(({ rows }) => rows.map(row => row.expect)))
  return (['alert', 'quiet'] as const)
    .filter(mark => !marks.has(mark))
    .map(mark => ({ place, sentence: `no row is marked ${mark}; a rule needs both: what it finds, and a look-alike` }))
}
