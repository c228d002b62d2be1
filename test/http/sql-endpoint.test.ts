import { setTimeout } from 'node:timers/promises'
import { askLive } from '../../src/cli/support/live-ask.js'
import { QueryLimitError, runLiveQuery } from '../../src/duckdb/live-query.js'
import { Statements } from '../../src/duckdb/statements.js'
import { serveSql } from '../../src/http/sql-server.js'
import { Scratch } from '../support/cli.js'
import { openMigrated } from '../support/database.js'

const scratch = new Scratch()
const LIMITS = { rowsMax: 5, secondsMax: 3, memoryMegabytesMax: 2_000 }

async function world() {
  const db = await openMigrated(scratch.path('live.duckdb'))
  await db.run('CREATE TABLE big AS SELECT range AS n FROM range(100000); CREATE VIEW v_big AS SELECT n FROM big')
  await db.run('CREATE TABLE written (n BIGINT)')
  let onQuery = (): void => undefined
  const nextQuery = () =>
    new Promise<void>(resolve => {
      onQuery = resolve
    })
  const ask = (sql: string, signal: AbortSignal) => {
    onQuery()
    return runLiveQuery(db, sql, LIMITS, signal)
  }
  const statusOf = (error: unknown) => (error instanceof QueryLimitError ? 408 : 400)
  const server = await serveSql({ host: '127.0.0.1', port: 0, token: 'secret', ask, statusOf })
  return { db, server, nextQuery }
}

let live: Awaited<ReturnType<typeof world>>
beforeAll(async () => {
  live = await world()
})
afterAll(async () => {
  await live.server.close()
  live.db.close()
  scratch.remove()
})

async function ask(body: string, format = 'json', token = 'secret') {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' }
  const response = await fetch(`${live.server.url}/sql?format=${format}`, { method: 'POST', headers, body })
  return { status: response.status, text: await response.text(), cut: response.headers.get('banken-cut') }
}

test.each([
  ['json', '[{"n":1,"t":"a,b"}]\n'],
  ['ndjson', '{"n":1,"t":"a,b"}\n'],
  ['csv', 'n,t\r\n1,"a,b"\r\n'],
])('an answer as %s', async (format, text) => {
  expect(await ask("SELECT 1 AS n, 'a,b' AS t", format)).toEqual({ status: 200, text, cut: 'false' })
})

test.each([
  'SELECT * FROM v_alerts',
  "SELECT * FROM damage('2020-09-16T00:00:00+09:00', 'declared') ORDER BY 1",
  "SELECT * FROM claims_at('2020-09-16T00:00:00+09:00'::TIMESTAMPTZ)",
  "SELECT now_ - INTERVAL 3 DAY, quantile_disc(n, 0.5) FROM (SELECT TIMESTAMPTZ '2020-09-16 00:00:00+09' AS now_, 1 AS n) GROUP BY 1",
  'WITH a AS (SELECT n FROM v_big) SELECT count(*), sum(n) FILTER (n > 3) FROM a JOIN v_big USING (n)',
])('answered: %s', async sql => {
  expect(await ask(sql)).toMatchObject({ status: 200 })
})

test.each([
  'SELECT * FROM big',
  'WITH big AS (SELECT * FROM big) SELECT * FROM big',
  'SELECT * FROM big, (WITH big AS (SELECT 1) SELECT * FROM big)',
  "SELECT * FROM '/etc/passwd'",
  "SELECT * FROM read_text('/etc/passwd')",
  'SELECT * FROM duckdb_settings()',
  "SELECT getenv('HOME')",
  "SELECT current_setting('memory_limit')",
  "SELECT * FROM enrich('big')",
  "SELECT * FROM query_table('big')",
  'SELECT * FROM range(100000000)',
  'SELECT range(100000000)',
  "SELECT repeat('x', 1000000000)",
  "SELECT 'x' || 'y'",
  'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n FROM r) SELECT count(*) FROM r',
  'SELECT max(n, 1000) FROM v_big',
  'SELECT quantile_disc(n, [0.5, 0.5]) FROM v_big',
  'SELECT to_jst(to_jst(NULL))',
  'DESCRIBE v_big',
  'SELECT 1; SELECT 2',
  'DELETE FROM big',
  'SELECT * FROM information_schema.tables',
  `SELECT 1 AS a0${Array.from({ length: 40 }, (_, i) => `, a${i}+a${i} AS a${i + 1}`).join('')}`,
  `WITH c0 AS (FROM v_big)${Array.from({ length: 30 }, (_, i) => `, c${i + 1} AS (SELECT *, * FROM c${i})`).join('')} FROM c30`,
  '',
])('refused with a sentence: %s', async sql => {
  const { status, text } = await ask(sql)
  expect([status, text]).toEqual([400, expect.stringMatching(/"(error|message)":".{10}/)])
})

test('401 without the token, 400 for a format that is none', async () => {
  expect(await ask('SELECT 1', 'json', 'guess')).toMatchObject({ status: 401 })
  expect(await ask('SELECT 1', 'xml')).toMatchObject({ status: 400 })
})

test('rows beyond the limit are cut off, and it is said', async () => {
  const { text, cut } = await ask('SELECT n FROM v_big')
  expect([JSON.parse(text).length, cut]).toEqual([5, 'true'])
})

test('a query bomb is ended, a second query is told to wait, and the writer goes on', async () => {
  const state = { ended: false }
  const started = live.nextQuery()
  const bomb = ask('SELECT count(*) FROM v_big a, v_big b, v_big c WHERE a.n + b.n + c.n < 0').finally(() => {
    state.ended = true
  })
  await started
  expect(await ask('SELECT 1')).toMatchObject({ status: 503 })
  const batches = { all: 0, beforeTheEnd: 0 }
  while (!state.ended) {
    await live.db.run(`BEGIN; INSERT INTO written VALUES (${batches.all}); COMMIT`)
    batches.all += 1
    if (!state.ended) batches.beforeTheEnd += 1
  }
  expect(await bomb).toMatchObject({ status: 408, text: expect.stringContaining('limit of 3 s') })
  expect(batches.beforeTheEnd).toBeGreaterThan(0)
  expect(await live.db.values('SELECT count(*) FROM written')).toEqual([[BigInt(batches.all)]])
  expect(await ask('SELECT 1')).toMatchObject({ status: 200 })
})

test('the command makes a table of it, and hands on the words of a refusal', async () => {
  process.env.BANKEN_SQL_TOKEN = 'secret'
  expect(await askLive(live.server.url, 'SELECT 7 AS seven')).toMatch(/seven[\s\S]*7/)
  await expect(askLive(live.server.url, 'SELECT * FROM big')).rejects.toThrow(/400: big: only v_\* views/)
})

test('a query during which the process grows beyond the limit is ended, and so is one at the end of the server', async () => {
  const bomb = 'SELECT count(DISTINCT a.n * 100000 + b.n) AS n FROM v_big a, v_big b'
  const tight = { rowsMax: 5, secondsMax: 60, memoryMegabytesMax: 50 }
  await expect(runLiveQuery(live.db, bomb, tight)).rejects.toThrow('limit of 50 MB')
  const wide = { rowsMax: 5, secondsMax: 60, memoryMegabytesMax: 100_000 }
  const ending = new AbortController()
  const running = runLiveQuery(
    live.db,
    'SELECT count(*) FROM v_big a, v_big b, v_big c WHERE a.n + b.n + c.n < 0',
    wide,
    ending.signal,
  )
  ending.abort()
  await expect(running).rejects.toThrow(QueryLimitError)
})

test('a batch may change how many threads it runs on while a query runs, and does not wait for it', async () => {
  const { db } = live
  const statements = Statements.of(db)
  await statements.threadsFor(5_000)
  const left = new AbortController()
  let isRunning = true
  const limits = { ...LIMITS, secondsMax: 20 }
  const bomb = runLiveQuery(db, 'SELECT count(*) FROM v_big a, v_big b WHERE a.n + b.n = 1.5', limits, left.signal)
  const ended = bomb
    .catch(() => 'ended')
    .finally(() => {
      isRunning = false
    })
  await setTimeout(200)
  for (const count of [1, 5_000, 1]) {
    await statements.threadsFor(count)
    await db.run('INSERT INTO written VALUES (1)')
  }
  expect(isRunning).toBe(true)
  left.abort()
  expect(await ended).toBe('ended')
  await statements.threadsFor(5_000)
})
