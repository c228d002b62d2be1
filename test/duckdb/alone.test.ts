import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { appendRows } from '../../src/duckdb/append.js'
import { Database } from '../../src/duckdb/database.js'
import { Statements } from '../../src/duckdb/statements.js'

/** Enough rows that a stream is not drained at once. */
const MANY = 30_000

async function opened(): Promise<Database> {
  const db = await Database.open(':memory:')
  await db.run("CREATE TABLE t (n INTEGER); CREATE TABLE texts AS SELECT 'one' AS text")
  return db
}

async function sumOf(db: Database): Promise<number> {
  let sum = 0
  for await (const { columns, rowCount } of db.chunks(`SELECT range FROM range(${MANY})`)) {
    for (let i = 0; i < rowCount; i++) sum += Number(columns[0]?.[i])
    await setImmediate()
  }
  return sum
}

async function triedOf(db: Database, n: number): Promise<unknown> {
  const sql = `SELECT try(text::INTEGER + ${n}), try(text::INTEGER + ${n + 1}) FROM texts`
  return (await Statements.of(db).once(sql)).rows
}

/** What may be asked of a database at the same time, each with its answer. */
const ways: Readonly<
  Record<string, { ask: (db: Database, n: number) => Promise<unknown>; gives: (n: number) => unknown }>
> = {
  values: { ask: (db, n) => db.values(`SELECT ${n}`), gives: n => [[n]] },
  run: { ask: (db, n) => db.run(`INSERT INTO t VALUES (${n})`), gives: () => undefined },
  append: { ask: (db, n) => appendRows(db, 't', [{ kind: 'integer', of: row => row }], [n]), gives: () => undefined },
  // The text is bound to one statement that is kept.
  bound: { ask: (db, n) => Statements.of(db).run('INSERT INTO t SELECT $1::INTEGER', String(n)), gives: () => 1 },
  // Without TRY, and with it, which needs another setting to be planned.
  planned: { ask: (db, n) => Statements.of(db).values(`SELECT ${n} + 1`), gives: n => [[n + 1]] },
  tried: { ask: (db, n) => triedOf(db, n), gives: () => [[null, null]] },
  stream: { ask: db => sumOf(db), gives: () => (MANY * (MANY - 1)) / 2 },
}

test('whatever is asked of a connection at once, everything is answered whole, and written once', async () => {
  const asked = fc.array(fc.constantFrom(...Object.keys(ways)), { minLength: 2, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(asked, async names => {
      const db = await opened()
      const answers = await Promise.all(names.map((name, n) => ways[name]?.ask(db, n)))
      expect(answers).toEqual(names.map((name, n) => ways[name]?.gives(n)))
      const written = names.flatMap((name, n) => (['run', 'append', 'bound'].includes(name) ? [[n]] : []))
      expect(await db.values('SELECT n FROM t ORDER BY n')).toEqual(written)
      db.close()
    }),
    { numRuns: 60 },
  )
})

test('who fails, or leaves a stream before its end, holds up nobody', async () => {
  const db = await opened()
  const failed = db.run('SELECT nothing')
  const left = (async () => {
    for await (const { rowCount } of db.chunks(`SELECT range FROM range(${MANY})`)) return rowCount
    return 0
  })()
  const after = db.values('SELECT 1')
  await expect(failed).rejects.toThrow('nothing')
  expect(await left).toBeGreaterThan(0)
  expect(await after).toEqual([[1]])
  db.close()
})

test('who may wait is served when nobody else asks, and still nobody after the last one could go on', async () => {
  const db = await opened()
  const said: string[] = []
  const ask = async (name: string) => {
    await db.values('SELECT 1')
    said.push(name)
  }
  const oneAfterTheOther = async () => {
    for (const name of ['first', 'second', 'third']) await ask(name)
  }
  const waiting = db.whenFree(async connection => {
    await connection.run('SELECT 1')
    said.push('who may wait')
  })
  await Promise.all([oneAfterTheOther(), waiting])
  expect(said).toEqual(['first', 'second', 'third', 'who may wait'])
  db.close()
})

test('two who may wait do not hold each other up', async () => {
  const db = await opened()
  const counts = await Promise.all([1, 2].map(n => db.whenFree(async () => n)))
  expect(counts).toEqual([1, 2])
  await expect(db.whenFree(() => Promise.reject(new Error('nothing')))).rejects.toThrow('nothing')
  expect(await db.values('SELECT 1')).toEqual([[1]])
  db.close()
})
