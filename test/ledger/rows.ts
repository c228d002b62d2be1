import type { DuckDBConnection } from '@duckdb/node-api'
import { parseInstant } from '../../src/events/time.js'
import { insert, type Row } from './database.js'

/** An instant of September 2020 in JST: `15T00:00`. */
export function sep(text: string): bigint {
  const parsed = parseInstant(`2020-09-${text}:00+09:00`)
  if (!parsed.ok) throw new Error(parsed.why)
  return BigInt(parsed.value)
}

export const YUCHO = { provider: 'paypay', bank: '9900' } as const

let serial = 0

/** One revision of a claim of 1,000 yen at PayPay × ゆうちょ銀行, of its own account; the fields say what differs. */
export async function claim(ledger: DuckDBConnection, at: string, fields: Row = {}): Promise<void> {
  serial += 1
  const whole = { claim: `K${serial}`, account: `a${serial}`, status: 'declared', yen: 1000, ...fields }
  const row = { id: `e${serial}`, event_at: sep(at), occurred_at: sep('01T00:00'), ...YUCHO, ...whole }
  await insert(ledger, 'claims', [row])
}

/** A row of any other table, of the same rail. */
export async function word(ledger: DuckDBConnection, table: string, at: string, fields: Row): Promise<void> {
  serial += 1
  const rail = table === 'compensations' ? {} : YUCHO
  await insert(ledger, table, [{ id: `e${serial}`, event_at: sep(at), ...rail, ...fields }])
}
