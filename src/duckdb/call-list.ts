import type { Database } from './database.js'

/** An account that a rule has found, with what it saw last. */
export interface FoundAccount {
  readonly account: string
  readonly bank: string
  readonly providers: readonly string[]
  /** Firing events. */
  readonly events: number
  /** Microseconds. */
  readonly firstAt: number
  readonly lastAt: number
  /** Id of the last firing event. */
  readonly lastEvent: string
  /** Of that event, by name. */
  readonly features: Readonly<Record<string, unknown>>
  readonly observed: Readonly<Record<string, unknown>>
  /** Succeeded charges of the account at each of these providers, from its first firing event there on. */
  readonly yenAtRisk: number
}

/**
 * Accounts among the firings of a table with the columns of `alert_events`, those with the most yen first; without those
 * of which there is a claim, whatever became of it. Also says how many these were.
 */
export async function accountsToCall(
  db: Database,
  firings: string,
): Promise<{ accounts: FoundAccount[]; claimed: number }> {
  const [counted] = await db.values(
    `SELECT count(DISTINCT account) FROM ${firings} WHERE account IN (SELECT account FROM v_claims)`,
  )
  const rows = await db.lists(`
    WITH found AS (FROM ${firings} WHERE account NOT IN (SELECT account FROM v_claims)),
    since AS (SELECT account, provider, min(event_at) AS first_at FROM found GROUP BY ALL),
    risk AS (
      SELECT c.account, sum(c.yen)::BIGINT AS yen FROM charges c
      JOIN since s ON s.account = c.account AND s.provider = c.provider
      WHERE c.outcome = 'succeeded' AND c.event_at >= s.first_at GROUP BY c.account
    )
    SELECT f.account, max_by({bank: f.bank, id: f.event_id, features: f.features, observed: f.observed}, {since: f.event_at, id: f.event_id}),
      list_sort(list(DISTINCT f.provider)), count(DISTINCT f.event_id),
      epoch_us(min(f.event_at)), epoch_us(max(f.event_at)), coalesce(any_value(r.yen), 0)
    FROM found f LEFT JOIN risk r ON r.account = f.account
    GROUP BY f.account ORDER BY coalesce(any_value(r.yen), 0) DESC, f.account`)
  return { accounts: rows.map(foundAccount), claimed: Number(counted?.[0]) }
}

function foundAccount(row: readonly unknown[]): FoundAccount {
  const [account, last, providers, events, firstAt, lastAt, yen] = row as [
    string,
    { bank: string; id: string; features: string; observed: string },
    string[],
    bigint,
    bigint,
    bigint,
    bigint,
  ]
  return {
    account,
    bank: last.bank,
    providers,
    events: Number(events),
    firstAt: Number(firstAt),
    lastAt: Number(lastAt),
    lastEvent: last.id,
    features: JSON.parse(last.features),
    observed: JSON.parse(last.observed),
    yenAtRisk: Number(yen),
  }
}
