import type { Database } from '../../src/duckdb/database.js'
import { plain } from '../../src/duckdb/plain.js'
import { Scratch } from '../../src/duckdb/scratch.js'
import { Statements } from '../../src/duckdb/statements.js'
import { openMigrated } from '../support/database.js'

let db: Database
let statements: Statements
let scratch: Scratch
beforeEach(async () => {
  db = await openMigrated()
  statements = Statements.of(db)
  scratch = Scratch.of(db)
})
afterEach(() => db.close())

/** Statements whose plans DuckDB would make of what is in `t` and `u`, each in another way. */
const QUERIES = [
  'SELECT count(*) FROM t WHERE a = 2',
  'SELECT count(*) FROM t WHERE a IS NULL',
  'SELECT count(b) FROM t WHERE b IS NOT NULL',
  "SELECT count(*) FROM t WHERE b LIKE 'zzz%'",
  'SELECT count(*) FROM t WHERE s.x = 7',
  'SELECT min(a), max(a), count(*) FROM t',
  'SELECT a, c, count(*) FROM t GROUP BY ALL ORDER BY ALL',
  'SELECT DISTINCT b FROM t ORDER BY b',
  'SELECT a, b, c FROM t ORDER BY a, b',
  'SELECT count(*) FROM t JOIN u ON t.a = u.a',
  'SELECT count(*) FROM t WHERE a IN (SELECT a FROM u)',
  'SELECT count(*) FROM t WHERE NOT EXISTS (FROM u WHERE u.a = t.a)',
  "SELECT CASE WHEN a = 2 THEN 'two' WHEN a IS NULL THEN 'none' ELSE 'other' END AS x, count(*) FROM t GROUP BY ALL ORDER BY x",
]
const STATES = [
  ["INSERT INTO t SELECT 0, 'x', 1, {x: 1} FROM range(100)", 'INSERT INTO u VALUES (1000)'],
  [
    'DELETE FROM t',
    'DELETE FROM u',
    "INSERT INTO t VALUES (2, 'y', 5, {x: 7}), (NULL, NULL, NULL, NULL), (2000000000, 'zzzz', 900000000000, {x: 7})",
    'INSERT INTO u VALUES (2), (3), (NULL)',
  ],
  ['DELETE FROM t'],
  [
    "INSERT INTO t SELECT i, 'zzz' || i, i, {x: i} FROM range(3000) r(i)",
    'INSERT INTO u SELECT i FROM range(5000) r(i)',
  ],
]

test.each(['TEMP', ''])('a plan that was kept answers by what is in the %s tables now', async kind => {
  await db.run(
    `CREATE ${kind} TABLE t (a INTEGER, b VARCHAR, c BIGINT, s STRUCT(x INTEGER)); CREATE TABLE u (a INTEGER)`,
  )
  for (const state of STATES) {
    for (const change of state) await db.run(change)
    for (const sql of QUERIES) {
      const kept = (await statements.values(sql)).map(row => row.map(plain))
      expect({ sql, rows: kept }).toEqual({ sql, rows: (await db.values(sql)).map(row => row.map(plain)) })
    }
  }
})

test('a temporary table is emptied and not made anew, until many rows went through it', async () => {
  const idOf = async () =>
    (await db.values("SELECT table_oid FROM duckdb_tables() WHERE table_name = 'numbers'"))[0]?.[0]
  await scratch.empty('numbers', '(n BIGINT)')
  const first = await idOf()
  for (let round = 0; round < 3; round++) {
    await scratch.begin()
    await scratch.empty('numbers', '(n BIGINT)')
    expect(await scratch.insert('numbers', 'SELECT i AS n FROM range(25_000) t(i)')).toBe(25_000)
    expect(await statements.values('SELECT count(*) FROM numbers')).toEqual([[25_000n]])
    expect(await idOf()).toBe(first)
  }
  await scratch.begin()
  expect(await idOf()).not.toBe(first)
  await scratch.empty('numbers', '(n BIGINT)')
  await scratch.append('numbers', [{ kind: 'bigint', of: (n: number) => n }], [1, 2])
  expect(await statements.values('SELECT count(*) FROM numbers')).toEqual([[2n]])
})

test('a temporary table of another definition is another table', async () => {
  await scratch.empty('pairs', '(a BIGINT)')
  await scratch.insert('pairs', 'SELECT 1 AS a')
  await scratch.empty('pairs', '(a BIGINT, b VARCHAR)')
  expect(await db.values('FROM pairs')).toEqual([])
  await scratch.insert('pairs', "SELECT 1 AS a, 'x' AS b")
  expect(await db.values('FROM pairs')).toEqual([[1n, 'x']])
})

test('nothing else is asked of a connection while it is asked for the number of threads', async () => {
  let running = 0
  const alone = <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Promise<Answer>) => {
    return (...asked: Asked) => {
      expect(++running).toBe(1)
      return ask.apply(db, asked).finally(() => {
        running -= 1
      })
    }
  }
  db.run = alone(db.run)
  db.values = alone(db.values)
  for (const eventCount of [10, 5_000, 10]) await statements.threadsFor(eventCount)
  expect(running).toBe(0)
})

test('a large batch leaves a core to the thread that reads the next one, and a small one takes one', async () => {
  const threads = async () => Number((await db.values("SELECT current_setting('threads')"))[0]?.[0])
  const cores = await threads()
  await statements.threadsFor(5_000)
  expect(await threads()).toBe(Math.max(1, cores - 1))
  await statements.threadsFor(10)
  expect(await threads()).toBe(1)
})
