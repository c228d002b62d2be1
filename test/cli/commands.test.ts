import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { eventTypes } from '../../src/events/catalogue.js'
import { banken, ended, expectSentence, main, Scratch } from '../support/cli.js'
import { chargeLine, sampleOf } from '../support/samples.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const messages = [
  ...eventTypes.map(type => JSON.stringify(sampleOf(type))),
  chargeLine('c1', { yen: 2000 }),
  chargeLine('c1', { yen: 3000 }),
  chargeLine('Z'),
  '{',
  '{"口":',
]
const db = scratch.path('a.duckdb')
const file = scratch.write('a.ndjson', messages.join('\n'))
beforeAll(() => banken('replay', file, '--db', db))

function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map(name => [name, readFileSync(`${folder}/${name}`, 'utf8')]))
}

test('export says the same of the same set, whatever the order, batches and repetitions', async () => {
  const reversed = scratch.write('b.ndjson', [...messages, ...messages].reverse().join('\n'))
  const other = scratch.path('b.duckdb')
  await banken('replay', reversed, '--db', other, '--batch', '3')
  const ran = await banken('export', '--db', db, '--out', scratch.path('a'))
  expect(ran.stdout.trim().split('\n')).toEqual(
    ['events.ndjson', 'alerts.ndjson', 'tallies.csv', 'dead-letters.ndjson', 'counts.json', 'deliveries.json'].map(
      name => scratch.path(`a/${name}`),
    ),
  )
  await banken('export', '--db', other, '--out', scratch.path('b'))
  const { 'deliveries.json': deliveries, ...said } = filesOf(scratch.path('a'))
  const { 'deliveries.json': others, ...saidByOther } = filesOf(scratch.path('b'))
  expect(saidByOther).toEqual(said)
  expect(others).not.toBe(deliveries)
  const count = messages.length
  const all = { received: count, stored: count - 3, duplicates: 0, deadLettered: 3 }
  expect(JSON.parse(deliveries ?? '')).toEqual({ sources: { [file]: all } })
})

test('what an export is made of', async () => {
  await banken('export', '--db', db, '--out', scratch.path('c'), '--as-of', '2020-09-15')
  const files = filesOf(scratch.path('c'))
  const ids =
    files['events.ndjson']
      ?.trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).id as string) ?? []
  expect(ids).toEqual([...ids].sort())
  expect(ids[0]).toBe('Z')
  const letters =
    files['dead-letters.ndjson']
      ?.trimEnd()
      .split('\n')
      .map(line => JSON.parse(line)) ?? []
  expect(letters.map(({ reason }) => reason)).toEqual(['conflict', 'json', 'json'])
  expect(
    letters
      .slice(1)
      .map(({ bytes }) => Buffer.from(bytes, 'base64').toString())
      .sort(),
  ).toEqual(['{', '{"口":'])
  expect(JSON.parse(files['counts.json'] ?? '')).toMatchObject({
    events: { charge: 3, link: 1 },
    deadLetters: { conflict: 1, json: 2 },
  })
  const [header, ...rows] = files['tallies.csv']?.trimEnd().split('\n') ?? []
  expect(header).toMatch(/^provider,bank,basis,as_of,state,cases,yen,/)
  expect(rows.map(row => row.split(',').slice(0, 4).join(' '))).toEqual(
    ['declared', 'confirmed', 'compensated', 'excluded', 'suspected'].map(
      basis => `paypay 9900 ${basis} 2020-09-15T23:59:59.999999+09:00`,
    ),
  )
})

test('the export of an empty database: a header, and nothing else', async () => {
  const empty = scratch.path('empty.duckdb')
  await banken('replay', scratch.write('empty.ndjson', ''), '--db', empty)
  const ran = await banken('export', '--db', empty, '--out', scratch.path('e'), '--json')
  expect(JSON.parse(ran.stdout)).toMatchObject({
    asOf: null,
    files: expect.arrayContaining([scratch.path('e/counts.json')]),
  })
  const files = filesOf(scratch.path('e'))
  expect(files['events.ndjson']).toBe('')
  expect(files['tallies.csv']).toMatch(/^provider,bank,[a-z0-9_,]+\n$/)
  expect(JSON.parse(files['counts.json'] ?? '')).toEqual({ alerts: {}, deadLetters: {}, events: {} })
})

test('the last event is the default time of the tallies', async () => {
  const ran = await banken('export', '--db', db, '--out', scratch.path('d'), '--json')
  expect(JSON.parse(ran.stdout).asOf).toBe('2020-09-15T23:59:59.123456+09:00')
})

test('sql: a table for people, JSON for programs', async () => {
  const query = "SELECT '口座' AS \"列\", 1 AS n, NULL AS x UNION ALL SELECT 'a', 1000, NULL ORDER BY n"
  const table = await banken('sql', query, '--db', db)
  expect(table.stdout.split('\n').slice(1, 5)).toEqual([
    '│ 列   │    n │    x │',
    '├──────┼──────┼──────┤',
    '│ 口座 │    1 │ NULL │',
    '│ a    │ 1000 │ NULL │',
  ])
  const json = await banken('sql', 'SELECT id, event_at, yen FROM charges ORDER BY id LIMIT 1', '--db', db, '--json')
  expect(JSON.parse(json.stdout)).toEqual([{ id: 'Z', event_at: '2020-09-15T10:00:00+09:00', yen: 1000 }])
  expect((await banken('sql', 'FROM links WHERE false', '--db', db, '--json')).stdout).toBe('[]\n')
  expectSentence(await banken('sql', 'SELECT nonsense', '--db', db), 1, /^banken: Binder Error: .*nonsense/)
  expectSentence(await banken('sql', 'DROP TABLE links', '--db', db), 1, /a DROP statement is no query/)
})

test('sql: more rows than a person reads, and a control character', async () => {
  const many = await banken('sql', 'FROM range(20000)', '--db', db)
  expect(many.stdout.split('\n')).toHaveLength(10_005)
  expect(many.stderr).toBe('the first 10000 rows; --json prints all, LIMIT and ORDER BY choose\n')
  const table = await banken('sql', "SELECT chr(27) || '[31m' || chr(10) AS x", '--db', db)
  expect(table.stdout).toContain('│ \\u001b[31m\\n │')
})

test.each(['sql', 'schema'])('%s: a reader that has seen enough', async command => {
  const query = command === 'sql' ? ['FROM range(3000000)', '--json', '--db', db] : []
  const quoted = [command, ...query].map(word => `'${word}'`).join(' ')
  const piped = `set -o pipefail; '${process.execPath}' '${main}' ${quoted} | head -1`
  const ran = await ended(spawn('bash', ['-c', piped]))
  expect(ran).toMatchObject({ code: 0, stderr: '' })
})

test('schema', async () => {
  expect(Object.keys(JSON.parse((await banken('schema')).stdout))).toEqual(eventTypes)
  expect(JSON.parse((await banken('schema', 'link')).stdout)).toMatchObject({ title: 'link', type: 'object' })
})

test('doctor: all is well, and a database whose counts do not agree', async () => {
  const well = await banken('doctor', '--db', db, '--json')
  expect(well.code).toBe(0)
  const names = ['node', 'configuration', 'rules', 'mappings', 'clock', 'database', 'broker', 'disk']
  const findings = names.map(check => ({ check, ok: true, says: expect.any(String) }))
  expect(JSON.parse(well.stdout)).toEqual(findings)
  const ill = await banken('doctor', '--db', scratch.path('nowhere.duckdb'))
  expect(ill.code).toBe(1)
  expect(ill.stdout).toMatch(/^BAD {2}database .*no such database\. Make one with/m)
})

test.each([
  [['schema', 'transfer'], /transfer is not an event type; one of link, charge, /],
  [['export', '--db', db, '--out', 'x', '--as-of', '2020-02-30'], /--as-of: no such day: 2020-02-30, got/],
  [['export', '--db', db, '--out', 'x', '--as-of', '2020-09-15T10:00:00'], /--as-of: a time without an offset/],
  [['export', '--db', db, '--out', 'x', '--as-of', 'yesterday'], /write 2020-09-15T18:00:00\+09:00, or 2020-09-15/],
  [['replay', file, '--db', db, '--batch', '0'], /--batch: expected a whole number, 1 or more, got "0"/],
  [['replay', file, '--db', db, '--batch', '1e3'], /--batch: expected a whole number/],
  [['simulate', '--out', 'x', '--days', '99999999'], /--days: expected a whole number, from 1 to 3660, got "99999999"/],
  [['replay', file, '--db', db, '--type', 'transfer'], /--type: transfer is not an event type/],
])('%j is wrong', async (args, says) => {
  expectSentence(await banken(...args), 2, says)
})

test.each([
  [['replay', file], /required option '--db <file>' not specified/],
  [['export', '--db', db], /required option '--out <dir>' not specified/],
  [['sql', '--db', db], /missing required argument 'query'/],
  [['sql', 'SELECT 1', 'SELECT 2', '--db', db], /too many arguments/],
  [['sql', 'SELECT 1', '--db', db, '--jsn'], /unknown option '--jsn'/],
  [['bark'], /unknown command 'bark'/],
  [['bark', '--help'], /unknown command 'bark'/],
])('%j is no command', async (args, says) => {
  const ran = await banken(...args)
  expect(ran.stderr).toMatch(says)
  expect(ran.code).toBe(2)
})

test('the version is told, by itself and beside a command', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  const ran = [await banken('--version'), await banken('--home', '/tmp', '-V'), await banken('--version', 'sql')]
  expect(ran.map(({ stdout, code }) => [stdout, code])).toEqual(ran.map(() => [`${version}\n`, 0]))
})
