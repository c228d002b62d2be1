import type { Database } from './database.js'
import type { Span } from './rehearse.js'
import { boundsSql } from './transfers-sql.js'

/** What became of the accounts that a rule found. */
export interface Outcomes {
  /** With a confirmed claim, or found by people to be fraud. */
  readonly confirmed: number
  /** With an excluded claim and none that stands, or found by people to be no fraud. */
  readonly excluded: number
  /** With a claim, or a call, that is not decided. */
  readonly pending: number
  /** Of which nobody has said anything. */
  readonly unknown: number
}

export interface Overlap {
  readonly rule: string
  readonly mode: string
  /** Accounts that this rule has found in the same span, and how many of them the other one finds too. */
  readonly accounts: number
  readonly shared: number
}

/** Figures about the firings of a rule. Yen are those of succeeded charges in the span. */
export interface Figures {
  readonly firings: number
  readonly alerts: number
  readonly accounts: number
  /** Alerts by the JST day on which they could first be known; days without any are left out. */
  readonly days: readonly { readonly day: string; readonly alerts: number }[]
  readonly outcomes: Outcomes
  /** Accounts with links or charges in the span that were fraud, found or not. */
  readonly fraud: number
  /** Of the confirmed accounts that it found: up to the first alert on each, the charge that raised it included. */
  readonly yenBefore: number
  readonly yenAfter: number
  readonly overlaps: readonly Overlap[]
  /** Accounts that no other rule has found in the span. */
  readonly alone: number
}

/** A firing that one version of a rule has and the other has not. */
export interface Difference {
  readonly event: string
  /** Microseconds. */
  readonly at: number
  readonly entity: string
  readonly account: string
  readonly yen: number | null
  readonly outcome: keyof Outcomes
}

/**
 * The word on each account, of claims at their latest revisions and dispositions at their latest: a confirmed claim
 * outweighs all else. A disposition of an alert speaks of every account in it.
 */
const OUTCOMES = `
  WITH said AS (
    SELECT account, CASE status WHEN 'confirmed' THEN 4 WHEN 'excluded' THEN 1 ELSE 2 END AS weight FROM v_claims
    UNION ALL
    SELECT account, CASE verdict WHEN 'fraud' THEN 3 WHEN 'unreachable' THEN 0 ELSE 1 END FROM (
      SELECT account, max_by(verdict, {since: event_at, id: id}) AS verdict FROM (
        SELECT d.account, d.verdict, d.event_at, d.id FROM dispositions d WHERE d.account IS NOT NULL
        UNION ALL SELECT DISTINCT f.account, d.verdict, d.event_at, d.id
        FROM dispositions d JOIN alert_events f ON f.alert_id = d.alert WHERE d.account IS NULL
      ) GROUP BY account
    )
  )
  SELECT account, CASE max(weight) WHEN 4 THEN 'confirmed' WHEN 3 THEN 'confirmed' WHEN 1 THEN 'excluded' ELSE 'pending' END AS outcome
  FROM said GROUP BY account`

/** Makes the temporary table that the figures ask for the word on each account. */
export async function prepareOutcomes(db: Database): Promise<void> {
  await db.run(`CREATE OR REPLACE TEMP TABLE outcomes AS ${OUTCOMES}`)
}

/** Figures about a table with the columns of `alert_events`, which holds what rule `rule` fires in a span. */
export async function figuresOf(db: Database, firings: string, rule: string, span: Span): Promise<Figures> {
  const [counts = []] = await db.values(
    `SELECT count(DISTINCT event_id), count(DISTINCT alert_id), count(DISTINCT account) FROM ${firings}`,
  )
  const [firingCount, alerts, accounts] = counts.map(Number) as [number, number, number]
  const days = await db.values(`
    SELECT strftime(to_jst(known), '%Y-%m-%d') AS day, count(*)
    FROM (SELECT min(known_at) AS known FROM ${firings} GROUP BY alert_id) GROUP BY day ORDER BY day`)
  return {
    firings: firingCount,
    alerts,
    accounts,
    days: days.map(([day, count]) => ({ day: String(day), alerts: Number(count) })),
    outcomes: await outcomesOf(db, firings),
    fraud: await fraudIn(db, span),
    ...(await yenOf(db, firings, span)),
    ...(await overlapsOf(db, firings, rule, span)),
  }
}

async function outcomesOf(db: Database, firings: string): Promise<Outcomes> {
  const rows = await db.values(`
    SELECT coalesce(o.outcome, 'unknown'), count(*)
    FROM (SELECT DISTINCT account FROM ${firings}) f LEFT JOIN outcomes o ON o.account = f.account GROUP BY ALL`)
  const counts = Object.fromEntries(rows.map(([outcome, count]) => [String(outcome), Number(count)]))
  return { confirmed: 0, excluded: 0, pending: 0, unknown: 0, ...counts }
}

async function fraudIn(db: Database, span: Span): Promise<number> {
  const within = boundsSql('event_at', span)
  const [row] = await db.values(`
    SELECT count(*) FROM outcomes WHERE outcome = 'confirmed' AND account IN (
      SELECT account FROM links WHERE ${within} UNION SELECT account FROM charges WHERE ${within})`)
  return Number(row?.[0])
}

async function yenOf(db: Database, firings: string, span: Span): Promise<Pick<Figures, 'yenBefore' | 'yenAfter'>> {
  const [row] = await db.values(`
    WITH first AS (
      SELECT f.account, min(f.known_at) AS known_at FROM ${firings} f
      JOIN outcomes o ON o.account = f.account AND o.outcome = 'confirmed' GROUP BY f.account
    )
    SELECT coalesce(sum(c.yen) FILTER (c.event_at <= first.known_at), 0)::BIGINT,
      coalesce(sum(c.yen) FILTER (c.event_at > first.known_at), 0)::BIGINT
    FROM charges c JOIN first ON first.account = c.account
    WHERE c.outcome = 'succeeded' AND ${boundsSql('c.event_at', span)}`)
  return { yenBefore: Number(row?.[0]), yenAfter: Number(row?.[1]) }
}

async function overlapsOf(
  db: Database,
  firings: string,
  rule: string,
  span: Span,
): Promise<Pick<Figures, 'overlaps' | 'alone'>> {
  const others = `SELECT DISTINCT rule, mode, account FROM alert_events
    WHERE rule <> '${rule}' AND ${boundsSql('event_at', span)}`
  const rows = await db.values(`
    SELECT o.rule, o.mode, count(*), count(*) FILTER (o.account IN (SELECT account FROM ${firings})) AS shared
    FROM (${others}) o GROUP BY ALL HAVING shared > 0 ORDER BY shared DESC, o.rule`)
  const [row] = await db.values(`
    SELECT count(DISTINCT account) FROM ${firings} WHERE account NOT IN (SELECT account FROM (${others}))`)
  const overlaps = rows.map(([other, mode, accounts, shared]) => ({
    rule: String(other),
    mode: String(mode),
    accounts: Number(accounts),
    shared: Number(shared),
  }))
  return { overlaps, alone: Number(row?.[0]) }
}

/** Firings of one table that the other has not, event by event. */
export async function differences(db: Database, firings: string, others: string): Promise<Difference[]> {
  const rows = await db.values(`
    SELECT DISTINCT f.event_id, epoch_us(f.event_at), f.entity_type || ' ' || f.entity_id, f.account, f.yen,
      coalesce(o.outcome, 'unknown')
    FROM ${firings} f ANTI JOIN ${others} other ON other.event_id = f.event_id AND other.entity_id = f.entity_id
      AND other.entity_type = f.entity_type
    LEFT JOIN outcomes o ON o.account = f.account
    ORDER BY 2, 1, 3`)
  return rows.map(([event, at, entity, account, yen, outcome]) => ({
    event: String(event),
    at: Number(at),
    entity: String(entity),
    account: String(account),
    yen: yen === null ? null : Number(yen),
    outcome: outcome as keyof Outcomes,
  }))
}
