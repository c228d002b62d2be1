import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Database } from '../../src/duckdb/database.js'
import { restoreFolder } from '../../src/files/folder.js'
import { banken, ended, expectSentence, main, Scratch } from '../support/cli.js'
import { openMigrated } from '../support/database.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const db = scratch.path('september.duckdb')
const FIXTURES = ['controls.ndjson', 'traffic.ndjson.gz', 'claims.ndjson'].map(
  name => `fixtures/september-2020/${name}`,
)

const report = (out: string, ...more: string[]) => banken('report', '--db', db, '--out', scratch.path(out), ...more)
const read = (out: string, name: string) => readFileSync(scratch.path(join(out, name)), 'utf8')

interface Manifest {
  readonly asOf: string
  readonly files: readonly { name: string; sha256: string }[]
}

/** As-of and files of a folder; throws where one is not what the manifest says. */
function checked(out: string): { asOf: string; hashes: string } {
  const { asOf, files } = JSON.parse(read(out, 'manifest.json')) as Manifest
  expect(readdirSync(scratch.path(out)).sort()).toEqual([...files.map(({ name }) => name), 'manifest.json'].sort())
  for (const { name, sha256 } of files) {
    expect(
      createHash('sha256')
        .update(readFileSync(scratch.path(join(out, name))))
        .digest('hex'),
    ).toBe(sha256)
  }
  return { asOf, hashes: files.map(({ sha256 }) => sha256).join() }
}

beforeAll(async () => {
  for (const ran of [await banken('replay', ...FIXTURES, '--db', db), await report('day16', '--date', '2020-09-16')]) {
    if (ran.code !== 0) throw new Error(ran.stderr)
  }
}, 120_000)

test('its figures are those of damage() and damage_total()', async () => {
  const open = await Database.open(db, { readOnly: true })
  const asOf = '2020-09-16T23:59:59.999999+09:00'
  const cells = await open.values(
    `SELECT provider, bank, cases::VARCHAR, yen::VARCHAR FROM damage('${asOf}', 'declared')`,
  )
  const [total] = await open.values(`SELECT cases, yen FROM damage_total('${asOf}', 'declared')`)
  open.close()
  const lines = read('day16', 'damage.csv').replace('\ufeff', '').trimEnd().split('\n')
  const shown = lines.slice(1).map(line => line.split(','))
  const key = (row: readonly unknown[]) => row.map(value => value ?? '').join('|')
  expect(shown.map(row => key([row[0], row[2], row[5], row[6]])).sort()).toEqual(cells.map(key).sort())
  const growth = read('day16', 'growth.csv')
    .trimEnd()
    .split('\n')
    .map(line => line.split(','))
  const declared = growth.filter(([, basis]) => basis === 'declared')
  const sum = (column: number) => BigInt(declared.reduce((all, row) => all + Number(row[column]), 0))
  expect([sum(2), sum(3)]).toEqual(total)
})

test.each([
  [
    '2020-09-16',
    ['ゆうちょ銀行ではLINE Payが2件・49万8千円', 'PayPalは未公表', 'メルペイは未公表', '9月16日8時55分頃から一時停止'],
  ],
  [
    '2020-09-15',
    ['ゆうちょ銀行ではPayPayが17件・1,415,141円', 'Kyash: ゆうちょ銀行で3件・23万円、イオン銀行で1件・30万円'],
  ],
  [
    '2020-09-15T00:00:00+09:00',
    ['NTTドコモ: 9月15日0時時点 143件(11行) 2,676万円', '新規口座登録停止日(9月10日0時)以降の被害は1件'],
  ],
])('as of %s it says the words of the announcements', async (asOf, sentences) => {
  expect((await report('worded', '--as-of', asOf)).code).toBe(0)
  for (const sentence of sentences)
    for (const name of ['wording.txt', 'report.html']) expect(read('worded', name)).toContain(sentence)
  expect(read('worded', 'wording.txt')).not.toMatch(/[がでは]0件・/)
})

test('the same as-of gives the same bytes, whatever the time zone; only the manifest says when', async () => {
  const before = checked('day16')
  const args = [main, 'report', '--db', db, '--out', scratch.path('again'), '--as-of', '2020-09-16T14:59:59.999999Z']
  const { code } = await ended(spawn(process.execPath, args, { env: { ...process.env, TZ: 'America/New_York' } }))
  expect(code).toBe(0)
  expect(checked('again')).toEqual(before)
  expect(read('again', 'manifest.json')).toMatch(/"madeAt"/)
})

test('without a folder it is printed, as the Markdown of the folder', async () => {
  const printed = await banken('report', '--db', db, '--date', '2020-09-16')
  expect(printed.code).toBe(0)
  expect(printed.stdout).toBe(read('day16', 'report.md'))
})

test('the page needs nothing but itself and is told in whole', () => {
  const html = read('day16', 'report.html').replace(/base64,[\w+/=]+/g, '')
  expect(html).not.toMatch(/(?:src|href)="(?!#)|<script|<link|@import|url\((?!data:font\/woff2;|#)/)
  expect(html).not.toMatch(/undefined|NaN|\[object|<%/)
  expect(html).toMatch(/@font-face\{font-family:"Noto Sans JP"/)
  expect(read('day16', 'announced.csv').match(/,same,/g)).toHaveLength(5)
  expect(read('day16', 'damage.csv').startsWith('\ufeff')).toBe(true)
})

test('the form of the 金融庁: every declared claim in the quarter of its occurrence', async () => {
  expect((await report('fsa', '--date', '2020-09-16', '--form', 'fsa-renkei')).code).toBe(0)
  expect(read('fsa', 'fsa-renkei.csv')).toContain('2020-Q3,2020年7~9月,171,30053141,175749,77,13865000,0,1,94')
})

test.each([
  [['--as-of', '2020-09-16T00:00:00'], 2, /--as-of: a time without an offset; write \+09:00/],
  [['--as-of', '2100-01-01T00:00:00+09:00'], 2, /is yet to come/],
  [['--date', '2020-07-01'], 2, /nothing was known at 2020-07-01.*first event.*2020-08-01/],
  [['--date', '2020-02-30'], 2, /--date: no such day/],
  [[], 2, /name the time of the report/],
  [['--date', '2020-09-16', '--as-of', '2020-09-16'], 2, /not both/],
])('%j is refused in a sentence', async (args, code, says) => {
  expectSentence(await report('refused', ...args), code, says)
  expect(existsSync(scratch.path('refused'))).toBe(false)
})

test('an empty database is refused', async () => {
  const empty = await openMigrated(scratch.path('empty.duckdb'))
  empty.close()
  const ran = await banken('report', '--db', empty.path, '--out', scratch.path('none'), '--date', '2020-09-16')
  expectSentence(ran, 1, /has no event yet; read some first/)
})

test('markup, formulas, controls and marks of direction in texts are shown, never obeyed', async () => {
  const hostile = scratch.path('hostile.duckdb')
  const open = await openMigrated(hostile)
  const evil = `=cmd|<script>alert(1)</script>\u202Egnp\u0007`
  const at = "TIMESTAMPTZ '2020-09-16 10:00:00+09'"
  const text = `'${evil}'`
  await open.run(`INSERT INTO events VALUES ('e', 'claim', ${at}, ${text}, 0, 1, '{}')`)
  await open.run(`INSERT INTO sources VALUES (${text}, 3, 1, 0, 1, 3, 0)`)
  await open.run(`INSERT INTO claims (id, event_at, provider, bank, account, claim, occurred_at, status, yen)
    VALUES ('e', ${at}, ${text}, ${text}, ${text}, ${text}, ${at}, 'declared', 50000)`)
  await open.run(`INSERT INTO dead_letters (reason, sha256, bytes, why, source, source_partition, source_offset)
    VALUES ('json', 'ff', 'x'::BLOB, 'name: "Taro Yamada" is bad', ${text}, 0, 2)`)
  await open.run(`INSERT INTO announcements (id, event_at, provider, as_of, basis, cases, publisher)
    VALUES ('n', ${at}, ${text}, ${at}, 'declared', 9, ${text})`)
  open.close()
  const ran = await banken('report', '--db', hostile, '--out', scratch.path('hostile'), '--date', '2020-09-16')
  expect(ran.stderr).toBe('')
  for (const name of readdirSync(scratch.path('hostile'))) {
    const body = read('hostile', name)
    for (const text of ['\u202E', '\u0007', 'Taro']) expect(body).not.toContain(text)
    if (name.endsWith('.csv')) expect(body).not.toMatch(/(?:^|,|")=cmd/m)
    else if (name.endsWith('.html') || name.endsWith('.md')) expect(body).not.toContain('<script')
  }
  // 3 received, 1 stored, 1 dead: red.
  expect(read('hostile', 'report.html')).toMatch(/class="notice alarm"[^>]*>1ソースで件数が合わない/)
}, 60_000)

test('killed while it computes or writes it leaves the old report or the new one', async () => {
  // Without traffic it has as many files, and computes a third as long.
  const ledger = scratch.path('ledger.duckdb')
  const files = FIXTURES.filter(name => !name.includes('traffic'))
  expect((await banken('replay', ...files, '--db', ledger)).code).toBe(0)
  const argsOf = (out: string, day: number) => [
    'report',
    '--db',
    ledger,
    '--date',
    `2020-09-${day}`,
    '--out',
    scratch.path(out),
  ]
  expect((await banken(...argsOf('killed', 15))).code).toBe(0)
  const [old, partial] = [checked('killed').hashes, scratch.path('.killed.partial')]
  expect((await banken(...argsOf('whole', 16))).code).toBe(0)
  const whole = checked('whole').hashes
  for (const writingMs of [undefined, 0, 3, 10, 30]) {
    const child = spawn(process.execPath, [main, ...argsOf('killed', 16)], { stdio: 'ignore' })
    const ended = new Promise(resolve => child.on('exit', resolve))
    if (writingMs !== undefined) while (!existsSync(partial) && child.exitCode === null) await setTimeout(1)
    await setTimeout(writingMs ?? 1000)
    child.kill('SIGKILL')
    await ended
    // What the next run begins with: it may have been killed between two names.
    restoreFolder(scratch.path('killed'))
    expect([old, whole]).toContain(checked('killed').hashes)
  }
  expect((await banken(...argsOf('killed', 16))).code).toBe(0)
  expect(checked('killed').hashes).toBe(whole)
  expect(readdirSync(scratch.folder).filter(name => name.startsWith('.killed'))).toEqual([])
}, 120_000)
