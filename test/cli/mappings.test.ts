import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { banken, ended, expectSentence, main, type Ran, root, Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const KEY = 'a key of the tests, which is long enough to be one'

function keyed(key: string | undefined, ...args: readonly string[]): Promise<Ran> {
  const { BANKEN_TOKEN_KEY: _, ...env } = process.env
  return ended(
    spawn(process.execPath, [main, ...args], { env: key === undefined ? env : { ...env, BANKEN_TOKEN_KEY: key } }),
  )
}

/** A home of its own, whose mappings may be changed. */
function home(name: string): string {
  for (const folder of ['config', 'pipelines'])
    cpSync(`${root}/${folder}`, scratch.path(`${name}/${folder}`), { recursive: true })
  return scratch.path(name)
}

const RECORD = {
  eventId: 'P1',
  eventType: 'CHARGE',
  occurredAt: '2020/09/14 10:16:30',
  bankName: 'ﾕｳﾁﾖ',
  branchNo: '008',
  accountNo: '1234567',
  userId: 'pp-000001',
  result: 'OK',
  amount: '49万8千円',
}
const lines = (...records: readonly object[]) =>
  records.map(record => `${JSON.stringify({ ...RECORD, ...record })}\n`).join('')

async function rows(sql: string, db: string): Promise<Record<string, unknown>[]> {
  return JSON.parse((await banken('sql', sql, '--db', db, '--json')).stdout)
}

test('the samples of the project give exactly what stands beside them', async () => {
  const ran = await keyed(undefined, 'mappings', 'test', '--json')
  const reports = JSON.parse(ran.stdout) as { mapping: string; passed: boolean; problems: string[] }[]
  expect(reports.filter(({ passed }) => !passed)).toEqual([])
  expect(reports.length).toBeGreaterThanOrEqual(12)
  expect(ran.code).toBe(0)
})

test('a sample that gives something else: the line and the field', async () => {
  const folder = home('changed')
  cpSync(`${root}/fixtures/providers/paypay`, `${folder}/fixtures/providers/paypay`, { recursive: true })
  const expected = `${folder}/fixtures/providers/paypay/expected.ndjson`
  writeFileSync(expected, readFileSync(expected, 'utf8').replace('"provider":"paypay"', '"provider":"kyash"'))
  const ran = await banken('mappings', 'test', 'paypay', '--home', folder)
  expect(ran.stdout).toMatch(/✗ paypay: .*\n.*expected\.ndjson: line 1: provider: expected "kyash", got "paypay"/)
  expect(ran.code).toBe(1)
  expect((await banken('mappings', 'test', 'paypay', '--write', '--home', folder)).code).toBe(0)
  expect((await banken('mappings', 'test', 'paypay', '--home', folder)).code).toBe(0)
  expectSentence(await banken('mappings', 'test', 'nopay', '--home', folder), 2, /no mapping "nopay".*paypay/)
})

test('what nobody has decided yet is told by test and try', async () => {
  const folder = home('guessed')
  cpSync(`${root}/fixtures/providers/paypay`, `${folder}/fixtures/providers/paypay`, { recursive: true })
  const path = `${folder}/config/providers/paypay.yaml`
  const decided = readFileSync(path, 'utf8')
  writeFileSync(path, `# ??? a guess\n${decided}`)
  const sample = scratch.write('guessed.ndjson', lines({}))
  const asked = [
    ['test', 'paypay'],
    ['try', sample, '--mapping', 'paypay'],
  ]
  for (const words of asked) {
    const { stderr, code } = await banken('mappings', ...words, '--home', folder)
    expect([stderr, code]).toEqual([expect.stringMatching(/paypay\.yaml: \?\?\? on line 1: guesses that nobody/), 0])
  }
  writeFileSync(path, decided)
  expect((await banken('mappings', 'test', 'paypay', '--home', folder)).stderr).toBe('')
})

test('list and schema', async () => {
  const list = JSON.parse((await banken('mappings', 'list', '--json')).stdout) as { mapping: string; format: string }[]
  expect(list.find(({ mapping }) => mapping === 'yume-card')).toMatchObject({ format: 'fixed', encoding: 'shift_jis' })
  const schema = JSON.parse((await banken('mappings', 'schema')).stdout)
  expect(schema.properties.mapping.properties.events.items.properties.fields).toBeDefined()
})

test('try shows each field with its source, and needs no key', async () => {
  const file = scratch.write('try.ndjson', lines({ somethingNew: 1 }, { amount: '1.5' }))
  const { stdout, code } = await keyed(undefined, 'mappings', 'try', file, '--mapping', 'paypay')
  expect(stdout).toMatch(/record 1 → charge\n/)
  expect(stdout).toMatch(/│ amount +│ 49万8千円 +│ yen +│ 498000 +│/)
  expect(stdout).toMatch(/│ branchNo, accountNo +│ 008 · 1234567 +│ account +│ a-[0-9a-f]{32} +│/)
  expect(stdout).toMatch(/not read: somethingNew\n/)
  expect(stdout).toMatch(/record 2 → dead letter: yen: an amount with decimals/)
  expect(code).toBe(0)
})

test('try names the item of a list of records', async () => {
  const file = `${root}/fixtures/providers/merpay/raw.ndjson`
  const { stdout } = await banken('mappings', 'try', file, '--mapping', 'merpay', '--records', '4')
  const places = stdout.split('\n').filter(line => line.startsWith('record '))
  expect(places.slice(0, 2)).toEqual(['record 1, item 1 → link', 'record 1, item 1 → charge'])
  expect(places.at(-1)).toBe('record 2, item 1 → link')
})

describe('replay', () => {
  test('once more changes nothing, the counts balance, and conflicts are of canonical content', async () => {
    const db = scratch.path('twice.duckdb')
    const file = scratch.write('twice.ndjson', lines({}, {}, { amount: 1 }, { eventId: undefined }))
    const totals = JSON.parse((await keyed(KEY, 'replay', file, '--mapping', 'paypay', '--db', db, '--json')).stdout)
    expect(totals).toMatchObject({ received: 4, stored: 1, duplicates: 1, deadLettered: 2 })
    await keyed(KEY, 'replay', file, '--mapping', 'paypay', '--db', db)
    expect(await rows('SELECT messages, received, stored, duplicates, dead_lettered FROM sources', db)).toEqual([
      { messages: 8, received: 8, stored: 1, duplicates: 5, dead_lettered: 2 },
    ])
    expect(await rows('SELECT reason FROM dead_letters ORDER BY 1', db)).toEqual([
      { reason: 'conflict' },
      { reason: 'mapping' },
    ])
  })

  test('ignored records are counted apart, each time that they come', async () => {
    const db = scratch.path('ignored.duckdb')
    const file = `${root}/fixtures/providers/kyash/raw.ndjson`
    const first = await keyed(KEY, 'replay', file, '--mapping', 'kyash', '--db', db)
    expect(first.stdout).toMatch(/\nignored: 2 records/)
    await keyed(KEY, 'replay', file, '--mapping', 'kyash', '--db', db)
    const [counts] = await rows('SELECT messages - received AS apart, ignored FROM sources', db)
    expect(counts).toEqual({ apart: 4, ignored: 4 })
    const { stdout } = await banken('mappings', 'try', file, '--mapping', 'kyash', '--records', '500')
    expect(stdout).toMatch(/→ ignored\n {2}\{.*"kind":"heartbeat"/)
  })

  test('masked letters are not tried again', async () => {
    const db = scratch.path('retry.duckdb')
    const file = scratch.write('retry.ndjson', lines({ bankName: 'なし' }))
    const ran = await keyed(KEY, 'replay', file, '--mapping', 'paypay', '--db', db)
    expect(ran.stderr).toMatch(/nothing was stored, for every record is a dead letter/)
    expect((await banken('dead-letters', 'retry', '--db', db)).stdout).toMatch(/only masked bytes are kept/)
  })

  test('the brake stops a provider that dropped a field, before anything is committed', async () => {
    const db = scratch.path('brake.duckdb')
    const file = scratch.write(
      'brake.ndjson',
      lines(...Array.from({ length: 1200 }, (_, i) => ({ eventId: `P${i}`, userId: undefined }))),
    )
    const ran = await keyed(KEY, 'replay', file, '--mapping', 'paypay', '--db', db)
    expectSentence(ran, 1, /1200 of 1200 messages are bad.*wallet: missing \(userId\)/)
    expect(await rows('SELECT count(*) AS n FROM dead_letters', db)).toEqual([{ n: 0 }])
  })

  test('another key than the one that made the tokens is refused', async () => {
    const db = scratch.path('keys.duckdb')
    const file = scratch.write('keys.ndjson', lines({}))
    const replay = (key: string) => keyed(key, 'replay', file, '--mapping', 'paypay', '--db', db)
    expect((await replay(KEY)).code).toBe(0)
    expectSentence(await replay(`${KEY}!`), 1, /another BANKEN_TOKEN_KEY.*to rotate the key, build a new database/)
    expect((await replay(KEY)).code).toBe(0)
  })

  test('without a key, with a short one, without such a mapping', async () => {
    const file = scratch.write('one.ndjson', lines({}))
    const replay = (key: string | undefined, ...more: readonly string[]) =>
      keyed(key, 'replay', file, '--db', scratch.path('no.duckdb'), ...more)
    expectSentence(await replay(undefined, '--mapping', 'paypay'), 78, /BANKEN_TOKEN_KEY: is not set; /)
    expectSentence(await replay('short', '--mapping', 'paypay'), 78, /BANKEN_TOKEN_KEY: has 5 bytes; .*takes 32 bytes/)
    expectSentence(await replay(KEY, '--mapping', 'nopay'), 2, /no mapping "nopay".*paypay/)
    expectSentence(await replay(KEY, '--mapping', 'paypay', '--type', 'link'), 2, /--type is for canonical CSV/)
  })
})

test.each([
  ['type: link', 'type: lnk', /paypay\.yaml: line \d+: mapping\.events\.0\.type: expected a type of event/],
  ['wallet: userId', 'walet: userId', /line \d+: mapping\.events\.0\.fields\.walet: expected a field of link/],
  ['time: yyyy/MM/dd HH:mm:ss', 'time: yyyy/qq/dd', /line \d+: mapping\.events\.0\.fields\.at\.time: expected rfc3339/],
  ['time: yyyy/MM/dd HH:mm:ss', 'tme: x', /line \d+: no such key: mapping\.events\.0\.fields\.at\.tme/],
  ['table: outcome', 'table: outcomes', /line \d+: mapping\.events\.0\.fields\.outcome\.table: expected a table/],
  ['format: ndjson', 'format: xml', /line \d+: mapping\.input\.format: expected /],
  [
    'id: eventId',
    'id: { sha256: [att] }',
    /line \d+: mapping\.events\.0\.fields\.id\.sha256: expected fields of this event, which att is not/,
  ],
  ['zone: Asia/Tokyo', 'zone: Mars', /line \d+: mapping\.zone: expected an offset/],
  [
    'wallet: userId',
    'device: x',
    /line \d+: mapping\.events\.0\.fields: expected the required fields of link; missing: wallet|a second time/,
  ],
])('%s instead written as %s: file, line and key', async (right, wrong, says) => {
  const folder = scratch.path(`wrong-${wrong.replace(/\W/g, '')}`)
  mkdirSync(folder)
  cpSync(`${root}/config`, `${folder}/config`, { recursive: true })
  const path = `${folder}/config/providers/paypay.yaml`
  const text = readFileSync(`${root}/test/cli/mappings/paypay.yaml`, 'utf8')
  writeFileSync(path, text.replace(right, wrong))
  expectSentence(await banken('mappings', 'list', '--home', folder), 78, says)
})

test('init: from a sample to tested events', async () => {
  const folder = home('init')
  const raw = scratch.write(
    'sample.ndjson',
    lines({ eventId: 'A1', eventType: 'BANK_ADD', amount: undefined }, { eventId: 'A2' }),
  )
  const made = await banken('mappings', 'init', 'newpay', '--from', raw, '--home', folder)
  expect(made.stdout).toMatch(/newpay\.yaml: written; \d+ places are marked \?\?\?/)
  const totals = await keyed(
    KEY,
    'replay',
    raw,
    '--mapping',
    'newpay',
    '--home',
    folder,
    '--db',
    scratch.path('i.duckdb'),
    '--json',
  )
  expect(JSON.parse(totals.stdout)).toMatchObject({ received: 2, stored: 2, deadLettered: 0 })
  expect(totals.stderr).toMatch(/newpay\.yaml: \?\?\? on line \d[\d, ]*: guesses that nobody has confirmed/)
  expectSentence(await banken('mappings', 'init', 'newpay', '--from', raw, '--home', folder), 2, /is there already/)
  expectSentence(await banken('mappings', 'init', 'New Pay', '--from', raw, '--home', folder), 2, /an id is of/)
})

test('init: a sample without a record that has fields makes no mapping', async () => {
  const folder = home('nothing')
  for (const [i, text] of ['[1,2]', '{}', 'a,b\n', ''].entries()) {
    const raw = scratch.write(`nothing-${i}`, text)
    const ran = await banken('mappings', 'init', 'newpay', '--from', raw, '--home', folder)
    expectSentence(ran, 1, text === '' ? /empty/ : /nothing-\d: holds no record with a named field/)
  }
  expect(existsSync(`${folder}/config/providers/newpay.yaml`)).toBe(false)
})

test('a misspelt path of a field that may be missing is named, for nothing else would show it', async () => {
  const folder = home('misspelt')
  const path = `${folder}/config/providers/paypay.yaml`
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('deviceId', 'devcieId'))
  const records = Array.from({ length: 20 }, (_, i) => ({ eventId: `P${i}`, deviceId: 'd' }))
  const raw = scratch.write('devices.ndjson', lines(...records))
  const args = ['replay', raw, '--mapping', 'paypay', '--db', scratch.path('m.duckdb')]
  expect((await keyed(KEY, ...args, '--home', folder)).stderr).toMatch(
    /no record has [^\n]*devcieId[^\n]*, which config\/providers\/paypay\.yaml reads: misspelt\?/,
  )
  expect((await keyed(KEY, ...args)).stderr).not.toMatch(/deviceId/)
})
