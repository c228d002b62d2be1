import { readFileSync } from 'node:fs'
import { filled, queryNames, readQuery } from '../../src/cli/support/query-file.js'
import { Database } from '../../src/duckdb/database.js'
import { type Plain, plain } from '../../src/duckdb/plain.js'
import { banken, expectSentence, Scratch } from '../support/cli.js'

const FIXTURES = ['controls.ndjson', 'traffic.ndjson.gz', 'claims.ndjson'].map(
  name => `fixtures/september-2020/${name}`,
)

const scratch = new Scratch()
const path = scratch.path('queries.duckdb')
let db: Database
beforeAll(async () => {
  const { code, stderr } = await banken('replay', ...FIXTURES, '--db', path)
  if (code !== 0) throw new Error(stderr)
  db = await Database.open(path, { readOnly: true })
}, 120_000)
afterAll(() => {
  db.close()
  scratch.remove()
})

type Row = Readonly<Record<string, Plain>>

async function ask(name: string, ...settings: readonly string[]): Promise<Row[]> {
  const result = await db.connection.runAndReadAll(filled(readQuery('.', name), settings))
  return result
    .getRowObjects()
    .map(row => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])))
}

/** By query: how many rows on the fixtures, and what the first one says. */
const GOLDEN: Readonly<Record<string, readonly [rows: number, first: Row]>> = {
  'alerts-before-claims': [13, { rule: 'first-charge-high', claims: 147, claimed_yen: 29_388_000 }],
  'announced-and-ours': [1, { announced_cases: 143, our_cases: 143, announced_yen: 26_760_000, our_yen: 26_760_000 }],
  'charges-soon-after-link': [140, { account: 'acc-4c1cb2f81c2d', charges: 8, yen: 600_000 }],
  'claims-by-day': [41, { occurred_on: '2020-08-05', claims: 9, yen: 1_400_000, first_reported_on: '2020-09-04' }],
  'claims-without-alert': [16, { claim: 'clm-98a9151a7bd7', yen: 40_000, channel: 'provider' }],
  compensation: [11, { provider: 'docomo', decision: 'full', payer: 'bank', claims: 12, paid_yen: 2_350_000 }],
  'damage-after-stop': [1, { provider: 'docomo', yen: 20_000, stopped_at: '2020-09-10T00:00:00+09:00' }],
  'damage-by-provider': [12, { provider: 'docomo', cases: 148, yen: 27_610_000, banks: 11, unknown_cells: 0 }],
  'damage-on-a-day': [15, { provider: 'docomo', bank: '9900', cases: 55, yen: 9_680_000, net_yen: 9_520_000 }],
  'damage-rate': [13, { provider: 'docomo', bank: '0546', cases: 4, links: 6700, cases_per_100k_links: 59.7 }],
  'device-wallets': [2, { device: 'dev-c2f9ab56fdca', wallets: 6, accounts: 6 }],
  'excluded-claims': [11, { claim: 'clm-b8e94a27b79f', yen: 80_000, reason: 'own-use' }],
  'failed-links-by-ip': [8, { ip: '198.51.100.222', failures: 58, accounts: 58, wrong_pins: 53 }],
  'first-links-by-factor': [24, { provider: 'paypay', accounts: 992, with_two_factor: 352 }],
  'operations-after-stop': [449, { id: 'lnk-bd95e809', operation: 'register', outcome: 'succeeded' }],
  'rule-precision': [17, { rule: 'month-turn-drain', accounts: 6, claimed: 6, percent: 100 }],
  'top-alerts': [20, { rule: 'rapid-drain', severity: 'critical', yen: 300_000 }],
  'two-factor-of-cases': [5, { provider: 'docomo', two_factor: 'unknown', claims: 140, charges: 358 }],
  'wallet-accounts': [42, { wallet: 'wal-447c9c0919c6', accounts: 4, banks: 3 }],
  'what-changed-since': [2, { provider: 'docomo', cases_before: 54, cases: 55, yen_before: 9_470_000, yen: 9_680_000 }],
}

test('there are twenty queries, and each has its answer here', () => {
  expect(queryNames('.')).toEqual(Object.keys(GOLDEN).sort())
  expect(queryNames('.')).toHaveLength(20)
})

test.each(Object.entries(GOLDEN))('%s: its answer on the fixtures', async (name, [count, first]) => {
  const rows = await ask(name)
  expect(rows).toHaveLength(count)
  expect(rows[0]).toMatchObject(first)
})

test.each(Object.keys(GOLDEN))('%s: its question, its parameters and its place in the index', name => {
  const { ja, en, defaults, sql } = readQuery('.', name)
  expect(ja).toMatch(/\p{Script=Han}/u)
  expect(en).toMatch(/^[A-Z].*\?$/)
  const used = [...sql.matchAll(/\$(\w+)/g)].map(([, key]) => key)
  expect([...new Set(used)].sort()).toEqual(Object.keys(defaults).sort())
  const index = readFileSync('pipelines/reports/queries/README.md', 'utf8')
  expect(index).toContain(`| [\`${name}\`](${name}.sql) | ${ja} | ${en} |\n`)
  expect(index.match(/^\| \[`/gm)).toHaveLength(20)
})

test('other parameters give other answers, and are never SQL', async () => {
  expect(await ask('damage-by-provider', 'as_of=2020-09-15T00:00:00+09:00')).toEqual(
    expect.arrayContaining([expect.objectContaining({ provider: 'docomo', cases: 143, yen: 26_760_000 })]),
  )
  await expect(ask('damage-by-provider', "basis=x'; DROP TABLE events; --")).rejects.toThrow(/There is no basis/)
})

test('by name on the command line', async () => {
  const ran = await banken('sql', '--query', 'damage-after-stop', '--db', path, '--json')
  expect(JSON.parse(ran.stdout)).toMatchObject([{ provider: 'docomo', yen: 20_000 }])
  const set = await banken('sql', '--query', 'top-alerts', '--set', 'rows_max=2', '--db', path, '--json')
  expect(JSON.parse(set.stdout)).toHaveLength(2)
})

test.each<[string, readonly string[], number, RegExp]>([
  ['an unknown query', ['--query', 'nobody'], 2, /there is no query "nobody"; there are alerts-before-claims, /],
  ['a path', ['--query', '../september-2020/days'], 2, /there is no query/],
  ['an unknown parameter', ['--query', 'top-alerts', '--set', 'x=1'], 2, /no parameter "x=1"; it has rows_max=20/],
  ['a parameter without value', ['--query', 'top-alerts', '--set', 'rows_max'], 2, /no parameter "rows_max"/],
  [
    'a value of another kind',
    ['--query', 'top-alerts', '--set', 'rows_max=many'],
    1,
    /Could not convert string 'many'/,
  ],
  ['neither a query nor a name', [], 2, /write a query or name one with --query/],
  ['both', ['SELECT 1', '--query', 'top-alerts'], 2, /write a query or name one/],
  ['parameters of no query', ['SELECT 1', '--set', 'x=1'], 2, /--set goes with --query/],
])('%s', async (_name, args, code, says) => {
  expectSentence(await banken('sql', ...args, '--db', path), code, says)
})
