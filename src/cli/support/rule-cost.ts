import type { RuleDefinition } from '../../detect/rule-version.js'
import { ruleFile } from './guard-rules.js'

/** What rules cost together: microseconds of processor time for each link or charge. */
export type Measure = (rules: readonly RuleDefinition[]) => Promise<number>

/** Lends a measure for as long as the work takes. */
export type Measuring = <T>(work: (measure: Measure) => Promise<T>) => Promise<T>

/** The least of so many runs counts, so that no rule is refused because the machine was busy. */
const RUNS = 3

/** The rules that cost more than they may, each with a sentence. */
export async function tooDear(
  rules: readonly RuleDefinition[],
  budgetMicros: number,
  measuring: Measuring,
): Promise<{ rule: string; sentence: string }[]> {
  if (rules.length === 0) return []
  return measuring(async measure => {
    // What all cost together bounds what each costs.
    if ((await measure(rules)) <= budgetMicros) return []
    const dear: { rule: string; sentence: string }[] = []
    for (const rule of rules) {
      const micros = await leastOf(() => measure([rule]), budgetMicros)
      if (micros > budgetMicros) dear.push({ rule: rule.id, sentence: sentenceOf(rule, micros, budgetMicros) })
    }
    return dear
  })
}

async function leastOf(measure: () => Promise<number>, enough: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS && least > enough; run++) least = Math.min(least, await measure())
  return least
}

function sentenceOf(rule: RuleDefinition, micros: number, budgetMicros: number): string {
  const cost = Math.round(micros).toLocaleString('en-US')
  return (
    `${ruleFile(rule)}: costs ${cost} µs of processor time for each link or charge of a sample, and budgetMicros in config/ allows ` +
    `${budgetMicros}; join by a key (=), put cheap conditions beside its features, or allow more`
  )
}
