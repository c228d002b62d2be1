import type { FirstFeature } from '../detect/feature.js'
import { allFirstsSql, firstGroups } from '../detect/first-sql.js'
import { type Memory, twoFactorText } from '../detect/memory.js'
import { type RailSpan, RailSpans } from '../detect/rail-spans.js'
import type { Database } from './database.js'

const TWO_FACTORS_SQL = `
  SELECT account, epoch_us(last_at)::DOUBLE, word.status, word.method, word.phone FROM (
    SELECT
      account, max(event_at) AS last_at,
      max_by({status: status, method: method, phone: phone}, {since: event_at, id: id}) AS word
    FROM two_factors GROUP BY account
  )`
const HOLDERS_SQL = `
  SELECT account, epoch_us(max(event_at))::DOUBLE, max_by(person, {since: event_at, id: id}) FROM holders GROUP BY account`
const REISSUES_SQL = "SELECT phone, epoch_us(max(event_at))::DOUBLE FROM sims WHERE status = 'reissued' GROUP BY phone"
const LIMITED_SQL = 'SELECT DISTINCT account, wallet FROM limits WHERE account IS NOT NULL OR wallet IS NOT NULL'

/** Fills memory with what the database holds about all accounts: one pass over its links, charges and words. */
export async function loadMemory(db: Database, features: readonly FirstFeature[], memory: Memory): Promise<void> {
  await eachRow(db, TWO_FACTORS_SQL, ([account, at, status, method, phone]) => {
    memory.twoFactors.note(account as string, at as number, twoFactorText(status, method, phone))
  })
  await eachRow(db, HOLDERS_SQL, ([account, at, person]) => {
    memory.holders.note(account as string, at as number, person as string)
  })
  await eachRow(db, REISSUES_SQL, ([phone, at]) => memory.noteReissue(phone as string, at as number))
  await eachRow(db, LIMITED_SQL, ([account, wallet]) => memory.noteLimited(account as string, wallet as string))
  for (const [name, group] of firstGroups(features)) {
    const firsts = memory.firsts.get(name)
    const keyLength = group[0].per.length
    await eachRow(db, allFirstsSql(group), row => {
      const [at, id, ...values] = row.slice(keyLength) as [number, string, ...unknown[]]
      const taken = Object.fromEntries(firsts?.takes.map((take, i) => [take, values[i]]) ?? [])
      firsts?.add(row.slice(0, keyLength), { at, id, taken })
    })
  }
}

const RAILS_SQL = `
  SELECT provider, bank, epoch_us(holds_from), adoption, suspended, uncertain, limit_charge, limit_day, limit_month
  FROM rail_spans`

/** What is said of all rails. */
export async function loadRails(db: Database): Promise<RailSpans> {
  const rows = await db.lists(RAILS_SQL)
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

async function eachRow(db: Database, sql: string, visit: (row: readonly unknown[]) => void): Promise<void> {
  for await (const { columns, rowCount } of db.chunks(sql)) {
    for (let i = 0; i < rowCount; i++) visit(columns.map(column => column[i]))
  }
}
