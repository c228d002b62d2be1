import type { DuckDBConnection } from '@duckdb/node-api'
import { type Answer, argumentsOf, insert, openLedger, query, type Row } from './database.js'

const HOUR = 3_600_000_000n
const RAIL = { provider: 'paypay', bank: '9900' } as const

let ledger: DuckDBConnection
beforeEach(async () => {
  ledger = await openLedger()
  await insert(ledger, 'exposures', [{ id: 'x', event_at: 0n, ...RAIL, links: 100 }])
})
afterEach(() => ledger.closeSync())

async function alert(id: string, status = 'open', mode = 'live'): Promise<void> {
  await insert(ledger, 'alerts', [{ id, status, mode }])
}

/** A firing event of an alert, known an hour after it happened. */
async function firing(alertId: string, eventId: string, fields: Row = {}): Promise<void> {
  const row = { alert_id: alertId, event_id: eventId, event_at: HOUR, known_at: 2n * HOUR, severity: 'high' }
  await insert(ledger, 'alert_events', [{ ...row, ...RAIL, account: 'a', yen: 100, ...fields }])
}

async function claim(id: string, at: bigint, fields: Row): Promise<void> {
  const row = { id, event_at: at, claim: 'K', ...RAIL, account: 'a', status: 'declared', yen: 1, occurred_at: 0n }
  await insert(ledger, 'claims', [{ ...row, ...fields }])
}

async function suspected(hour = 9n): Promise<Answer> {
  const rows = await query(ledger, `FROM damage(${argumentsOf(hour * HOUR, 'suspected')})`)
  return rows[0] ?? {}
}

test('a cell that nobody has looked into has suspicions all the same', async () => {
  await alert('A')
  await firing('A', 'c1')
  await firing('A', 'c2', { account: 'b', yen: 30 })
  await firing('A', 'l1', { account: 'd', yen: null })
  const claims = { prevented_yen: null, recovered_yen: null, net_yen: null, cases_after_stop: null }
  expect(await suspected()).toMatchObject({
    state: 'undisclosed',
    cases: 3,
    accounts: 3,
    charges: 2,
    yen: 130,
    cases_so_far: null,
    yen_so_far: null,
    ...claims,
    yen_after_stop: null,
    first_occurred_at: null,
    links: 100,
    cases_per_100k_links: 3_000,
  })
  expect(await suspected(1n)).toMatchObject({ cases: 0, yen: 0, accounts: 0, charges: 0, rate_low: 0 })
})

test('a charge that fires several alerts counts once', async () => {
  await alert('A')
  await alert('B')
  await firing('A', 'c1')
  await firing('B', 'c1')
  expect(await suspected()).toMatchObject({ cases: 1, charges: 1, yen: 100 })
})

test('only open live alerts count', async () => {
  await alert('A', 'retracted', 'live')
  await alert('B', 'open', 'shadow')
  await firing('A', 'c1')
  await firing('B', 'c2', { mode: 'shadow' })
  expect(await suspected()).toMatchObject({ cases: 0, yen: 0 })
})

test('an alert is grave from the moment that a grave firing event of it is known, with all its events', async () => {
  await alert('A')
  await firing('A', 'c1', { severity: 'medium' })
  await firing('A', 'c2', { severity: 'critical', known_at: 5n * HOUR })
  expect(await suspected(4n)).toMatchObject({ cases: 0, charges: 0 })
  expect(await suspected(5n)).toMatchObject({ cases: 1, charges: 2, yen: 200 })
})

test('a claim takes away the charges that it names, whatever its status, as of its own instant', async () => {
  await alert('A')
  await firing('A', 'c1')
  await firing('A', 'c2', { yen: 30 })
  await claim('e1', 6n * HOUR, { charges: ['c1'], status: 'excluded' })
  expect(await suspected(5n)).toMatchObject({ charges: 2 })
  expect(await suspected(6n)).toMatchObject({ state: 'reported', cases: 1, charges: 1, yen: 30 })
  await claim('e2', 7n * HOUR, { charges: ['c2'] })
  expect(await suspected(7n)).toMatchObject({ charges: 1, yen: 100 })
})

test('a claim that names no charge takes away its account', async () => {
  await alert('A')
  await firing('A', 'c1')
  await firing('A', 'c2', { account: 'b', yen: 30 })
  await claim('e1', 6n * HOUR, { charges: null })
  expect(await suspected(6n)).toMatchObject({ cases: 1, charges: 1, yen: 30 })
  await claim('e2', 7n * HOUR, { charges: [], account: 'b' })
  expect(await suspected(7n)).toMatchObject({ cases: 1, charges: 1, yen: 100 })
})

test('totals of suspicions count an account of two banks once', async () => {
  await insert(ledger, 'exposures', [{ id: 'y', event_at: 0n, ...RAIL, bank: '0040', links: 1 }])
  await alert('A')
  await firing('A', 'c1')
  await firing('A', 'c2', { bank: '0040' })
  const total = await query(ledger, `FROM damage_total(${argumentsOf(9n * HOUR, 'suspected')})`)
  expect(total).toMatchObject([
    { cases: 2, accounts: 1, charges: 2, yen: 200, providers: 1, banks: 2, unknown_cells: 0 },
  ])
})
