import { versionsOf } from '../detect/rule-history.js'
import { MICROS, type Microseconds } from '../events/time.js'
import type { Nightly } from '../report/nightly/nightly.js'
import { safeValue } from '../report/safe-text.js'
import type { Database } from './database.js'
import { ruleHistory } from './rule-history.js'
import { transfersSql } from './transfers-sql.js'
import { byProvider, unjudgedBy } from './unjudged.js'

/** A day with more links and charges is judged by a sample of about so many: two seconds, whatever lies before it. */
const SAMPLE_COUNT = 5_000

/**
 * What the rules in force at a moment could not judge of the links and charges of the 24 hours before it. The sample of
 * a large day is chosen by the ids, so that the same set of events gives the same figures.
 */
export async function unjudgedOfDay(db: Database, asOf: Microseconds): Promise<Nightly['unjudged']> {
  const span = { from: asOf - MICROS.day + 1, to: asOf + 1 }
  const [row] = await db.values(`SELECT count(*) FROM ${transfersSql([], span)}`)
  const oneIn = Math.max(1, Math.ceil(Number(row?.[0]) / SAMPLE_COUNT))
  const rules = versionsOf(await ruleHistory(db))
    .filter(({ from, to }) => (from ?? asOf) <= asOf && (to === null || to > asOf))
    .map(({ definition }) => definition)
  const judging = { hotWindowDays: 0, oneIn }
  const counts = rules.length === 0 ? [] : await unjudgedBy(db, rules, span, judging)
  return { oneIn, rows: safeValue(byProvider(counts)) }
}
