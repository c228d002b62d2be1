import { firstColumns, firstFeaturesSql, firstGroups, firstLookupsSql, firstRecalledSql } from '../detect/first-sql.js'
import type { Asks } from '../detect/memory.js'
import type { DetectionPlan } from '../detect/store.js'

/** How `asks` stands in the table. */
export const ASKS: Readonly<Record<Asks, number>> = { nothing: 0, words: 1, history: 2 }

/** The work list. */
export const WORK = '(FROM fresh_transfers UNION ALL BY NAME FROM touched_transfers)'

/** The table `work_known`: what memory says of each event of the work list; `windows` are its windowed features. */
export function workKnownColumns(plan: DetectionPlan, windows: readonly string[]): string {
  const firsts = firstColumns(plan.first).map(
    ({ column, isInstant }) => `${column} ${isInstant ? 'DOUBLE' : 'VARCHAR'}`,
  )
  const limits = ['limit_charge', 'limit_day', 'limit_month'].map(name => `${name} BIGINT`)
  const rail = ['adoption VARCHAR', 'suspended BOOLEAN', 'uncertain BOOLEAN', ...limits]
  const account = ['status', 'method', 'phone', 'holder'].map(name => `${name} VARCHAR`)
  const features = windows.map(name => `${name} DOUBLE`)
  return `(${['id VARCHAR', 'asks INTEGER', ...features, ...rail, ...account, ...firsts].join(', ')})`
}

/**
 * Rows of `judged`, for the events that ask so much: the work list with all that was known at the time of each and with
 * all features. What memory does not know comes from the same macros as in the analysts' views, and so does what it means.
 */
export function judgedSql(plan: DetectionPlan, windows: readonly string[], asks: Asks): string {
  const known = windows.map(name => `f.${name}`)
  const from = `FROM ${WORK} s JOIN work_known f ON f.id = s.id`
  const rail = ['f.adoption', 'f.suspended', 'f.uncertain']
  if (asks === 'nothing') {
    const limits = ['f.limit_charge', 'f.limit_day', 'f.limit_month']
    const account = ['two_factor_status(f.status, f.method, false) AS two_factor', 'f.holder']
    const columns = ['s.*', ...known, ...account, ...rail, ...limits, ...firstRecalledSql(plan.first)]
    return `SELECT ${columns.join(', ')} ${from} WHERE f.asks = ${ASKS.nothing}`
  }
  const limits = ['charge', 'day', 'month'].map(per => `limit_in_force(s.own_${per}, f.limit_${per}) AS limit_${per}`)
  const asked = `SELECT s.* ${from} WHERE f.asks = ${ASKS[asks]}`
  const columns = [`s.* EXCLUDE (${hiddenOf(plan, asks).join(', ')})`, ...known, ...rail, ...limits]
  if (asks === 'words') {
    const word = '{status: f.status, method: f.method, phone: f.phone}'
    return `
      WITH asked AS (SELECT s.*, CASE WHEN f.status IS NOT NULL THEN ${word} END AS two_factor_word ${from} WHERE f.asks = ${ASKS.words}),
      said AS (FROM with_rare_words('asked'))
      SELECT ${[...columns, 'f.holder', ...firstRecalledSql(plan.first)].join(', ')} FROM said s JOIN work_known f ON f.id = s.id`
  }
  return `
    WITH asked AS (${asked}),
    found AS (SELECT ${['s.*', ...firstLookupsSql(plan.first)].join(', ')} FROM asked s),
    spoken AS (FROM with_account_words('found')),
    said AS (FROM with_rare_words('spoken'))
    SELECT ${[...columns, ...firstFeaturesSql(plan.first)].join(', ')} FROM said s JOIN work_known f ON f.id = s.id`
}

function hiddenOf(plan: DetectionPlan, asks: Asks): string[] {
  const own = ['own_charge', 'own_day', 'own_month']
  return asks === 'history' ? [...own, ...firstGroups(plan.first).keys()] : own
}
