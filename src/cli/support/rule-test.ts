import { severities } from '../../detect/rule.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import { duckDbReason, isDuckDbError } from '../../duckdb/refusal.js'
import { Random } from '../../simulate/random.js'
import type { CaseBench, CaseRun, SeenValues } from './case-bench.js'
import type { CaseRow, Problem, RuleCase } from './rule-cases.js'

/** The same cases are shuffled the same way each time. */
const SHUFFLE_SEED = 20200915
const BATCH_COUNTS = [1000, 1] as const

interface Order {
  readonly name: string
  readonly rows: readonly CaseRow[]
}

interface NamedRun extends CaseRun {
  /** `reversed, 1 at a time`. */
  readonly name: string
}

export interface CaseResult {
  readonly runs: number
  readonly problems: readonly Problem[]
}

/** All of them, or each order and each size of batch once: a third of the time, for tests of ours that run often. */
export type Variety = 'all' | 'each'

/**
 * Runs a case in order, reversed and shuffled, at once and event by event: the events that fire must each time be those
 * that are marked. The first run is in order and at once; what it saw goes with the problems.
 */
export async function testCase(
  bench: CaseBench,
  rule: RuleDefinition,
  ruleCase: RuleCase,
  variety: Variety,
): Promise<CaseResult> {
  const runs: NamedRun[] = []
  try {
    for (const [i, { order, batchCount }] of variants(ruleCase.rows, variety).entries()) {
      const run = await bench.run(rule, order.rows, batchCount, i === 0)
      runs.push({ ...run, name: `${order.name}, ${batchCount === 1 ? '1 at a time' : 'all at once'}` })
    }
  } catch (error) {
    if (!isDuckDbError(error)) throw error
    const place = ruleCase.rows[0]?.place ?? ''
    const sentence = `DuckDB refuses the rule on this case: ${duckDbReason(error)}`
    return { runs: runs.length, problems: [{ place, case: ruleCase.name, sentence }] }
  }
  const problems = ruleCase.rows.flatMap(row => problemsOf(row, runs, runs[0]?.seen.get(row.event.id)))
  return { runs: runs.length, problems: problems.map(problem => ({ ...problem, case: ruleCase.name })) }
}

function variants(rows: readonly CaseRow[], variety: Variety) {
  const all = BATCH_COUNTS.flatMap(batchCount => ordersOf(rows).map(order => ({ order, batchCount })))
  return variety === 'all'
    ? all
    : all.filter(({ order, batchCount }) => (order.name === 'reversed') === (batchCount === 1))
}

/** Each different order once: of a case of one row there is but one. */
function ordersOf(rows: readonly CaseRow[]): Order[] {
  const inOrder = [...rows].sort((a, b) => a.event.at - b.event.at || (a.event.id < b.event.id ? -1 : 1))
  const orders = [
    { name: 'in order', rows: inOrder },
    { name: 'reversed', rows: inOrder.toReversed() },
    { name: 'shuffled', rows: new Random(SHUFFLE_SEED).shuffled(inOrder) },
  ]
  const keyOf = (order: Order) => order.rows.map(row => row.place).join()
  return orders.filter((order, i) => orders.findIndex(other => keyOf(other) === keyOf(order)) === i)
}

function problemsOf(row: CaseRow, runs: readonly NamedRun[], seen: SeenValues | undefined): Problem[] {
  const refused = runs.map(run => run.refused.get(row.message.offset)).find(why => why !== undefined)
  if (refused !== undefined) return [{ place: row.place, sentence: `a dead letter (${refused}` }]
  const wanted = row.expect === 'alert'
  const wrong = runs.filter(run => run.fired.has(row.event.id) !== wanted)
  const values = seen ? { values: seen } : {}
  const problems: Problem[] = []
  if (wrong.length > 0) problems.push({ place: row.place, sentence: sentenceOf(row, wrong, runs), ...values })
  const severity = runs.map(run => run.fired.get(row.event.id)).find(given => given !== undefined)
  if (severity !== undefined && !severities.some(known => known === severity)) {
    const sentence = `fired with the severity ${JSON.stringify(severity)}; expected one of ${severities.join(', ')}`
    problems.push({ place: row.place, sentence, ...values })
  }
  return problems
}

const EXPECTED = { alert: 'expected an alert', quiet: 'expected quiet', none: 'not marked' } as const

function sentenceOf({ expect }: CaseRow, wrong: readonly NamedRun[], runs: readonly NamedRun[]): string {
  const happened = expect === 'alert' ? 'it stayed quiet' : 'it fired'
  const expected = EXPECTED[expect ?? 'none']
  if (wrong.length === runs.length) return `${expected}, but ${happened}`
  const when = wrong.map(run => run.name).join('; ')
  return `${expected}, but ${happened} when the events came ${when}: a rule must look at each row of work by itself`
}
