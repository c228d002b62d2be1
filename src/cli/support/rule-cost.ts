import type { RuleDefinition } from '../../detect/rule-version.js'
import { duckDbReason, isDuckDbError } from '../../duckdb/refusal.js'
import { ruleFile } from './guard-rules.js'

/** What rules cost over a sample, for each link or charge of it. */
export interface Measure {
  /** Of all of them together: microseconds of processor time. */
  readonly micros: (rules: readonly RuleDefinition[]) => Promise<number>
  /** Of each by its id: pairs of rows that its dearest join compares. */
  readonly pairs: (rules: readonly RuleDefinition[]) => Promise<ReadonlyMap<string, number>>
}

/** Lends a measure for as long as the work takes. */
export type Measuring = <T>(work: (measure: Measure) => Promise<T>) => Promise<T>

/** The least of so many runs counts, so that no rule is refused because the machine was busy. */
const RUNS = 3

/**
 * What is in this pack compares one pair, and a grid of the sample's hours 48; history with itself, some thousands. That is
 * cheap over a sample and the square of it over history, so it is no matter of budgetMicros.
 */
const PAIRS_MAX = 50

interface Dear {
  readonly rule: string
  readonly sentence: string
}

/** The rules that cost more than they may or that fail on a sample, each with a sentence. */
export async function tooDear(
  rules: readonly RuleDefinition[],
  budgetMicros: number,
  measuring: Measuring,
): Promise<Dear[]> {
  if (rules.length === 0) return []
  return measuring(async ({ micros, pairs }) => {
    const { compared, failing } = await comparedBy(rules, pairs)
    const squared = rules.filter(({ id }) => (compared.get(id) ?? 0) > PAIRS_MAX)
    const dear = squared.map(rule => ({ rule: rule.id, sentence: squaredSentence(rule, compared.get(rule.id) ?? 0) }))
    const refused = [...failing, ...dear]
    const others = rules.filter(({ id }) => !refused.some(({ rule }) => rule === id))
    return [...refused, ...(await tooSlow(others, budgetMicros, micros))]
  })
}

/** What the rules compare; where one of them fails while it runs, each is run alone, to tell which. */
async function comparedBy(rules: readonly RuleDefinition[], pairs: Measure['pairs']) {
  const failing: Dear[] = []
  const compared = new Map<string, number>()
  const run = async (some: readonly RuleDefinition[], onFailure: (error: unknown) => Promise<void>) => {
    try {
      for (const [id, count] of await pairs(some)) compared.set(id, count)
    } catch (error) {
      if (!isDuckDbError(error)) throw error
      await onFailure(error)
    }
  }
  await run(rules, async failure => {
    for (const rule of rules) {
      await run([rule], async error => {
        failing.push({
          rule: rule.id,
          sentence: `${ruleFile(rule)}: fails on a sample of events: ${duckDbReason(error)}`,
        })
      })
    }
    // No single rule is to blame: what is left is a bug.
    if (failing.length === 0) throw failure
  })
  return { compared, failing }
}

async function tooSlow(rules: readonly RuleDefinition[], budgetMicros: number, measure: Measure['micros']) {
  // What all cost together bounds what each costs.
  if (rules.length === 0 || (await measure(rules)) <= budgetMicros) return []
  const dear: Dear[] = []
  for (const rule of rules) {
    const micros = await leastOf(() => measure([rule]), budgetMicros)
    if (micros > budgetMicros) dear.push({ rule: rule.id, sentence: sentenceOf(rule, micros, budgetMicros) })
  }
  return dear
}

async function leastOf(measure: () => Promise<number>, enough: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS && least > enough; run++) least = Math.min(least, await measure())
  return least
}

function squaredSentence(rule: RuleDefinition, pairs: number): string {
  return (
    `${ruleFile(rule)}: compares ${Math.round(pairs).toLocaleString('en-US')} pairs of rows for each link or charge of a sample, ` +
    `and ${PAIRS_MAX} is the most: that grows with the square of history; join by a key that few rows share (=), such as ` +
    'account, wallet or device, and bound the time'
  )
}

function sentenceOf(rule: RuleDefinition, micros: number, budgetMicros: number): string {
  const cost = Math.round(micros).toLocaleString('en-US')
  return (
    `${ruleFile(rule)}: costs ${cost} µs of processor time for each link or charge of a sample, and budgetMicros in config/ allows ` +
    `${budgetMicros}; join by a key (=), put cheap conditions beside its features, or allow more`
  )
}
