import { Database } from '../../src/duckdb/database.js'
import { answersOf } from '../../src/duckdb/sweep-answers.js'

const query = (sql: string, what = 'some-rule') => ({ sql, what })
/** Takes the longer, the larger the number. */
const slow = (count: number) => query(`SELECT ${count} AS n, sum(hash(i) % 7) AS total FROM range(${count}) r(i)`)

async function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const db = await Database.open(':memory:')
  try {
    await db.run('CREATE TABLE seen (n INTEGER)')
    await work(db)
  } finally {
    db.close()
  }
}

async function firstColumn(db: Database, sqls: readonly ReturnType<typeof query>[], isCommitted: boolean) {
  const found: unknown[] = []
  for await (const { names, rows } of answersOf(db, sqls, isCommitted)) found.push([names[0], rows[0]?.[0]])
  return found
}

test.each([true, false])(
  'answers come in the order of their queries, however long each takes (committed: %s)',
  isCommitted =>
    withDatabase(async db => {
      const counts = [3_000_000, 1, 2, 2_000_000, 3, 4, 5]
      const wanted = counts.map(count => ['n', count])
      expect(await firstColumn(db, counts.map(slow), isCommitted)).toEqual(wanted)
    }),
)

test('side by side they read what is committed, and inside a transaction what it has written', () =>
  withDatabase(async db => {
    const queries = [query('SELECT count(*)::INTEGER AS n FROM seen'), query('SELECT max(n) AS n FROM seen')]
    await db.run('INSERT INTO seen VALUES (1)')
    await db.run('BEGIN')
    await db.run('INSERT INTO seen VALUES (2)')
    expect(await firstColumn(db, queries, true)).toEqual([
      ['n', 1],
      ['n', 1],
    ])
    expect(await firstColumn(db, queries, false)).toEqual([
      ['n', 2],
      ['n', 2],
    ])
    await db.run('COMMIT')
  }))

test('the caller may write while the next one is asked', () =>
  withDatabase(async db => {
    const queries = [1, 2, 3, 4].map(slow)
    await db.run('BEGIN')
    for await (const { rows } of answersOf(db, queries, true)) await db.run(`INSERT INTO seen VALUES (${rows[0]?.[0]})`)
    await db.run('COMMIT')
    expect(await db.values('SELECT list(n ORDER BY n)::VARCHAR FROM seen')).toEqual([['[1, 2, 3, 4]']])
  }))

test.each([true, false])(
  'what fails is told by the name of its rule when its turn comes (committed: %s)',
  isCommitted =>
    withDatabase(async db => {
      const failing = query(`SELECT 'x'::INTEGER AS n`, 'their-rule: what it finds')
      const answers = answersOf(db, [slow(1_000_000), failing, slow(1), slow(2)], isCommitted)
      expect((await answers.next()).value.rows[0][0]).toBe(1_000_000)
      await expect(answers.next()).rejects.toThrow(/^their-rule: what it finds cannot be computed: .*x/)
      // The connections are closed, and the database goes on.
      expect(await db.values('SELECT 1')).toEqual([[1]])
    }),
)

test('a query that tries what may fail is planned for that on every connection', () =>
  withDatabase(async db => {
    await db.run("CREATE TABLE texts AS SELECT 'x' AS text FROM range(3)")
    const tried = query('SELECT try(text::INTEGER + 1) AS n, try(text::INTEGER + 2) AS m FROM texts')
    expect(await firstColumn(db, [tried, tried, slow(1)], true)).toEqual([
      ['n', null],
      ['n', null],
      ['n', 1],
    ])
  }))
