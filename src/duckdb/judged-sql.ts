import { firstColumns, firstFeaturesSql, firstGroups, firstLookupsSql, firstRecalledSql } from '../detect/first-sql.js'
import type { Asks } from '../detect/memory.js'
import { ABSENT } from '../detect/sliding.js'
import type { DetectionPlan } from '../detect/store.js'

/** How `asks` stands in the table. */
export const ASKS: Readonly<Record<Asks, number>> = { nothing: 0, words: 1, history: 2 }

/** The work list. */
export const WORK = '(FROM fresh_transfers UNION ALL BY NAME FROM touched_transfers)'

const LIMITS = ['charge', 'day', 'month'] as const
const RAIL = ['f.adoption', 'f.suspended', 'f.uncertain']

/** A windowed feature: a count, or a sum of yen. */
export interface WindowColumn {
  readonly name: string
  readonly kind: 'integer' | 'double'
}

/** The table `work_known`: what memory says of each event of the work list. */
export function workKnownColumns(plan: DetectionPlan, windows: readonly WindowColumn[]): string {
  const features = windows.map(({ name, kind }) => `${name} ${kind}`)
  const rail = [
    'adoption VARCHAR',
    'suspended BOOLEAN',
    'uncertain BOOLEAN',
    ...LIMITS.map(per => `limit_${per} BIGINT`),
  ]
  const account = ['status', 'method', 'phone', 'holder'].map(name => `${name} VARCHAR`)
  const firsts = firstColumns(plan.first).map(
    ({ column, isInstant }) => `${column} ${isInstant ? 'DOUBLE' : 'VARCHAR'}`,
  )
  return `(${['id VARCHAR', 'asks INTEGER', ...features, ...rail, ...account, ...firsts].join(', ')})`
}

/**
 * Rows of `judged`, for the events that ask so much: the work list with all that was known at the time of each and with
 * all features. What memory does not know comes from the macros that make the analysts' views, and they say what it means.
 */
export function judgedSql(plan: DetectionPlan, windows: readonly WindowColumn[], asks: Asks): string {
  const { from, columns } = parts[asks](plan)
  const known = windows.map(({ name }) => `nullif(f.${name}::BIGINT, ${ABSENT}) AS ${name}`)
  return `${from.with ?? ''}
    SELECT ${[...columns, ...known, ...RAIL].join(', ')} FROM ${from.rows} s JOIN work_known f ON f.id = s.id
    WHERE f.asks = ${ASKS[asks]}`
}

interface Parts {
  /** Events `s`, by their names. */
  readonly from: { readonly with?: string; readonly rows: string }
  /** What is selected of them, and of what memory says, `f`. */
  readonly columns: readonly string[]
}

const parts: Readonly<Record<Asks, (plan: DetectionPlan) => Parts>> = {
  nothing: plan => ({
    from: { rows: WORK },
    columns: [
      's.*',
      'two_factor_status(f.status, f.method, false) AS two_factor',
      'f.holder',
      ...LIMITS.map(per => `f.limit_${per}`),
      ...firstRecalledSql(plan.first),
    ],
  }),
  words: plan => ({
    from: { with: `WITH asked AS (${ASKED_WITH_WORD}), said AS (FROM with_rare_words('asked'))`, rows: 'said' },
    columns: [shownSql([]), 'f.holder', ...LIMITS_IN_FORCE, ...firstRecalledSql(plan.first)],
  }),
  history: plan => ({
    from: {
      with: `WITH asked AS (SELECT s.* ${ASKED} WHERE f.asks = ${ASKS.history}),
        found AS (SELECT ${['s.*', ...firstLookupsSql(plan.first)].join(', ')} FROM asked s),
        spoken AS (FROM with_account_words('found')),
        said AS (FROM with_rare_words('spoken'))`,
      rows: 'said',
    },
    columns: [shownSql([...firstGroups(plan.first).keys()]), ...LIMITS_IN_FORCE, ...firstFeaturesSql(plan.first)],
  }),
}

const ASKED = `FROM ${WORK} s JOIN work_known f ON f.id = s.id`
const ASKED_WITH_WORD = `
  SELECT s.*, CASE WHEN f.status IS NOT NULL THEN {status: f.status, method: f.method, phone: f.phone} END AS two_factor_word
  ${ASKED} WHERE f.asks = ${ASKS.words}`
const LIMITS_IN_FORCE = LIMITS.map(per => `limit_in_force(s.own_${per}, f.limit_${per}) AS limit_${per}`)

/** All of an event but what was only found on the way. */
function shownSql(lookups: readonly string[]): string {
  return `s.* EXCLUDE (${[...LIMITS.map(per => `own_${per}`), ...lookups].join(', ')})`
}
