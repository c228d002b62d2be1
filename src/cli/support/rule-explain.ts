import { isSweep } from '../../detect/sweep.js'
import { type Explained, explainRule } from '../../duckdb/explain.js'
import { readConfig } from '../../files/config.js'
import { readRuleFiles } from '../../files/rules.js'
import { checkRules } from './check-rules.js'
import { UsageError } from './errors.js'
import { openToRead } from './home.js'
import { tableText } from './table.js'

export interface Explanation extends Explained {
  readonly rule: string
  readonly event: string
}

/** Asks the engine what the rule as it stands in `pipelines/rules` sees of a stored event. */
export async function explainEvent(home: string, path: string, id: string, event: string): Promise<Explanation> {
  const config = readConfig(home)
  const { rules, refused } = readRuleFiles(home, config.thresholds)
  const broken = refused.find(({ rule }) => rule === id)
  if (broken) throw broken.error
  const rule = rules.find(one => one.id === id)
  if (!rule) throw new UsageError(`${id}: no such rule; there are ${rules.map(one => one.id).join(', ')}`)
  if (isSweep(rule)) throw new UsageError(`${id}: ${OVER_PERIODS}`)
  const db = await openToRead(path, home)
  try {
    await checkRules(db, [rule])
    return { rule: id, event, ...(await explainRule(db, rule, event, config.settings.hotWindowDays)) }
  } finally {
    db.close()
  }
}

const OVER_PERIODS =
  'looks at whole periods (on: sweep), and explain at one link or charge. What it saw of each event that it found is in ' +
  'alert_events: banken sql "SELECT event_id, observed FROM alert_events WHERE rule = …" --db FILE'

export function explanationText(explanation: Explanation): string {
  const rows = explanation.conditions.map(({ sql, holds, columns, thresholds }) => [
    holds === null ? '?' : holds ? '✓' : '✗',
    sql,
    pairs(columns),
    pairs(Object.fromEntries(Object.entries(thresholds).map(([name, value]) => [`$${name}`, value]))),
  ])
  const table = rows.length > 0 ? tableText(['', 'condition', 'observed', 'thresholds'], rows) : ''
  return `${table}${verdict(explanation)}\n`
}

function verdict({ rule, event, type, isJudged, fires, conditions }: Explanation): string {
  if (fires) {
    const all = conditions.every(({ holds }) => holds === true)
    return `${rule} fires on ${event}: ${all ? 'every condition holds' : 'all conditions of one of its SELECTs hold'}`
  }
  if (!isJudged)
    return `${rule} never looks at ${event}: it is a ${type} that is not in \`work\` for this rule (see \`on\`; a snapshot fires nothing)`
  const failed = conditions.filter(({ holds }) => holds === false).length
  const unknown = conditions.filter(({ holds }) => holds === null).length
  const parts = [
    failed > 0 ? `${failed} did not hold (✗)` : '',
    unknown > 0 ? `${unknown} could not be judged, for a value is unknown (?)` : '',
  ]
  return `${rule} stays quiet on ${event}: of ${conditions.length} conditions ${parts.filter(Boolean).join(', ') || 'all hold, but a query around them does not select it'}`
}

function pairs(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value === null ? 'NULL' : String(value)}`)
    .join(', ')
}
