import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { Database } from '../../src/duckdb/database.js'
import type { ColumnDiff, Move, PublicationDiff } from '../../src/ledger/publication-diff.js'
import { banken, expectSentence, type Ran, Scratch } from '../support/cli.js'

const FIXTURES = ['controls.ndjson', 'traffic.ndjson.gz', 'claims.ndjson'].map(
  name => `fixtures/september-2020/${name}`,
)

const scratch = new Scratch()
const read = scratch.path('read.duckdb')
const db = scratch.path('published.duckdb')
afterAll(() => scratch.remove())

const report = (...args: readonly string[]): Promise<Ran> => banken('report', '--db', db, ...args)

/** What a command printed that must not fail. */
async function done(running: Promise<Ran>): Promise<string> {
  const { code, stdout, stderr } = await running
  if (code !== 0) throw new Error(stderr)
  return stdout
}

/** The sequence of what was published in September 2020, and two bases side by side. */
const PUBLICATIONS: readonly (readonly string[])[] = [
  ['docomo-0914', '--as-of', '2020-09-14T00:00:00+09:00'],
  ['docomo-0915', '--as-of', '2020-09-15T00:00:00+09:00'],
  ['paypay-0915', '--as-of', '2020-09-15'],
  ['linepay-0916', '--as-of', '2020-09-16'],
  ['two-bases', '--as-of', '2020-09-16', '--basis', 'declared', 'confirmed', '--channels', 'declared=bank'],
]
const printed = new Map<string, string>()

beforeAll(async () => {
  await done(banken('replay', ...FIXTURES, '--db', read))
  copyFileSync(read, db)
  for (const [name = '', ...options] of PUBLICATIONS) {
    printed.set(name, await done(report('--publish', name, ...options)))
  }
}, 120_000)

async function diff(...args: readonly string[]): Promise<PublicationDiff> {
  const ran = await report('--diff', ...args, '--json')
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  return JSON.parse(ran.stdout)
}

async function column(...args: readonly string[]): Promise<ColumnDiff> {
  const [first, ...others] = (await diff(...args)).columns
  if (!first || others.length > 0) throw new Error('expected one column')
  return first
}

const share = ({ shares }: Pick<ColumnDiff, 'shares'>, cause: string) => shares.find(share => share.cause === cause)

test('the published sequence stands in the sentences of the article', () => {
  expect(printed.get('docomo-0914')).toContain('NTTドコモは調査中(11行)')
  const docomo = printed.get('docomo-0915')
  expect(docomo).toContain('NTTドコモ 9月15日0時時点 143件(11行) 2,676万円\n')
  expect(docomo).toContain('新規口座登録停止日(9月10日0時)以降の被害は1件\n')
  expect(docomo).toContain('PayPalは未公表(みずほ銀行、三菱UFJ銀行、ゆうちょ銀行)\n')
  const paypay = printed.get('paypay-0915')
  expect(paypay).toContain('PayPayが17件・1,415,141円(ゆうちょ銀行)\n')
  expect(paypay).toContain('Kyash: ゆうちょ銀行で3件・23万円、イオン銀行で1件・30万円\n')
  expect(printed.get('linepay-0916')).toContain('LINE Payが2件・49万8千円(ゆうちょ銀行)\n')
})

test('from 14 to 15 September docomo comes in when its inquiry closes; the new claims are named', async () => {
  const moved = await column('docomo-0914', 'docomo-0915')
  expect(share(moved, 'inquiry-closed')).toEqual({ cause: 'inquiry-closed', count: 11, cases: 143, yen: 26_760_000 })
  expect(share(moved, 'inquiry-opened')).toMatchObject({ count: 2, cases: -1, yen: -50_000 })
  const yucho = moved.cells.find(({ provider, bank }) => provider === 'docomo' && bank === '9900')
  expect(yucho?.before).toMatchObject({ state: 'investigating', cases: null, casesSoFar: 47, yenSoFar: 8_280_000 })
  expect(yucho?.after).toMatchObject({ state: 'reported', cases: 50, yen: 8_830_000 })
  expect(yucho?.causes).toEqual(['state'])
  expect(yucho && share(yucho, 'new')).toMatchObject({ cases: 5, yen: 700_000 })
  expect(yucho && share(yucho, 'excluded')).toMatchObject({ cases: -2, yen: -150_000 })
})

test('figures fall as well as rise: an exclusion is named with its claim', async () => {
  const moved = await column('docomo-0915', 'paypay-0915')
  expect(share(moved, 'excluded')).toMatchObject({ count: 1, cases: -1, yen: -180_000 })
  expect(moved.moves.find(({ claim }) => claim === 'clm-1386321c85fd')).toMatchObject({
    from: { provider: 'docomo', bank: '9900', yen: 180_000 },
    to: null,
    now: { status: 'excluded', reason: 'relative' },
    causes: ['excluded', 'compensation-refused'],
  })
  const text = (await report('--diff', 'docomo-0915', 'paypay-0915')).stdout
  expect(text).toContain('合計 (total): 156件・27,845,141円(11行) → 168件・29,345,141円(11行)')
  expect(text).toContain('対象外: 親族の利用 (excluded: relative)')
  expect(text).toMatch(/PayPay × ゆうちょ銀行 +│ 13件・1,085,141円 +│ 17件・1,415,141円 +│ 新規 \+4件 \+33万円/)
})

test('a basis beside another: its channels, and that confirmed yen can exceed declared yen', async () => {
  const both = printed.get('two-bases') ?? ''
  expect(both).toContain('■ 被害申告(申告経路: 銀行)\nNTTドコモ 9月16日24時時点 73件(11行) 1,369万円\n')
  expect(both).toContain('■ 被害確認\nNTTドコモ 9月16日24時時点 82件(11行) 1,582万円\n')
  const { columns, dropped, added } = await diff('linepay-0916', 'two-bases')
  expect(columns.map(({ from, to }) => [from.basis, to.basis])).toEqual([['declared', 'declared']])
  expect({ dropped, added }).toMatchObject({ dropped: [], added: [{ basis: 'confirmed' }] })
  expect(columns[0]?.moves.every(({ causes }) => causes[0] === 'channels-changed')).toBe(true)
  const confirmed = await column('linepay-0916', 'now', '--as-of', '2020-09-16', '--basis', 'confirmed')
  expect(confirmed.shares).toEqual([{ cause: 'basis-changed', count: 85, cases: -85, yen: -13_563_141 }])
})

test('a publication is printed again byte for byte, whatever has come since', async () => {
  const before = await report('--as-published', 'docomo-0915', '--json')
  const claims = readFileSync('fixtures/september-2020/claims.ndjson', 'utf8').trimEnd().split('\n')
  const first = claims
    .map(line => JSON.parse(line))
    .find(event => event.type === 'claim' && event.provider === 'docomo')
  const [at, recorded] = ['2020-09-14T12:00:00+09:00', { id: 'late-1', claim: 'late-1', yen: 90_000, charges: null }]
  const corrected = { ...first, id: 'late-2', at: '2020-09-14T23:00:00+09:00', bank: '0040', status: 'declared' }
  const lines = [{ ...first, ...recorded, at, status: 'declared' }, corrected].map(event => JSON.stringify(event))
  expect((await banken('replay', scratch.write('late.ndjson', lines.join('\n')), '--db', db)).code).toBe(0)
  for (const [name, text] of printed) expect((await report('--as-published', name)).stdout).toBe(text)
  expect((await report('--as-published', 'docomo-0915', '--json')).stdout).toBe(before.stdout)

  const late = await column('docomo-0915', 'now', '--as-of', '2020-09-15T00:00:00+09:00')
  const found = (claim: string): Move | undefined => late.moves.find(move => move.claim === claim)
  expect(late.moves).toHaveLength(2)
  expect(found('late-1')?.causes).toEqual(['new', 'arrived-late'])
  expect(found(first.claim)?.causes).toEqual(expect.arrayContaining(['moved', 'arrived-late']))
  expect(late.cells.find(({ bank }) => bank === '0040')?.fields).toEqual(expect.arrayContaining(['cases', 'yen']))
  expect((await report('--diff', 'docomo-0915', 'now')).stdout).toContain('新規 (new)、遅れて到着 (arrived late)')

  const correction = await report('--publish', 'docomo-0915-2', '--corrects', 'docomo-0915')
  expect(correction.stdout).toContain('訂正: docomo-0915を訂正する\n  被害申告 NTTドコモ 143件・2,676万円 → 144件・')
  expect(correction.stdout).toContain('NTTドコモ 9月15日0時時点 144件(11行)')
  expect((await report('--diff', 'docomo-0915-2', 'now', '--as-of', '2020-09-15T00:00:00+09:00')).stdout).toContain(
    '変わりはない',
  )
})

test('publishing changes nothing that the events say: export, replay and the tables of a live database', async () => {
  const [plain, published] = [scratch.path('plain.duckdb'), scratch.path('with.duckdb')]
  for (const path of [plain, published]) copyFileSync(read, path)
  const live = await Database.open(published)
  await live.run("INSERT INTO positions VALUES ('t', 0, 0, 60900); INSERT INTO marks VALUES ('m', 7)")
  await live.run("INSERT INTO outbox VALUES (7, 't', NULL, NULL, '{}')")
  live.close()
  const before = await fingerprint(published)
  expect((await banken('report', '--db', published, '--publish', 'p')).code).toBe(0)
  expect(await fingerprint(published)).toEqual(before)
  const files = await Promise.all(
    [plain, published].map(async (path, i) => {
      const out = scratch.path(`export-${i}`)
      expect((await banken('export', '--db', path, '--out', out)).code).toBe(0)
      return Object.fromEntries(
        readdirSync(out)
          .filter(name => !name.startsWith('.'))
          .map(name => [name, readFileSync(`${out}/${name}`, 'utf8')]),
      )
    }),
  )
  expect(files[1]).toEqual(files[0])
}, 60_000)

/** Every table but those of publications, by the hash of its rows. */
async function fingerprint(path: string): Promise<unknown[][]> {
  const opened = await Database.open(path)
  try {
    const tables = await opened.values(
      "SELECT table_name FROM duckdb_tables() WHERE NOT starts_with(table_name, 'publication') AND NOT temporary ORDER BY 1",
    )
    const all = tables.map(([name]) => `SELECT '${name}', count(*), bit_xor(hash(x)) FROM ${name} x`)
    return await opened.values(`SELECT * FROM (${all.join(' UNION ALL ')}) ORDER BY 1`)
  } finally {
    opened.close()
  }
}

const BAD: readonly [string, readonly string[], number, RegExp][] = [
  ['a name that exists', ['--publish', 'docomo-0915'], 1, /docomo-0915 is published already.*--corrects docomo-0915/],
  [
    'an unknown name',
    ['--as-published', 'nobody'],
    2,
    /--as-published: there is no publication nobody; published are docomo/,
  ],
  ['an unknown name in a diff', ['--diff', 'docomo-0915', 'nobody'], 2, /--diff: there is no publication nobody/],
  ['one name in a diff', ['--diff', 'docomo-0915'], 2, /name two publications/],
  [
    'an as-of in a diff of two',
    ['--diff', 'docomo-0914', 'docomo-0915', '--as-of', '2020-09-15'],
    2,
    /only with B = now/,
  ],
  [
    'a correction of nothing',
    ['--publish', 'x', '--corrects', 'nobody'],
    2,
    /--corrects: there is no publication nobody/,
  ],
  ['a correction without a name', ['--corrects', 'docomo-0915'], 2, /--corrects goes with --publish/],
  ['an odd name', ['--publish', "a'; DROP TABLE events; --"], 2, /is no name of a publication; 1 to 128/],
  ['a name with a path', ['--publish', '../x'], 2, /is no name/],
  ['a name with a bidi mark', ['--publish', 'a\u202eb'], 2, /is no name/],
  ['an empty name', ['--publish', ''], 2, /"" is no name/],
  ['a long name', ['--publish', 'x'.repeat(129)], 2, /is no name/],
  ['a name that means something', ['--publish', 'now'], 2, /now stands for/],
  ['a time without offset', ['--publish', 'x', '--as-of', '2020-09-15T00:00:00'], 2, /a time without an offset/],
  [
    'a time before the first event',
    ['--publish', 'x', '--as-of', '2019-01-01'],
    2,
    /is before the first event of this database, 2020-08-01/,
  ],
  ['a time to come', ['--publish', 'x', '--as-of', '2249-01-01'], 2, /has not come yet/],
  ['a basis that is none', ['--publish', 'x', '--basis', 'lost'], 2, /there is no basis "lost"; it is one of declared/],
  ['a basis twice', ['--publish', 'x', '--basis', 'declared,declared'], 2, /asked for twice/],
  ['a channel that is none', ['--publish', 'x', '--channels', 'post'], 2, /there is no channel "post"/],
  [
    'channels of a basis that is not asked for',
    ['--publish', 'x', '--channels', 'confirmed=bank'],
    2,
    /does not ask for confirmed/,
  ],
  ['nothing to do', [], 2, /say what to do/],
  ['a PDF of what is printed', ['--as-of', '2020-09-16', '--pdf'], 2, /--pdf and --json go with --out DIR/],
  ['bases of a report in a folder', ['--out', 'x', '--basis', 'confirmed'], 2, /--basis and --channels go with/],
  ['two things to do', ['--publish', 'x', '--as-published', 'y'], 2, /at a time/],
]

test.each(BAD)('%s', async (_name, args, code, says) => {
  expectSentence(await report(...args), code, says)
})

test('an empty database, one that is missing, and a time after the newest event', async () => {
  const empty = scratch.path('empty.duckdb')
  await banken('replay', scratch.write('empty.ndjson', ''), '--db', empty)
  expectSentence(await banken('report', '--db', empty, '--publish', 'x'), 1, /has no event.*banken replay/)
  expectSentence(await banken('report', '--db', empty, '--as-published', 'x'), 2, /nothing is published yet/)
  expectSentence(await banken('report', '--db', scratch.path('none'), '--publish', 'x'), 1, /no such database/)
  const later = await report('--diff', 'docomo-0915', 'now', '--as-of', '2020-09-20')
  expect(later.code).toBe(0)
  expect(later.stderr).toMatch(/^the newest event is of 2020-09-17T23:58/)
})

test('a row that somebody changed is not passed off as published', async () => {
  const changed = scratch.path('changed.duckdb')
  copyFileSync(db, changed)
  const opened = await Database.open(changed)
  await opened.run("UPDATE publication_cells SET yen = yen - 1 WHERE publication = 'docomo-0914' AND cases > 0")
  opened.close()
  const ran = await banken('report', '--db', changed, '--as-published', 'docomo-0914')
  expectSentence(ran, 1, /docomo-0914.* is no longer as it was published/)
})
