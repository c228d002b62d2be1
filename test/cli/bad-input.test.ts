import { mkdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { banken, expectSentence, Scratch } from '../support/cli.js'
import { chargeLine, ordinaryCharges } from '../support/samples.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

async function sql(db: string, query: string): Promise<Record<string, unknown>[]> {
  const ran = await banken('sql', query, '--db', db, '--json')
  expect(ran.stderr).toBe('')
  return JSON.parse(ran.stdout)
}

/** What a line is called in the table of this test, its bytes, the reason, and what the sentence says. */
type Bad = readonly [string, string | Buffer, string, RegExp]

const nested = `{"id":"x","a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`

const badLines: readonly Bad[] = [
  ['truncated JSON', '{"id":"x","type":"charge"', 'json', /^not JSON: /],
  ['NUL', Buffer.from('{"id":"x\u0000"}'), 'json', /^not JSON: /],
  ['invalid UTF-8', Buffer.from('{"id":"\xff"}', 'latin1'), 'encoding', /^the message is not valid UTF-8$/],
  ['duplicate key', '{"id":"x","id":"y"}', 'json', /^an object has the same key twice$/],
  ['depth 10,000', nested, 'json', /^nested deeper than 512 levels$/],
  ['1e400', chargeLine('x').replace('1000', '1e400'), 'json', /^a number outside ±\(2\^53 − 1\)$/],
  ['2^53 + 1', chargeLine('x').replace('1000', '9007199254740993'), 'json', /^a number outside/],
  ['__proto__', '{"__proto__":{"id":"x"},"type":"charge"}', 'json', /^a key named __proto__$/],
  ['a 1 MB string', `{"id":"${'x'.repeat(1_000_000)}"}`, 'too-large', /has 1000009 bytes; the limit is 65536$/],
  ['no object', '[1,2]', 'schema', /^the message is JSON, but not an object$/],
  ['no type', '{"id":"x"}', 'schema', /^type: missing; /],
  ['unknown type', chargeLine('x', { type: 'transfer' }), 'unknown-type', /^type: "transfer" is not an event type/],
  ['unknown provider', chargeLine('x', { provider: 'nopay' }), 'unknown-provider', /"nopay" has no file in config/],
  [
    'bank of 3 digits',
    chargeLine('x', { bank: '990' }),
    'schema',
    /^bank: expected a bank code of 4 digits, got "990"$/,
  ],
  ['negative yen', chargeLine('x', { yen: -5 }), 'schema', /^yen: expected whole yen.*got -5$/],
  ['fractional yen', chargeLine('x', { yen: 0.5 }), 'schema', /^yen: expected whole yen.*got 0\.5$/],
  ['no offset', chargeLine('x', { at: '2020-09-15T10:00:00' }), 'schema', /^at: .*without an offset; write \+09:00/],
  ['30 February', chargeLine('x', { at: '2020-02-30T10:00:00Z' }), 'schema', /^at: .*no such day: 2020-02-30/],
  ['a bad id', chargeLine('口'), 'schema', /^id: expected 1 to 128 characters/],
]

test('every bad line of a file: its sentence, its line, and the neighbours are kept', async () => {
  const bom = Buffer.from('\ufeff')
  const parts = badLines.flatMap(([, bytes], i) => [chargeLine(`good-${i}`), '\r\n', bytes, '\r\n', '\n'])
  const file = scratch.write('bad.ndjson', Buffer.concat([bom, ...parts.map(part => Buffer.from(part))]))
  const db = scratch.path('bad.duckdb')
  const ran = await banken('replay', file, '--db', db, '--json')
  const count = badLines.length
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(ran.stdout)).toMatchObject({
    received: 2 * count,
    stored: count,
    deadLettered: count,
    duplicates: 0,
  })
  const found = await sql(
    db,
    'SELECT source, source_offset AS line, reason, why FROM dead_letters ORDER BY source_offset',
  )
  expect(found).toHaveLength(count)
  for (const [i, [name, , reason, why]] of badLines.entries()) {
    const expected = { source: file, line: 3 * i + 2, reason, why: expect.stringMatching(why) }
    expect({ name, ...found[i] }).toEqual({ name, ...expected })
  }
  const kept = await sql(db, 'SELECT source_offset AS line FROM charges JOIN events USING (id) ORDER BY 1')
  expect(kept.map(({ line }) => line)).toEqual(badLines.map((_, i) => 3 * i + 1))
})

test('the bytes of a dead letter are the bytes that came', async () => {
  const db = scratch.path('bytes.duckdb')
  await banken('replay', scratch.write('bytes.ndjson', Buffer.from('{"id":"\xff"}\r\n', 'latin1')), '--db', db)
  expect(await sql(db, 'SELECT hex(bytes) AS hex FROM dead_letters')).toEqual([{ hex: '7B226964223A22FF227D' }])
})

test('CSV: rows with too many and too few fields, a stray quote, bad cells; the neighbours are kept', async () => {
  const rows = [
    'type,id,at,provider,bank,account,wallet,yen,outcome',
    'charge,a,2020-09-15T10:00:00+09:00,paypay,9900,a1,w1,1000,succeeded',
    'charge,b,2020-09-15T10:00:00+09:00,paypay,9900,a1,w1,1000,succeeded,more',
    'charge,c,2020-09-15T10:00:00+09:00,paypay',
    '',
    'charge,"d,2020-09-15T10:00:00+09:00,paypay,9900,a1,w1,1000,succeeded',
    'charge,e,2020-09-15T10:00:00+09:00,paypay,9900,a1,w1,"1,000",succeeded',
    'charge,f,2020-09-15,paypay,9900,a1,w1,1000,succeeded',
    'charge,g,2020-09-15T10:00:00+09:00,paypay,9900,a1,w1,1000,succeeded',
  ]
  const db = scratch.path('csv.duckdb')
  const ran = await banken('replay', scratch.write('bad.csv', `\ufeff${rows.join('\r\n')}`), '--db', db)
  expect(ran.code).toBe(0)
  expect(ran.stdout).toContain('received 7 = stored 2 + duplicates 0 + dead letters 5')
  expect(await sql(db, 'SELECT source_offset AS line, why FROM dead_letters ORDER BY 1')).toEqual([
    { line: 3, why: 'the row has 10 fields, the header has 9' },
    { line: 4, why: 'the row has 4 fields, the header has 9' },
    { line: 6, why: 'not a CSV record: a quote that is not closed, or text behind a closing quote' },
    { line: 7, why: expect.stringMatching(/^yen: expected whole yen.*got "1,000"$/) },
    { line: 8, why: expect.stringMatching(/^at: not a time of the form/) },
  ])
  expect(await sql(db, 'SELECT id FROM charges ORDER BY 1')).toEqual([{ id: 'a' }, { id: 'g' }])
})

test('an empty file is no trouble', async () => {
  for (const name of ['empty.ndjson', 'empty.csv', 'bom.ndjson']) {
    const file = scratch.write(name, name.startsWith('bom') ? '\ufeff\r\n' : '')
    const ran = await banken('replay', file, '--db', scratch.path('empty.duckdb'))
    expect(ran).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('received 0 = stored 0') })
  }
})

test('a file that cannot be read: nothing of the others is read either, and no database is made', async () => {
  const good = scratch.write('good.ndjson', chargeLine('a'))
  mkdirSync(scratch.path('folder.ndjson'))
  const db = scratch.path('none.duckdb')
  const cases: readonly [string, RegExp][] = [
    [scratch.path('missing.ndjson'), /missing\.ndjson: no such file/],
    [scratch.path('folder.ndjson'), /folder\.ndjson: a folder; name the files in it/],
    [scratch.write('what.txt', ''), /what\.txt: neither .ndjson.* rename it/],
  ]
  for (const [path, says] of cases) expectSentence(await banken('replay', good, path, '--db', db), 1, says)
  expectSentence(await banken('sql', 'SELECT 1', '--db', db), 1, /none\.duckdb: no such database\. Make one with/)
})

test('a CSV without a header, and half a gzip file: what came before is kept', async () => {
  const db = scratch.path('half.duckdb')
  const zipped = gzipSync(ordinaryCharges(40_000))
  const half = scratch.write('half.ndjson.gz', zipped.subarray(0, zipped.length - 100))
  expectSentence(await banken('replay', half, '--db', db, '--batch', '5000'), 1, /half\.ndjson\.gz: not a whole gzip/)
  const [row] = await sql(db, 'SELECT received, stored, (SELECT count(*) FROM events) AS events FROM sources')
  expect(row?.stored).toBe(row?.received)
  expect(row?.events).toBe(row?.stored)
  expect(row?.received).toBeGreaterThan(0)
  const csv = scratch.write('head.csv', 'id,at\na,b\n')
  expectSentence(await banken('replay', csv, '--db', db), 1, /head\.csv: line 1: the header has no column "type"/)
})

test('the brake: too many bad lines stop the run before their batch is committed', async () => {
  const bad = scratch.write('brake.ndjson', `${chargeLine('a')}\n${'{\n'.repeat(999)}`)
  const db = scratch.path('brake.duckdb')
  expectSentence(
    await banken('replay', bad, '--db', db),
    1,
    /999 of 1000 messages are bad.*deadLetterRatioMax.*brake.ndjson, line 2: json/,
  )
  const counts = await sql(db, 'SELECT (SELECT count(*) FROM events) AS e, (SELECT count(*) FROM dead_letters) AS d')
  expect(counts).toEqual([{ e: 0, d: 0 }])
})
