import fc from 'fast-check'
import { appendRows, type Column } from '../../src/duckdb/append.js'
import { Database } from '../../src/duckdb/database.js'
import { Statements } from '../../src/duckdb/statements.js'
import { writeRows } from '../../src/duckdb/write-rows.js'

/** Of each kind of column its type, and values that are hard to write. */
const kinds: Readonly<Record<Column<unknown>['kind'], readonly [type: string, values: fc.Arbitrary<unknown>]>> = {
  text: [
    'VARCHAR',
    fc.oneof(fc.constantFrom('', 'a\u0000b', '"\\', '口座🏦', '{"a":"\\ud800\\u0000"}', 'NULL'), fc.base64String()),
  ],
  instant: ['TIMESTAMPTZ', fc.integer({ min: -8_500_000_000_000_000, max: 8_800_000_000_000_000 })],
  bigint: ['BIGINT', fc.maxSafeInteger()],
  integer: ['INTEGER', fc.integer()],
  flag: ['BOOLEAN', fc.boolean()],
  double: ['DOUBLE', fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0.1, 5e-324))],
  bytes: ['BLOB', fc.uint8Array({ maxLength: 9 })],
  texts: ['VARCHAR[]', fc.array(fc.constantFrom('a', '口座', '"'), { maxLength: 3 })],
  bilingual: ['STRUCT(ja VARCHAR, en VARCHAR)', fc.record({ ja: fc.constantFrom('確認', ''), en: fc.constant('"') })],
  entity: ['STRUCT("type" VARCHAR, id VARCHAR)', fc.record({ type: fc.constant('ip'), id: fc.constant('::1') })],
}
const names = Object.keys(kinds) as (keyof typeof kinds)[]
type Row = Readonly<Record<string, unknown>>
const columns: readonly Column<Row>[] = names.map(kind => ({ kind, of: row => row[kind] }))
const row = fc.record(
  Object.fromEntries(names.map(kind => [kind, fc.option(kinds[kind][1], { nil: null })])),
) as fc.Arbitrary<Row>

let db: Database
beforeAll(async () => {
  db = await Database.open(':memory:')
  for (const table of ['written', 'appended'])
    await db.run(`CREATE TABLE ${table} (${names.map(kind => `${kind} ${kinds[kind][0]}`).join(', ')})`)
})
afterAll(() => db.close())

async function contents(table: string) {
  const rows = await db.rows(`SELECT * FROM ${table}`)
  await db.run(`DELETE FROM ${table}`)
  return rows
}

test('few rows are written as the appender writes them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 4 }), async rows => {
      await writeRows(Statements.of(db), 'written', columns, rows)
      await appendRows(db, 'appended', columns, rows)
      const written = await contents('written')
      expect(written).toEqual(await contents('appended'))
      expect(written).toHaveLength(rows.length)
    }),
    { numRuns: 200, seed: 42 },
  )
})

test('many rows are all written, to a temporary table too', async () => {
  await db.run('CREATE TEMP TABLE numbers (n INTEGER)')
  const numbers: readonly Column<number>[] = [{ kind: 'integer', of: n => n }]
  for (const count of [200, 201, 5000]) {
    await writeRows(Statements.of(db), 'numbers', numbers, [...Array(count).keys()], 'temp')
    expect(await db.values('SELECT count(*), max(n) FROM numbers')).toEqual([[BigInt(count), count - 1]])
    await db.run('DELETE FROM numbers')
  }
})
