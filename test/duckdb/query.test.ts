import { Database } from '../../src/duckdb/database.js'
import type { Plain } from '../../src/duckdb/plain.js'
import { runQuery } from '../../src/duckdb/query.js'

let db: Database
beforeEach(async () => {
  db = await Database.open(':memory:', { create: true })
  await db.run('CREATE TABLE links (id VARCHAR); CREATE TABLE sources (source VARCHAR)')
})
afterEach(() => db.close())

async function rowsOf(sql: string): Promise<(readonly Plain[])[]> {
  const rows: (readonly Plain[])[] = []
  for await (const piece of (await runQuery(db, sql)).pieces) rows.push(...piece)
  return rows
}

test.each<[string, Plain]>([
  ['1::BIGINT', 1],
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', 9007199254740992n],
  ['-9007199254740992', -9007199254740992n],
  ['(SELECT sum(i) FROM range(10) t(i))', 45],
  ['18446744073709551615::UBIGINT', 18446744073709551615n],
  ['[9007199254740993]', [9007199254740993n]],
  ['1.5', 1.5],
  ['12345678901234567.89::DECIMAL(20,2)', '12345678901234567.89'],
  ['0.1::DOUBLE', 0.1],
  ["'NaN'::DOUBLE", null],
  ["'-inf'::DOUBLE", null],
  ['NULL', null],
  ['true', true],
  ["'口座'", '口座'],
  ["'2020-09-15T00:00:00Z'::TIMESTAMPTZ", '2020-09-15T09:00:00+09:00'],
  ["'2020-09-15T23:59:59.999999+09:00'::TIMESTAMPTZ", '2020-09-15T23:59:59.999999+09:00'],
  ["'2020-09-15T00:00:00.5Z'::TIMESTAMPTZ", '2020-09-15T09:00:00.5+09:00'],
  ["'infinity'::TIMESTAMPTZ", 'infinity'],
  ["DATE '2020-09-15'", '2020-09-15'],
  ['[1, NULL, 3]', [1, null, 3]],
  [
    "{'a': 1::BIGINT, 'b': ['x'], 'at': '2020-09-15T00:00:00Z'::TIMESTAMPTZ}",
    { a: 1, b: ['x'], at: '2020-09-15T09:00:00+09:00' },
  ],
  ["MAP {'k': 2::BIGINT}", { k: 2 }],
  ['array_value(1, 2)', [1, 2]],
])('%s is %p', async (sql, value) => {
  expect(await rowsOf(`SELECT ${sql}`)).toEqual([[value]])
})

test('many rows come in pieces, in order where one is asked for', async () => {
  const { columns, pieces } = await runQuery(db, 'SELECT i, i AS i FROM range(5000) t(i) ORDER BY i')
  let rows = 0
  for await (const piece of pieces) {
    expect(piece[0]?.[0]).toBe(rows)
    rows += piece.length
  }
  expect(rows).toBe(5000)
  expect(new Set(columns).size).toBe(2)
})

test.each(['SELECT 1;', 'FROM sources', 'DESCRIBE links', 'SHOW TABLES', 'EXPLAIN SELECT 1', 'VALUES (1) -- one;'])(
  '%s is a query',
  async sql => {
    await expect(rowsOf(sql)).resolves.toBeDefined()
  },
)

test.each([
  ['', /the query is empty/],
  [' -- nothing\n ; /* at all */', /the query is empty/],
  ['SELECT 1; SELECT 2', /one statement at a time.*has 2/],
  ['SELECT 1; DROP TABLE links', /one statement at a time/],
  ['DROP TABLE links', /a DROP statement is no query/],
  ['CREATE TEMP TABLE t AS SELECT 1', /a CREATE statement is no query/],
  ['INSERT INTO sources VALUES (1)', /./],
  ["SET TimeZone = 'UTC'", /a SET statement is no query/],
  ['CHECKPOINT', /no query/],
  ["COPY links TO '/tmp/x.csv'", /./],
  ["ATTACH '/tmp/x.duckdb'", /no query/],
  ["SELECT * FROM read_text('/etc/hostname')", /file system operations are disabled/],
  ['SELECT nonsense', /Binder Error.*nonsense/],
  ['SELEC 1', /^Parser Error: syntax error at or near "SELEC"/],
  ['SELECT $1', /parameter/],
  ["SELECT 'x'::INTEGER FROM range(3)", /Conversion Error/],
])('%j is refused', async (sql, says) => {
  await expect(rowsOf(sql)).rejects.toThrow(says)
  await expect(rowsOf(sql)).rejects.toThrow(expect.objectContaining({ name: 'DatabaseError' }))
  expect(await db.values("SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('links', 'sources')")).toEqual([
    [2n],
  ])
})
