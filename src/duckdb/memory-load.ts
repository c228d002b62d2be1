import type { FirstFeature, NeededRead } from '../detect/feature.js'
import { firstGroups, firstsSql } from '../detect/first-sql.js'
import type { Memory } from '../detect/memory.js'
import { type RailSpan, RailSpans } from '../detect/rail-spans.js'
import { text } from '../detect/rules-sql.js'
import { columnOf, tableOf } from '../events/catalogue.js'
import type { Database } from './database.js'
import type { Statements } from './statements.js'

const TWO_FACTORS_SQL = `
  SELECT
    account, epoch_us(last_at)::DOUBLE, concat_ws('|', word.status, coalesce(word.method, ''), coalesce(word.phone, '')),
    words = 1
  FROM (
    SELECT
      account, max(event_at) AS last_at, count(*) AS words,
      max_by({status: status, method: method, phone: phone}, {since: event_at, id: id}) AS word
    FROM two_factors GROUP BY account
  )`
const HOLDERS_SQL = `
  SELECT account, epoch_us(max(event_at))::DOUBLE, max_by(person, {since: event_at, id: id}), count(*) = 1
  FROM holders GROUP BY account`
const REISSUES_SQL = "SELECT phone, epoch_us(max(event_at))::DOUBLE FROM sims WHERE status = 'reissued' GROUP BY phone"
const LIMITED_SQL = 'SELECT DISTINCT account, wallet FROM limits WHERE account IS NOT NULL OR wallet IS NOT NULL'

/** Fills memory with what the database holds about all accounts: one pass over its links, charges and words. */
export async function loadMemory(db: Database, features: readonly FirstFeature[], memory: Memory): Promise<void> {
  await eachRow<[string, number, string, boolean]>(db, TWO_FACTORS_SQL, row => memory.noteLastTwoFactor(...row))
  await eachRow<[string, number, string, boolean]>(db, HOLDERS_SQL, row => memory.noteLastHolder(...row))
  await eachRow<[string, number]>(db, REISSUES_SQL, row => memory.noteReissue(...row))
  await eachRow<[string | null, string | null]>(db, LIMITED_SQL, row => memory.noteLimited(...row))
  for (const read of memory.needed.reads) {
    await eachRow<[string, number, string | null]>(db, neededSql(read), row => memory.needed.add(read, ...row))
  }
  for (const [name, group] of firstGroups(features)) {
    await eachRow<[string, number, string]>(db, firstsSql(group), row => memory.firsts.get(name)?.add(...row))
  }
}

/** The last event of each key of what features need. */
function neededSql({ of, where, has = [], by, unlike }: NeededRead): string {
  const conditions = Object.entries(where).map(([field, values]) =>
    values === null ? `${columnOf(field)} IS NULL` : `${columnOf(field)}::VARCHAR IN (${values.map(text).join(', ')})`,
  )
  const person = unlike ? 'CASE WHEN min(person) = max(person) THEN min(person) END' : 'NULL'
  return `SELECT ${by}, epoch_us(max(event_at))::DOUBLE, ${person} FROM ${tableOf(of)}
    WHERE ${[...[by, ...has].map(field => `${columnOf(field)} IS NOT NULL`), ...conditions].join(' AND ')} GROUP BY ${by}`
}

const RAILS_SQL = `
  SELECT provider, bank, epoch_us(holds_from), adoption, suspended, uncertain, limit_charge, limit_day, limit_month
  FROM rail_spans`

/** What is said of all rails. To plan it takes much longer than to run it, and each new word on a rail asks for it. */
export async function loadRails(statements: Statements): Promise<RailSpans> {
  const rows = await statements.lists(RAILS_SQL)
  return new RailSpans(rows.map(railSpan))
}

function railSpan(row: readonly unknown[]): RailSpan {
  const [provider, bank, from, adoption, suspended, uncertain, ...limits] = row
  const [limitCharge, limitDay, limitMonth] = limits.map(yen => (yen === null ? null : Number(yen)))
  return {
    provider,
    bank,
    from: from === null ? Number.NEGATIVE_INFINITY : Number(from),
    adoption,
    suspended,
    uncertain,
    limitCharge,
    limitDay,
    limitMonth,
  } as RailSpan
}

async function eachRow<Row extends unknown[]>(db: Database, sql: string, visit: (row: Row) => void): Promise<void> {
  for await (const { columns, rowCount } of db.chunks(sql)) {
    for (let i = 0; i < rowCount; i++) visit(columns.map(column => column[i]) as Row)
  }
}
