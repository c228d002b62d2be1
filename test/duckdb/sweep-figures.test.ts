import fc from 'fast-check'
import { median, medianAbsoluteDeviation } from 'simple-statistics'
import type { Database } from '../../src/duckdb/database.js'
import { openMigrated } from '../support/database.js'
import { sweepRules, swept } from '../support/sweeping.js'

let db: Database
beforeAll(async () => {
  db = await openMigrated()
})
afterAll(() => db.close())

test("DuckDB's median and mad of counts are those of simple-statistics", async () => {
  const property = fc.asyncProperty(fc.array(fc.nat(5_000), { minLength: 1, maxLength: 8 }), async counts => {
    const [row] = await db.values(`SELECT median(n), mad(n::DOUBLE) FROM (SELECT unnest([${counts.join()}]) AS n)`)
    expect(row).toEqual([median(counts), medianAbsoluteDeviation(counts)])
  })
  await fc.assert(property, { numRuns: 200, endOnFailure: true })
})

test.each([
  ["['account-number', 'birthdate', 'name', 'pin']", true],
  ["['name']", true],
  ['[]', true],
  ["['name', 'otp-sms']", false],
  ["['ib-login']", false],
  ["['passbook-balance', 'pin']", false],
  ["['ekyc-photo']", false],
  ['NULL::VARCHAR[]', null],
])('factors %s are weak: %s', async (factors, weak) => {
  expect(await db.values(`SELECT is_weak(${factors})`)).toEqual([[weak]])
})

test('a first link is the first of all history, at each provider, and says whether it was weak', async () => {
  await db.run(`INSERT INTO links BY NAME SELECT * FROM (VALUES
    ('1', TIMESTAMPTZ '2020-09-01 10:00:00+09', 'paypay', 'failed', 'register', ['pin']),
    ('3', TIMESTAMPTZ '2020-09-01 11:00:00+09', 'paypay', 'succeeded', 'change', ['pin']),
    ('2', TIMESTAMPTZ '2020-09-01 11:00:00+09', 'paypay', 'succeeded', 'register', NULL),
    ('4', TIMESTAMPTZ '2020-09-02 11:00:00+09', 'kyash', 'succeeded', 'register', ['otp-app'])
  ) t(id, event_at, provider, outcome, operation, factors) CROSS JOIN (SELECT '9900' AS bank, 'a' AS account, 'w' AS wallet, md5_number_lower('a') AS account_key)`)
  const rows = await db.values('SELECT id, weak_first_link FROM v_first_links ORDER BY id')
  expect(rows).toEqual([
    ['2', null],
    ['4', false],
  ])
})

/** As many confirmed claims as were published, on as many links as there were. */
function published(provider: string, cases: number, links: number): string[] {
  const rail = { provider, bank: '9900' }
  const claim = (i: number) => ({
    id: `${provider}-${i}`,
    type: 'claim',
    at: '2020-09-15T12:00:00+09:00',
    ...rail,
    claim: `${provider}-${i}`,
    account: `a${i}`,
    status: 'confirmed',
    yen: 1000,
    occurredAt: '2020-09-01T12:00:00+09:00',
    charges: [`c${i}`],
  })
  const exposure = { id: `${provider}-links`, type: 'exposure', at: '2020-09-14T12:00:00+09:00', ...rail, links }
  return [exposure, ...Array.from({ length: cases }, (_, i) => claim(i))].map(event => JSON.stringify(event))
}

test('with the figures of September 2020 docomo and Kyash fire, and PayPay stays quiet', async () => {
  const closing = JSON.stringify({ id: 'x', type: 'sim', at: '2020-09-16T00:00:00+09:00', phone: 'p', status: 'held' })
  const lines = [
    ...published('docomo', 143, 297_900),
    ...published('kyash', 3, 15_800),
    ...published('paypay', 17, 8_512_300),
  ]
  const rules = sweepRules(false).filter(({ id }) => id === 'rail-damage-rate')
  const found = await swept([...lines, closing], { rules, batchCountMax: 1000, isEager: false })
  const rows = await found.values(
    "SELECT entity.id, severity, reason.en FROM alerts WHERE status = 'open' ORDER BY ALL",
  )
  const suspected = await found.values("SELECT sum(cases) FROM damage('2020-09-17T00:00:00+09:00', 'suspected')")
  found.close()
  // What was claimed is no suspicion.
  expect(Number(suspected[0]?.[0])).toBe(0)
  expect(rows.map(([rail, severity]) => [rail, severity])).toEqual([
    ['docomo|9900', 'critical'],
    ['kyash|9900', 'critical'],
  ])
  expect(rows.map(([, , reason]) => reason)).toEqual([
    expect.stringMatching(
      /^143 confirmed cases for 297,900 links: 48 per 100,000 .* a suspension of register and charge proposed$/,
    ),
    expect.stringMatching(
      /^3 confirmed cases for 15,800 links: 18\.9 per 100,000 \(lower bound of 95 % 6\.4, threshold 5\)/,
    ),
  ])
})
