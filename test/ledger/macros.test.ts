import type { DuckDBConnection } from '@duckdb/node-api'
import { argumentsOf, openLedger, openViews, query, type Row } from './database.js'
import { claim, sep, word, YUCHO } from './rows.js'

let ledger: DuckDBConnection
beforeEach(async () => {
  ledger = await openLedger()
})
afterEach(() => ledger.closeSync())

test.each([
  'links',
  'charges',
  'adoptions',
  'suspensions',
  'limits',
  'claims',
  'inquiries',
  'exposures',
  'announcements',
])('a row of %s makes its cell, from its instant on', async table => {
  const fields: Row = {
    ...(table === 'charges' ? { account: 'a', yen: 1 } : {}),
    ...(table === 'links' ? { account: 'a' } : {}),
    ...(table === 'claims' ? { claim: 'K', account: 'a', status: 'declared', yen: 1, occurred_at: 0n } : {}),
    ...(table === 'suspensions' ? { operations: ['charge'] } : {}),
    ...(['adoptions', 'suspensions', 'inquiries'].includes(table) ? { status: 'x' } : {}),
    ...(table === 'exposures' ? { links: 1 } : {}),
  }
  await word(ledger, table, '10T00:00', fields)
  expect(await query(ledger, `FROM damage_cells(make_timestamptz(${sep('10T00:00') - 1n}))`)).toEqual([])
  expect(await query(ledger, `FROM damage_cells(make_timestamptz(${sep('10T00:00')}))`)).toMatchObject([YUCHO])
})

test('every bank and no bank make no cell', async () => {
  await word(ledger, 'limits', '10T00:00', { bank: '*' })
  await word(ledger, 'announcements', '10T00:00', { bank: null })
  await word(ledger, 'announcements', '10T00:00', { provider: null })
  expect(await query(ledger, `FROM damage(${argumentsOf(sep('11T00:00'), 'declared')})`)).toEqual([])
})

test.each(['damage', 'damage_by_provider', 'damage_by_bank', 'damage_total', 'damage_claims'])(
  '%s refuses a basis that there is not, on an empty database too',
  async macro => {
    await claim(ledger, '10T00:00', {})
    const call = `FROM ${macro}('2020-09-15T00:00:00+09:00', 'reported')`
    await expect(query(ledger, call)).rejects.toThrow('There is no basis "reported"; it is one of declared')
    await ledger.run('DELETE FROM claims')
    if (macro !== 'damage_claims') await expect(query(ledger, call)).rejects.toThrow('There is no basis')
  },
)

test('as_of may be text or a parameter, and no answer follows the session time zone', async () => {
  await claim(ledger, '15T00:00', {})
  const call = `SELECT cases FROM damage('2020-09-15T00:00:00+09:00', 'declared')`
  for (const zone of ['UTC', 'Asia/Tokyo', 'America/New_York']) {
    await ledger.run(`SET TimeZone = '${zone}'`)
    expect(await query(ledger, call)).toEqual([{ cases: 1 }])
  }
  const prepared = await ledger.runAndReadAll('SELECT cases FROM damage($1, $2, channels := $3)', [
    '2020-09-14T15:00:00Z',
    'declared',
    null,
  ])
  expect(prepared.getRowsJson()).toEqual([['1']])
})

test('the views can be made again, and all of them and their columns are explained', async () => {
  await openViews(ledger)
  const bare = await query(
    ledger,
    `SELECT function_name AS name FROM duckdb_functions() WHERE NOT internal AND comment IS NULL
     UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL
     UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL`,
  )
  expect(bare).toEqual([])
})
