import { type Feature, featureColumn, isFirst, isLookup } from './feature.js'
import { placeholdersOf, wordsOf } from './rule.js'
import { boundSql, type RuleDefinition, type RuleVersion } from './rule-version.js'

const INSTANTS: ReadonlySet<string> = new Set(['event_at', 'wallet_opened_at'])

/** Columns of `judged` that are machinery and no rule's business. */
const HIDDEN = ['account_key']

/** A rule version under its number in the plan. */
export interface Numbered {
  readonly nth: number
  readonly version: RuleVersion
}

/**
 * One statement for rules over the table `judged` (the work list with enrichment and features): the number of the rule
 * version, the event, its severity where the rule gives one, known_at in microseconds, and which of its entities the alert
 * is about where the rule has two.
 */
export function matchesSql(rules: readonly Numbered[]): string {
  const branches = rules.map(
    ({ nth, version }) => `SELECT ${nth} AS nth, id, severity, known_at, entity FROM (${matchSql(version)})`,
  )
  return `SELECT nth, id, severity, epoch_us(known_at), entity FROM (${[NO_MATCH, ...branches].join('\nUNION ALL\n')})`
}

/** What a rule may select besides the id. */
const OPTIONAL = 'NULL::VARCHAR AS severity, NULL::TIMESTAMPTZ AS known_at, NULL::VARCHAR AS entity'
const NO_MATCH = `SELECT 0 AS nth, NULL::VARCHAR AS id, ${OPTIONAL} WHERE false`

/** What a rule selects, with the columns that it may leave out. */
function matchSql(version: RuleVersion): string {
  return `
    SELECT NULL::VARCHAR AS id, ${OPTIONAL} WHERE false
    UNION ALL BY NAME
    SELECT * FROM (${workSql(version)} SELECT * FROM (\n${boundSql(version.definition)}\n))`
}

/** The whole of what rules do, in one statement: what they select, and the rows of `alert_events` that they make of it. */
export function firingsSql(versions: readonly RuleVersion[], workColumns: ReadonlySet<string>): string {
  if (versions.length === 0) return 'SELECT * FROM alert_events WHERE false'
  return versions
    .map(version =>
      firedSql(version, workColumns, `SELECT DISTINCT id, severity, known_at, entity FROM (${matchSql(version)})`),
    )
    .join('\nUNION ALL\n')
}

/**
 * Rows of `alert_events` for the events (id, severity, known_at, entity) that a rule selected. `judged`: the table, or one
 * with those of its rows that are named.
 */
export function firedSql(
  version: RuleVersion,
  workColumns: ReadonlySet<string>,
  matches: string,
  judged = 'judged',
): string {
  return namedSql(firingSql(version, workColumns, matches, judged))
}

/** Firings with the ids of their alerts; without those whose entity is unknown. */
export function namedSql(firings: string): string {
  return `
    SELECT
      left(sha256(concat_ws('|', rule, entity_type, entity_id, strftime(timezone('UTC', period_from), '%Y-%m-%dT%H:%M:%SZ'))), 32) AS alert_id,
      *
    FROM (${firings})
    WHERE entity_id IS NOT NULL`
}

function firingSql(version: RuleVersion, workColumns: ReadonlySet<string>, matches: string, judged: string): string {
  const { definition } = version
  const [from, to] = periodSql(definition.period, 'w.event_at')
  return `
    SELECT
      ${text(definition.id)} AS rule, ${text(version.version)} AS rule_version, ${text(definition.mode)} AS mode,
      coalesce(f.entity, ${text(definition.entity)}) AS entity_type, ${entitySql(definition)} AS entity_id,
      ${from} AS period_from, ${to} AS period_to,
      w.id AS event_id, w.event_at, coalesce(f.known_at, w.event_at) AS known_at,
      coalesce(f.severity, ${text(definition.severity)}) AS severity,
      CASE WHEN w.type = 'charge' AND w.outcome = 'succeeded' THEN w.yen END AS yen,
      w.provider, w.bank, w.account, w.wallet, w.two_factor,
      ${jsonSql(definition.features.map(feature => [feature.name, shownFeatureSql(feature, definition.features)]))} AS features,
      ${jsonSql(observedColumns(definition, workColumns).map(column => [column, INSTANTS.has(column) ? `jst_text(w.${column})` : `w.${column}`]))} AS observed
    FROM (${matches}) f
    JOIN ${judged} w ON w.id = f.id`
}

/**
 * The table that a rule reads: its event types, its span of time, never a snapshot, features by their names. It is not
 * materialized: what a feature looks up in history is looked up for the rows alone that the rule's other conditions leave.
 */
export function workSql(version: RuleVersion): string {
  return `WITH work AS NOT MATERIALIZED (
    SELECT j.* EXCLUDE (${HIDDEN.join(', ')})${namedFeaturesSql(version.definition, 'j')} FROM judged j
    WHERE ${ofRuleSql(version)}
  )`
}

/** Whether a row of `judged` (alias `j`) is one that a rule looks at. */
function ofRuleSql({ definition, from, to }: RuleVersion): string {
  return [
    `j.type IN (${definition.on.map(text).join(', ')})`,
    'j.snapshot IS NOT TRUE',
    ...(from === null ? [] : [`j.event_at >= make_timestamptz(${from})`]),
    ...(to === null ? [] : [`j.event_at < make_timestamptz(${to})`]),
  ].join(' AND ')
}

/**
 * Each feature of a rule under its name, behind a comma, for the rows of `judged` under this alias. What the rule names
 * first stands first, for that is looked up first: what it says of it spares the later ones.
 */
export function namedFeaturesSql({ features, sql }: RuleDefinition, alias: string): string {
  const words = [...wordsOf(sql)]
  const place = ({ name }: Feature) => (words.includes(name) ? words.indexOf(name) : words.length)
  return [...features]
    .sort((a, b) => place(a) - place(b))
    .map(feature => `, ${featureValueSql(feature, alias, features)} AS ${feature.name}`)
    .join('')
}

/** The value of a feature. */
export function featureValueSql(feature: Feature, alias: string, all: readonly Feature[]): string {
  if (isLookup(feature)) return lookedUpSql(feature.sql, alias, all)
  return `${alias}.${featureColumn(feature)}`
}

const EVENT_COLUMN = /\bevent\.([a-z_][a-z0-9_]*)/g

/** `event` is the row; it has the columns of `judged` and the features that are not looked up themselves. */
function lookedUpSql(sql: string, alias: string, all: readonly Feature[]): string {
  const columns = sql.replace(EVENT_COLUMN, (_whole, name: string) => {
    const feature = all.find(each => each.name === name)
    return feature && !isLookup(feature) ? featureValueSql(feature, alias, all) : `${alias}.${name}`
  })
  return `(${columns})`
}

/** A feature as it is published: an instant as RFC 3339. */
function shownFeatureSql(feature: Feature, all: readonly Feature[]): string {
  const value = featureValueSql(feature, 'w', all)
  return isFirst(feature) && feature.take === 'walletOpenedAt' ? `jst_text(${value})` : value
}

/** Columns of the work list that the reason names and that are neither features nor thresholds. */
function observedColumns({ reason, features, thresholds }: RuleDefinition, workColumns: ReadonlySet<string>): string[] {
  const names = new Set([...placeholdersOf(reason.ja), ...placeholdersOf(reason.en)])
  return [...names].filter(
    name => workColumns.has(name) && !(name in thresholds) && !features.some(feature => feature.name === name),
  )
}

function jsonSql(pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return `'{}'`
  return `json_object(${pairs.map(([name, sql]) => `${text(name)}, ${sql}`).join(', ')})::VARCHAR`
}

/** The entity that the rule names for the event, its first one where it names none. */
function entitySql({ entity, orEntity }: RuleDefinition): string {
  const id = (type: RuleDefinition['entity']) => (type === 'rail' ? `w.provider || '|' || w.bank` : `w.${type}`)
  if (orEntity === undefined) return id(entity)
  return `CASE f.entity WHEN ${text(orEntity)} THEN ${id(orEntity)} ELSE ${id(entity)} END`
}

const PERIOD_UNITS = { '1 hour': 'hour', '1 day': 'day', '7 days': 'week', '1 month': 'month' } as const

/** Start and end of the period that holds an instant, cut in JST; a week starts on Monday. */
export function periodSql(period: RuleDefinition['period'], at: string): readonly [string, string] {
  const start = `date_trunc('${PERIOD_UNITS[period]}', to_jst(${at}))`
  return [`from_jst(${start})`, `from_jst(${start} + INTERVAL '${period}')`]
}

export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
