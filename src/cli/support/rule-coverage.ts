import type { RuleDefinition } from '../../detect/rule-version.js'
import { isSweep } from '../../detect/sweep.js'
import { byProvider, type Unjudged, unjudgedBy } from '../../duckdb/unjudged.js'
import type { Config } from '../../files/config.js'
import { checkRules } from './check-rules.js'
import { openToRead } from './home.js'
import { spanOf } from './rule-candidate.js'
import { tableText } from './table.js'

const PHASES = ['account', 'link', 'charge', 'payment', 'always'] as const

/** Phases of an attack that no live rule watches. */
export function phasesWithout(rules: readonly RuleDefinition[]): string[] {
  return PHASES.filter(phase => !rules.some(rule => rule.mode === 'live' && rule.phase === phase))
}

export function phasesText(rules: readonly RuleDefinition[]): string {
  const without = phasesWithout(rules)
  return without.length === 0 ? 'every phase has a live rule\n' : `phases without a live rule: ${without.join(', ')}\n`
}

/** What the rules of this home could not judge of what is stored, because a value is unknown. */
export async function readUnjudged(home: string, config: Config, path: string, rules: readonly RuleDefinition[]) {
  const db = await openToRead(path, home)
  try {
    await checkRules(db, rules)
    return await unjudgedBy(db, rules, await spanOf(db), { hotWindowDays: config.settings.hotWindowDays })
  } finally {
    db.close()
  }
}

/** Rails with links or charges of which no live rule on events could judge a single one. */
export function railsWithout(counts: readonly Unjudged[], rules: readonly RuleDefinition[]): string[] {
  const live = new Set(rules.filter(rule => rule.mode === 'live' && !isSweep(rule)).map(({ id }) => id))
  const rails = new Map<string, boolean>()
  for (const { rule, provider, bank, events, unjudged } of counts) {
    const rail = `${provider}|${bank}`
    rails.set(rail, (rails.get(rail) ?? false) || (live.has(rule) && unjudged < events))
  }
  return [...rails].flatMap(([rail, isWatched]) => (isWatched ? [] : [rail])).sort()
}

export function coverageText(counts: readonly Unjudged[], rules: readonly RuleDefinition[]): string {
  const rows = byProvider(counts)
    .filter(({ unjudged }) => unjudged > 0)
    .map(({ rule, provider, events, unjudged }) => [rule, provider, events, unjudged, percent(unjudged, events)])
  const without = railsWithout(counts, rules)
  const columns = ['rule', 'provider', 'events it looks at', 'not judged: a value is null', '%']
  return [
    rows.length > 0 ? tableText(columns, rows) : 'every rule on events could judge every event\n',
    without.length === 0
      ? 'every rail with links or charges has a live rule that can judge it\n'
      : `rails without a live rule that can judge them: ${without.join(', ')}\n`,
  ].join('')
}

function percent(part: number, whole: number): number {
  return Math.round((1000 * part) / whole) / 10
}
