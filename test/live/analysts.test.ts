import { spawn } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { askLive } from '../../src/cli/support/live-ask.js'
import { filled, queryNames, readQuery } from '../../src/cli/support/query-file.js'
import { Database } from '../../src/duckdb/database.js'
import { plain } from '../../src/duckdb/plain.js'
import { claimPorts } from '../kafka/ports.js'
import { sharedBroker } from '../support/broker.js'
import { banken, ended, expectSentence, main, type Ran, Scratch } from '../support/cli.js'
import { reader } from '../support/parquet.js'
import { lateSeptember, replayed } from './events.js'
import { LiveWorld } from './world.js'

/** They read tables that are no views: for a snapshot. */
const NOT_LIVE = ['alerts-before-claims', 'announced-and-ours', 'claims-without-alert', 'rule-precision']
const CROSS_JOIN = `SELECT count(*) FROM v_charges a, v_charges b, v_charges c, v_charges d, v_charges e
  WHERE a.yen + b.yen + c.yen + d.yen + e.yen = 1`
const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t', /400: .*not allowed/],
  ['SELECT len(range(100000000))', /400: the function range: not allowed/],
  ['SELECT count(*) FROM range(100000000)', /400: the table function range: not allowed/],
]

const scratch = new Scratch()
const before = process.env.BANKEN_SQL_TOKEN
beforeAll(() => {
  process.env.BANKEN_SQL_TOKEN = 'only for this test'
})
afterAll(() => {
  if (before === undefined) delete process.env.BANKEN_SQL_TOKEN
  else process.env.BANKEN_SQL_TOKEN = before
  scratch.remove()
})

function configure({ home }: LiveWorld, port: number, secondsMax: number): void {
  const snapshot = `snapshot: { file: ${scratch.path('snap.duckdb')}, everyMinutes: 0.001 }`
  writeFileSync(join(home, 'config', 'local.yaml'), `${snapshot}\nsql: { port: ${port}, secondsMax: ${secondsMax} }\n`)
}

async function rowsOf(db: Database, sql: string): Promise<string> {
  const result = await db.connection.runAndReadAll(sql)
  const names = result.deduplicatedColumnNames()
  const rows = result.getRows().map(row => Object.fromEntries(names.map((name, i) => [name, plain(row[i] ?? null)])))
  return JSON.stringify(rows)
}

async function live(url: string, sql: string): Promise<string> {
  return JSON.stringify(JSON.parse(await askLive(url, sql, 'json')))
}

test('a running pipeline answers live, ends bombs and reads on; live, snapshot and Parquet give one answer', async () => {
  const world = await LiveWorld.open(await sharedBroker(), 3)
  const ports = await claimPorts()
  const url = `http://127.0.0.1:${ports.first}`
  const lines = lateSeptember(1_500)
  try {
    // A bomb that may run for a minute holds up neither what is read meanwhile nor, once it is left, the next query.
    configure(world, ports.first, 60)
    const first = world.start()
    await first.says(/live queries/)
    await world.send(lines.slice(0, -500))
    await world.settled()
    const left = new AbortController()
    const bomb = fetch(`${url}/sql`, {
      method: 'POST',
      signal: left.signal,
      headers: { authorization: `Bearer ${process.env.BANKEN_SQL_TOKEN}`, 'content-type': 'text/plain' },
      body: CROSS_JOIN,
    }).then(
      ({ status }) => `answered with ${status}`,
      () => 'left',
    )
    expectSentence(await asked(url, 'SELECT 1'), 1, /503: another query runs/)
    await world.send(lines.slice(-500))
    await world.settled()
    left.abort()
    expect(await bomb).toBe('left')
    await answeredAgain(url)
    await world.stop(first)

    configure(world, ports.first, 1)
    rmSync(scratch.path('snap.duckdb'))
    const second = world.start()
    await second.says(/live queries/)
    expectSentence(await asked(url, CROSS_JOIN), 1, /408: the query was ended at its limit of 1 s/)
    for (const [sql, says] of REFUSED) expectSentence(await asked(url, sql), 1, says)
    // Delivered again, it changes nothing, and the batch is followed by a snapshot.
    await world.send(lines.slice(0, 1))
    while (!existsSync(scratch.path('snap.duckdb'))) await setTimeout(50)
    await expectOneAnswer(url)
    await world.stop(second)
    expect(await world.export()).toEqual(await replayed(scratch, lines))
  } finally {
    ports.release()
    await world.close()
  }
}, 180_000)

/** Jest's own environment is not that of the processes it starts. */
function asked(url: string, sql: string): Promise<Ran> {
  const args = [main, 'sql', sql, '--url', url]
  return ended(spawn(process.execPath, args, { env: { ...process.env } }))
}

/** The bomb is interrupted as soon as it is left; until it has ended the endpoint says 503. */
async function answeredAgain(url: string): Promise<void> {
  while ((await asked(url, 'SELECT 1')).code !== 0) await setTimeout(50)
}

async function expectOneAnswer(url: string): Promise<void> {
  const ran = await banken('export-parquet', '--db', scratch.path('snap.duckdb'), '--out', scratch.path('lake'))
  if (ran.code !== 0) throw new Error(ran.stderr)
  const [snapshot, lake] = [
    await Database.open(scratch.path('snap.duckdb'), { readOnly: true }),
    await reader(scratch.path('lake')),
  ]
  try {
    let withRows = 0
    for (const name of queryNames('.')) {
      const sql = filled(readQuery('.', name), [])
      const answer = await rowsOf(snapshot, sql)
      if (answer !== '[]') withRows += 1
      expect([name, await rowsOf(lake, sql)]).toEqual([name, answer])
      if (NOT_LIVE.includes(name)) await expect(live(url, sql)).rejects.toThrow(/400: .*: only v_\* views/)
      else expect([name, await live(url, sql)]).toEqual([name, answer])
    }
    expect(withRows).toBeGreaterThan(15)
  } finally {
    snapshot.close()
    lake.close()
  }
}
