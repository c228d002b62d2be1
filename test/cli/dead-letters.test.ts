import { onTerminal } from '../../src/cli/support/broker-text.js'
import { letterText } from '../../src/cli/support/dead-letters-letter.js'
import { Database } from '../../src/duckdb/database.js'
import { keptBytes } from '../../src/ingest/mapping/kept.js'
import { homeIn } from '../kafka/commands.js'
import { banken, expectSentence, Scratch } from '../support/cli.js'
import { chargeLine } from '../support/samples.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const db = scratch.path('a.duckdb')
const home = homeIn(scratch, '')
const conflict = [chargeLine('twice', { yen: 1 }), chargeLine('twice', { yen: 2 })]
const lines = [
  '{"id":"\u001b[31m',
  chargeLine('new-provider', { provider: 'newpay', yen: 1 }),
  chargeLine('bad-yen', { yen: -5 }),
  Buffer.from('{"\xff":1}', 'latin1'),
  ...conflict,
  chargeLine('new-provider', { provider: 'newpay', yen: 2 }),
]
const file = scratch.write('a.ndjson', Buffer.concat(lines.flatMap(line => [Buffer.from(line), Buffer.from('\n')])))
const csv = scratch.write('a.csv', 'type,id,at\ncharge,short\n')
beforeAll(() => banken('replay', file, csv, '--db', db, '--home', home))

const letters = async (...options: readonly string[]) =>
  JSON.parse((await banken('dead-letters', 'list', '--db', db, '--json', ...options)).stdout) as Record<
    string,
    unknown
  >[]

test('list: where it was, why, how long it is and how it begins, on lines that a terminal survives', async () => {
  const { code, stdout, stderr } = await banken('dead-letters', 'list', '--db', db)
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: '7 dead letters: json 1, unknown-provider 2, schema 2, encoding 1, conflict 1\n',
  })
  const [head, why, begin] = stdout.split('\n')
  expect(head).toBe(`json  ${file} line 1  12 bytes`)
  expect(why).toMatch(/^ {2}not JSON: /)
  expect(begin).toBe('  {"id":"\\u001b[31m')
  expect(stdout).toMatch(/^unknown-provider {2}\S+ line 2 {2}\d+ bytes\n {2}provider: "newpay" has no file/m)
  expect(stdout).toMatch(/^ {2}\{"\ufffd":1\}$/m)
})

test('--json gives the bytes, and --reason and --source choose', async () => {
  const all = await letters()
  expect(all.map(({ reason }) => reason)).toEqual([
    'json',
    'unknown-provider',
    'schema',
    'encoding',
    'conflict',
    'unknown-provider',
    'schema',
  ])
  const [encoding] = await letters('--reason', 'encoding')
  expect(Buffer.from(String(encoding?.bytes), 'base64')).toEqual(lines[3])
  expect(encoding).toMatchObject({ source: file, partition: 0, offset: 4, size: 7, key: null })
  expect(await letters('--source', csv)).toMatchObject([{ source: csv, offset: 2 }])
  expect(await letters('--source', csv, '--reason', 'json')).toEqual([])
})

test('retry: what is an event by now is stored, what is still bad changes nothing, and the counts balance', async () => {
  const dry = await banken('dead-letters', 'retry', '--db', db, '--dry-run', '--home', home)
  expect(dry.stdout).toMatch(/^would be run through the pipeline again: 5\npassed over: 1 \(another content stands/)
  const newHome = homeIn(scratch, '')
  scratch.write(
    `${newHome.slice(scratch.folder.length + 1)}/config/providers/newpay.yaml`,
    "names: { ja: 'ニューペイ', en: 'NewPay' }\nservices: []\naliases: []\n",
  )
  const ran = await banken('dead-letters', 'retry', '--db', db, '--home', newHome, '--json')
  expect(JSON.parse(ran.stdout)).toEqual({
    tried: 5,
    passedOver: { [CONFLICT]: 1, [CSV_ROW]: 1 },
    settled: { stored: 1, duplicates: 3, deadLettered: 1 },
    dryRun: false,
  })
  const stored = await banken('sql', "SELECT id FROM charges WHERE provider = 'newpay'", '--db', db, '--json')
  expect(JSON.parse(stored.stdout)).toEqual([{ id: 'new-provider' }])
  expect(await letters('--reason', 'conflict')).toHaveLength(2)
  expect((await banken('doctor', '--db', db)).stdout).toMatch(/^ok {3}database /m)
  const again = await banken('dead-letters', 'retry', '--db', db, '--home', newHome, '--reason', 'unknown-provider')
  expect(again.stdout).toBe(
    'run through the pipeline again: 2\nnow events 0, known or still bad 2, bad for another reason 0\n',
  )
})

const CONFLICT = 'another content stands under their id and stays; what is kept of them is no message'
const CSV_ROW = 'rows of CSV files: without their header they cannot be read; mend the file and replay it'

test('many bad letters do not stop a retry, as many bad lines would stop a replay', async () => {
  const many = scratch.path('many.duckdb')
  const good = Array.from({ length: 1_200 }, (_, i) => `${chargeLine(`g-${i}`)}\n{"bad":${i}}`)
  await banken('replay', scratch.write('many.ndjson', good.join('\n')), '--db', many, '--home', home)
  const ran = await banken('dead-letters', 'retry', '--db', many, '--home', home, '--json')
  expect(JSON.parse(ran.stdout)).toMatchObject({ tried: 1_200, settled: { stored: 0, duplicates: 1_200 } })
})

test('the database of a live pipeline is refused', async () => {
  const live = scratch.path('live.duckdb')
  await banken('replay', scratch.write('empty.ndjson', '{'), '--db', live)
  const open = await Database.open(live)
  await open.run("INSERT INTO positions VALUES ('links', 0, 0, 7)")
  open.close()
  const ran = await banken('dead-letters', 'retry', '--db', live)
  expectSentence(ran, 1, /live\.duckdb: belongs to a live pipeline.*banken dead-letters retry without --db$/m)
  expect((await banken('dead-letters', 'list', '--db', live)).stdout).toMatch(/^json {2}/)
})

test('what is wrong is said', async () => {
  const reason = await banken('dead-letters', 'list', '--db', db, '--reason', 'odd')
  expectSentence(reason, 2, /--reason: "odd" is none; one of json, encoding, schema, /)
  expectSentence(await banken('dead-letters', 'retry', '--db', scratch.path('none')), 1, /none: no such database/)
})

test.each([
  ['a\n\u001b]0;title\u0007b', 'a\\u000a\\u001b]0;title\\u0007b'],
  ['\u009b31m\u202eabc\u2066\u200b', '\\u009b31m\\u202eabc\\u2066\\u200b'],
  ['口座🐕\u{e0041}', '口座🐕\\u{e0041}'],
  ['x'.repeat(200), `${'x'.repeat(100)}…`],
  ['🐕'.repeat(101), `${'🐕'.repeat(100)}…`],
  ['', ''],
])('%j on a terminal', (text, shown) => {
  expect(onTerminal(text, 100)).toBe(shown)
  expect(onTerminal(Buffer.from(text), 100)).toBe(shown)
})

test('a letter of 16 MB is shown as quickly as a small one', () => {
  const letter = {
    reason: 'too-large',
    source: 'a',
    partition: 0,
    offset: 1,
    isOfFile: false,
    why: 'b',
    sha256: '',
    key: Buffer.from('k\n'),
  }
  const text = letterText({ ...letter, bytes: Buffer.alloc(2 ** 24, 'a') })
  expect(
    letterText({
      ...letter,
      isOfFile: true,
      source: 'a.json',
      bytes: Buffer.from(keptBytes({ mapping: 'm', hmac: '0'.repeat(64), record: 1 })),
    }),
  ).toMatch(/^too-large {2}a\.json record 1 {2}/)
  expect(text).toBe(`too-large  a partition 0 offset 1  16777216 bytes key k\\u000a\n  b\n  ${'a'.repeat(100)}…\n`)
})
