import { copyFileSync, readFileSync } from 'node:fs'
import { Database } from '../../src/duckdb/database.js'
import { banken, Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const db = scratch.path('day.duckdb')
const files = ['controls.ndjson', 'claims.ndjson'].map(name => `fixtures/september-2020/${name}`)

beforeAll(async () => {
  const at = (minute: number) => `2020-09-16T10:${String(minute).padStart(2, '0')}:00+09:00`
  const link = { type: 'link', provider: 'paypay', bank: '9900', operation: 'register', outcome: 'succeeded' }
  const charge = { type: 'charge', provider: 'paypay', bank: '9900', yen: 20_000, outcome: 'succeeded' }
  const who = { account: 'acc-intake', wallet: 'wal-intake' }
  const events = [
    { id: 'in-1', at: at(1), ...link, ...who, factors: ['pin'] },
    { id: 'in-2', at: at(5), ...charge, ...who },
  ]
  const more = scratch.write('more.ndjson', `${events.map(event => JSON.stringify(event)).join('\n')}\n\nno event\n`)
  // Read twice: the second reading is counted as deliveries, and is a reading of its own.
  const ran = await banken('replay', ...files, more, more, '--db', db)
  if (ran.code !== 0) throw new Error(ran.stderr)
}, 120_000)

async function reportOf(change?: string): Promise<Record<'html' | 'sources' | 'unjudged' | 'growth', string>> {
  const [path, out] = [scratch.path('changed.duckdb'), scratch.path('out')]
  copyFileSync(db, path)
  if (change !== undefined) {
    const open = await Database.open(path)
    await open.run(change)
    open.close()
  }
  const ran = await banken('report', '--db', path, '--date', '2020-09-16', '--out', out)
  if (ran.code !== 0) throw new Error(ran.stderr)
  const read = (name: string) => readFileSync(`${out}/${name}`, 'utf8')
  return {
    html: read('report.html'),
    sources: read('sources.csv'),
    unjudged: read('unjudged-by-provider.csv'),
    growth: read('publications.csv'),
  }
}

test('each file is held against the records that its reader found in it', async () => {
  const { html, sources } = await reportOf()
  expect(html).toMatch(/class="notice good"[^>]*>全3ソース[^<]*ソース側の件数がある3ソース/)
  expect(sources).toContain('claims.ndjson,702,0,702,702,0,0,702,0')
  // Two readings of three records: six were received, and the last reading is the one that is compared.
  expect(sources).toMatch(/more\.ndjson,6,0,6,2,3,1,3,0/)
})

const RED: readonly [string, string, RegExp][] = [
  [
    'a file of which a record was not counted',
    "UPDATE file_readings SET records = records + 1 WHERE source LIKE '%claims%'",
    /claims\.ndjson,702,0,702,702,0,0,703,1/,
  ],
  [
    'a file that was not read to its end',
    "UPDATE file_readings SET records = NULL, messages = NULL WHERE source LIKE '%claims%'",
    /claims\.ndjson,702,0,702,702,0,0,読み終えていない,/,
  ],
  [
    'a topic that gave more than its broker handed out',
    `UPDATE sources SET source = 't' WHERE source LIKE '%claims%'; INSERT INTO positions VALUES ('t', 0, 10, 711)`,
    /^t,702,0,702,702,0,0,701,-1/m,
  ],
  [
    'a record that was neither received nor ignored',
    "UPDATE sources SET messages = messages + 1 WHERE source LIKE '%controls%'",
    /controls\.ndjson,\d+,0,\d+,\d+,0,0,\d+,0/,
  ],
]

test.each(RED)('%s is red', async (_, change, says) => {
  const { html, sources } = await reportOf(change)
  expect(html).toMatch(/class="notice alarm"[^>]*>1ソースで件数が合わない/)
  expect(html.match(/<tr class="alarm">/g)?.length).toBeGreaterThan(0)
  expect(sources).toMatch(says)
})

test('a file that a replay gave up is red until it has been read to its end', async () => {
  const path = scratch.path('given-up.duckdb')
  copyFileSync(db, path)
  const bad = scratch.write('bad.ndjson', 'no event\n'.repeat(1_200))
  expect((await banken('replay', bad, '--db', path)).code).toBe(1)
  const out = scratch.path('given-up')
  expect((await banken('report', '--db', path, '--date', '2020-09-16', '--out', out)).code).toBe(0)
  expect(readFileSync(`${out}/sources.csv`, 'utf8')).toMatch(/bad\.ndjson,0,0,0,0,0,0,読み終えていない,/)
  expect(readFileSync(`${out}/report.html`, 'utf8')).toMatch(/class="notice alarm"[^>]*>1ソースで件数が合わない/)
}, 60_000)

test('a file that an older version read has no count of its own, and is not red for it', async () => {
  const { html, sources } = await reportOf('DELETE FROM file_readings')
  expect(html).toMatch(/class="notice good"[^>]*>全3ソース[^<]*ソース側の件数がある0ソース/)
  expect(sources).toContain('claims.ndjson,702,0,702,702,0,0,,')
})

test('records that a mapping ignores, and those that give several events, balance too', async () => {
  const { html, sources } = await reportOf(`
    UPDATE sources SET source = 't', messages = received - 1 + 3, ignored = 3 WHERE source LIKE '%claims%';
    INSERT INTO positions VALUES ('t', 0, 10, 714);
    DELETE FROM file_readings WHERE source LIKE '%claims%'`)
  expect(html).toMatch(/class="notice good"/)
  expect(html).toContain('無視 <span class="en" lang="en">ignored</span></th>')
  expect(sources).toMatch(/^t,704,3,702,702,0,0,704,0/m)
})

test('rules that could not judge for want of a value are told by rule and provider', async () => {
  const { html, unjudged } = await reportOf()
  const rows = unjudged.split('\n').map(line => line.trim().split(','))
  const of = (rule: string) => rows.find(([id, , provider]) => id === rule && provider === 'paypay')?.slice(4)
  // The charge names no device, so that nobody can tell whether it was a new one; its yen is known.
  expect(of('holder-mismatch')).toEqual(['1', '1'])
  expect(of('first-charge-high')).toEqual(['1', '0'])
  expect(html).toContain('判定できなかったルール(24時間)')
  expect(html).toMatch(/PayPay 100\.0%/)
})

test('without a rule it does not say that all was judged', async () => {
  const { html } = await reportOf('DELETE FROM rules')
  expect(html).toContain('判定の対象になるイベントかルールがありませんでした')
})

test('publications are marked in the chart of the damage', async () => {
  const ran = await banken('report', '--db', db, '--publish', 'first', '--as-of', '2020-09-15T00:00:00+09:00')
  expect(ran.code).toBe(0)
  const { html, growth } = await reportOf()
  expect(growth).toContain('first,2020-09-15T00:00:00+09:00,declared,')
  expect(html).toContain('実線は当台帳からの公表の時点: 9/15 first')
  expect(html.match(/stroke="#d9a441"/g)).toHaveLength(2)
})
