import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { FIXTURES_KEY } from '../../src/cli/support/mapping.js'
import { Database } from '../../src/duckdb/database.js'
import { ended, main, root, Scratch } from '../support/cli.js'
import { mappings, sampleFile } from './reading.js'

const scratch = new Scratch()
const db = scratch.path('all.duckdb')
const env = { ...process.env, BANKEN_TOKEN_KEY: FIXTURES_KEY }
let database: Database

async function replay(...args: readonly string[]): Promise<void> {
  const ran = await ended(spawn(process.execPath, [main, 'replay', ...args, '--db', db, '--json'], { env }))
  if (ran.code !== 0) throw new Error(ran.stderr)
}

beforeAll(async () => {
  const september = `${root}/fixtures/september-2020`
  await replay(`${september}/controls.ndjson`, `${september}/claims.ndjson`)
  for (const id of mappings.ids) await replay(sampleFile(id), '--mapping', id)
  database = await Database.open(db, { readOnly: true })
}, 300_000)

afterAll(() => {
  database.close()
  scratch.remove()
})

const END_OF_15 = '2020-09-15T23:59:59.999999+09:00'
const END_OF_16 = '2020-09-16T23:59:59.999999+09:00'

function damage(asOf: string, where: string): Promise<Record<string, unknown>[]> {
  return database.rows(
    `SELECT sum(cases)::INT AS cases, sum(yen)::INT AS yen, count(*) FILTER (cases > 0)::INT AS banks
     FROM damage('${asOf}', 'declared') WHERE ${where}`,
  )
}

test.each([
  ['2020-09-15T00:00:00+09:00', "provider = 'docomo'", 143, 26_760_000, 11],
  [END_OF_15, "provider = 'paypay' AND bank = '9900'", 17, 1_415_141, 1],
  [END_OF_15, "provider = 'kyash' AND bank = '9900'", 3, 230_000, 1],
  [END_OF_15, "provider = 'kyash' AND bank = '0040'", 1, 300_000, 1],
  [END_OF_16, "provider = 'linepay' AND bank = '9900'", 2, 498_000, 1],
])('as of %s, %s: %i cases, %i yen', async (asOf, where, cases, yen, banks) => {
  expect(await damage(asOf, where)).toEqual([{ cases, yen, banks }])
})

test('what was not published stays unknown, though their own files are there', async () => {
  const silent = ['paypal', 'wellnet', 'rakuten-edy', 'billing-system', 'merpay', 'yume-card']
  const cells = await database.rows(
    `SELECT DISTINCT provider, state, cases FROM damage('${END_OF_16}', 'declared')
     WHERE bank = '9900' AND provider IN (${silent.map(id => `'${id}'`).join(', ')}) ORDER BY provider`,
  )
  expect(cells).toEqual([...silent].sort().map(provider => ({ provider, state: 'undisclosed', cases: null })))
})

test('the events of the twelve files are all there, beside those of the bank', async () => {
  const expected = mappings.ids.map(provider => {
    const text = readFileSync(`${root}/fixtures/providers/${provider}/expected.ndjson`, 'utf8')
    return { provider, n: text.split('\n').length - 1 }
  })
  const stored = await database.rows(
    `SELECT split_part(id, ':', 1) AS provider, count(*)::INT AS n FROM events
     WHERE id LIKE '%:%' GROUP BY ALL ORDER BY provider`,
  )
  expect(stored).toEqual(expected)
})
