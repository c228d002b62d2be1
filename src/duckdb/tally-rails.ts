import { DuckDBListValue } from '@duckdb/node-api'
import type { Reach } from '../ledger/reach.js'
import type { Database } from './database.js'
import { Scratch } from './scratch.js'
import { Statements } from './statements.js'

/** A list of texts as the value of a parameter `$1::VARCHAR[]`. Of an empty one DuckDB would not know the type. */
export function texts(values: Iterable<string>): DuckDBListValue {
  return new DuckDBListValue([...values])
}

/** Rows of (provider, bank) from a list of rails. */
function railRowsSql(list: string): string {
  return `SELECT split_part(rail, '|', 1) AS provider, split_part(rail, '|', 2) AS bank FROM (SELECT unnest(${list}) AS rail)`
}

async function railsOf(db: Database, sql: string, values: DuckDBListValue[] = []): Promise<string[]> {
  const rows = await db.values(distinctSql(sql), values)
  return rows.map(([rail]) => rail as string)
}

function distinctSql(sql: string): string {
  return `SELECT DISTINCT provider || '|' || bank FROM (${sql})`
}

/** Rails that have tallies. */
export function talliedRails(db: Database): Promise<string[]> {
  return railsOf(db, 'FROM tallies')
}

/** Rails that an event names. Reads all of history. */
export function namedRails(db: Database): Promise<string[]> {
  return railsOf(db, 'FROM named_rails')
}

/** Which of these rails no stored event names. Reads all of history, so it is for displaced events. */
export async function unnamed(db: Database, rails: ReadonlySet<string>): Promise<string[]> {
  if (rails.size === 0) return []
  const named = `SELECT n.provider, n.bank FROM named_rails n SEMI JOIN (${railRowsSql('$1::VARCHAR[]')}) r
    ON r.provider = n.provider AND r.bank = n.bank`
  const still = new Set(await railsOf(db, named, [texts(rails)]))
  return [...rails].filter(rail => !still.has(rail))
}

/** All rails that a reach comes to, known or not. */
export async function railsWithin(db: Database, reach: Reach, known: ReadonlySet<string>): Promise<Set<string>> {
  const rails = new Set(reach.rails)
  if (reach.providers.size > 0) {
    for (const rail of known) if (reach.providers.has(rail.slice(0, rail.indexOf('|')))) rails.add(rail)
  }
  if (reach.claims.size > 0) {
    for (const rail of await railsOf(db, CLAIMED_SQL, [texts(reach.claims), texts([...reach.subjects, NOBODY])]))
      rails.add(rail)
  }
  return rails
}

/** No token is empty. */
const NOBODY = ''

/** Rails of the claims' stored revisions, and those where their accounts and charges fired. */
const CLAIMED_SQL = `
  WITH revisions AS (
    SELECT provider, bank, account, charges FROM claims WHERE claim IN (SELECT unnest($1::VARCHAR[]))
  ),
  subjects AS (
    SELECT unnest($2::VARCHAR[]) AS token UNION SELECT account FROM revisions UNION SELECT unnest(charges) FROM revisions
  )
  SELECT provider, bank FROM revisions
  UNION ALL
  SELECT provider, bank FROM alert_events WHERE account IN (FROM subjects) OR event_id IN (FROM subjects)`

/** The rails whose alerts the detection of this batch has touched: read once, since its table stays. */
export async function takeAffectedRails(db: Database): Promise<string[]> {
  if (Scratch.of(db).isEmpty('affected_rails')) return []
  const rows = await Statements.of(db).values(distinctSql('FROM affected_rails'))
  if (rows.length > 0) await forgetAffectedRails(db)
  return rows.map(([rail]) => rail as string)
}

/** Emptied and not made anew: a new temporary table makes DuckDB plan every prepared statement again. */
export async function forgetAffectedRails(db: Database): Promise<void> {
  await db.run('CREATE TEMP TABLE IF NOT EXISTS affected_rails (provider VARCHAR, bank VARCHAR)')
  await db.run('DELETE FROM affected_rails')
}
