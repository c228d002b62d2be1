import { tableOf } from '../events/catalogue.js'
import { MICROS, type Microseconds } from '../events/time.js'
import { ENRICHMENT } from './feature.js'
import { wordsOf } from './rule.js'
import { boundSql } from './rule-version.js'
import { namedSql, periodSql, text } from './rules-sql.js'
import { type SweepRun, type SweepVersion, sweepEnd } from './sweep.js'

/**
 * What a rule selects about a run of periods. `v_links` and `v_charges` are those of its span, and `v_claims` is what was
 * known at the end; `$from`, `$to` and `$since` are instants: what is swept, [from, to), and the start of the span.
 */
export function sweepSql({ version: { definition }, from, to }: SweepRun): string {
  const words = wordsOf(definition.sql)
  const since = definition.span === 'history' ? null : sweepEnd(definition, from) - definition.span
  // A rule that names nothing of what the views add does not wait for it. Its rows are read wherever it asks for them, with
  // its conditions: to copy them all first costs more.
  const isPlain = !ENRICHMENT.some(column => words.has(column))
  const bounds = [`event_at < ${instant(to)}`, ...(since === null ? [] : [`event_at >= ${instant(since)}`])].join(
    ' AND ',
  )
  const views = (['link', 'charge'] as const).map(type => {
    const name = tableOf(type)
    const plain = `SELECT * EXCLUDE (account_key), ${text(type)} AS type FROM main.${name}`
    const [how, rows] = isPlain ? ['NOT MATERIALIZED', plain] : ['', `SELECT * FROM main.v_${name}`]
    return `v_${name} AS ${how} (${rows} WHERE ${bounds})`
  })
  const given = {
    from: instant(from),
    to: instant(to),
    since: since === null ? "'-infinity'::TIMESTAMPTZ" : instant(since),
  }
  return `WITH ${views.join(', ')}, v_claims AS (FROM claims_at(${instant(to - 1)}))
    SELECT * FROM (\n${boundSql(definition, given)}\n)`
}

/** A firing event lies no further back than this. */
function firingsFrom({ version, from }: SweepRun): Microseconds {
  return from - (version.definition.after ?? 0)
}

/**
 * Rows of `alert_events`, from what rules selected in the temporary table `swept` (run: the place of its run among these;
 * id, entity, severity, known_at, observed): of the links, charges and claims among it those that could be known in one of
 * the run's periods, and not before. Events are looked up once for all runs.
 */
export function sweptFiringsSql(runs: readonly SweepRun[]): string {
  const found = `
    SELECT
      s.* EXCLUDE (id, known_at), e.*, coalesce(s.known_at, e.event_at) AS known,
      two_factor_at(e.account, e.event_at) AS two_factor
    FROM swept s JOIN (${eventsSql(runs)}) e ON e.id = s.id`
  return namedSql(`WITH found AS MATERIALIZED (${found}) ${runs.map(firingsOfRunSql).join('\nUNION ALL\n')}`)
}

function firingsOfRunSql(run: SweepRun, nth: number): string {
  const { definition } = run.version
  const [from, to] = periodSql(definition.period, 'w.event_at')
  const [sweptFrom] = periodSql(definition.every, 'w.known')
  return `
    SELECT
      ${headSql(run.version)}, w.entity AS entity_id, ${from} AS period_from, ${to} AS period_to,
      w.id AS event_id, w.event_at, w.known AS known_at, coalesce(w.severity, ${text(definition.severity)}) AS severity,
      w.paid AS yen, w.provider, w.bank, w.account, w.wallet, w.two_factor,
      '{}' AS features, w.observed, ${sweptFrom} AS sweep_from
    FROM found w
    WHERE w.run = ${nth} AND ${withinSql('w.event_at', firingsFrom(run), run.to)}
      AND epoch_us(${sweptFrom}) IN (${run.periods.join(', ')})`
}

function headSql({ definition, version }: SweepVersion): string {
  return `${text(definition.id)} AS rule, ${text(version)} AS rule_version, ${text(definition.mode)} AS mode,
      ${text(definition.entity)} AS entity_type`
}

/** The events that may fire: never a snapshot. */
function eventsSql(runs: readonly SweepRun[]): string {
  const within = withinSql('event_at', Math.min(...runs.map(firingsFrom)), Math.max(...runs.map(({ to }) => to)))
  const columns = 'id, event_at, provider, bank, account'
  return `SELECT ${columns}, wallet, NULL::BIGINT AS paid FROM links WHERE ${within} AND snapshot IS NOT TRUE
    UNION ALL SELECT ${columns}, wallet, CASE WHEN outcome = 'succeeded' THEN yen END FROM charges WHERE ${within}
    UNION ALL SELECT ${columns}, NULL, NULL FROM claims WHERE ${within}`
}

function withinSql(at: string, from: Microseconds, to: Microseconds): string {
  return `${at} >= ${instant(from)} AND ${at} < ${instant(to)}`
}

function instant(at: Microseconds): string {
  return `make_timestamptz(${at})`
}

/** A run over an hour without events, to see whether DuckDB takes the rule's SQL. */
export function emptyRun(version: SweepVersion): SweepRun {
  return { version, from: 0, to: MICROS.hour, periods: [0] }
}
