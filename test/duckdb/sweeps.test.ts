import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDbEngine } from '../../src/cli/support/engine.js'
import { openMigrated } from '../../src/cli/support/home.js'
import { openPipeline } from '../../src/cli/support/pipeline.js'
import { openSwept } from '../../src/cli/support/swept.js'
import type { RuleDefinition } from '../../src/detect/rule-version.js'
import type { SweepDefinition } from '../../src/detect/sweep.js'
import { emptyRun, sweepSql } from '../../src/detect/sweep-sql.js'
import type { Database } from '../../src/duckdb/database.js'
import { talliesAt } from '../../src/duckdb/export.js'
import { contentOf, sha256 } from '../../src/events/content.js'
import { parseInstant } from '../../src/events/time.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import type { OutRecord } from '../../src/pipeline/outbox.js'
import { charge, day, hour, link, minute } from '../detect/edges.js'
import { setOf } from '../support/oracle/set.js'
import { receivedLine } from '../support/received.js'
import { shuffled } from '../support/shuffled.js'
import { sweepRules, swept } from '../support/sweeping.js'

const rules = sweepRules(false)
const all = { rules, batchCountMax: 1, isEager: true }

async function firings(db: Database): Promise<string[]> {
  const rows = await db.values("SELECT rule || ' ' || event_id FROM alert_events ORDER BY ALL")
  db.close()
  return rows.map(([text]) => String(text))
}

/** Five accounts come to one wallet on the day of noon. */
const ring = [1, 2, 3, 4, 5].map(i => link(`l${i}`, { at: i * minute, account: `a${i}`, device: 'd' }))
const RING = [1, 2, 3, 4, 5].map(i => `shared-ring l${i}`)
const other = (id: string, at: number) =>
  charge(id, { at, account: 'z', wallet: 'z', bank: '0001', outcome: 'failed', yen: 1 })

test('a day is looked at when there is an event after it, and not before', async () => {
  expect(await firings(await swept([...ring, other('x', 6 * hour)], all))).toEqual([])
  expect(await firings(await swept([...ring, other('x', 12 * hour - 1)], all))).toEqual([])
  expect(await firings(await swept([...ring, other('x', 12 * hour)], all))).toEqual(RING)
})

test('one event from the far future ends a day, and opens none in between', async () => {
  const db = await swept([...ring, other('x', 80 * 365 * day)], all)
  const [row] = await db.values('SELECT count(*) FROM sweeps')
  // Two days and some hours a rule, 72 hours after each event for the silence of a rail, nine days for a fan-in.
  expect(Number(row?.[0])).toBeLessThan(500)
  expect(await firings(db)).toEqual(RING)
})

test('a rule that needs nothing of what the views add copies none of them to read them twice', async () => {
  const db = await swept([], all)
  const planOf = async (sql: string) => {
    const definition = { ...rules.find(({ id }) => id === 'launch-watch'), sql, thresholds: {} } as SweepDefinition
    const run = emptyRun({ definition, version: 'v', from: null, to: null })
    return (await db.values(`EXPLAIN ${sweepSql(run)}`)).flat().join()
  }
  const twice = 'SELECT a.id, b.yen FROM v_charges a JOIN v_charges b USING (account, provider)'
  expect(await planOf(twice)).not.toContain('CTE')
  // What they add is computed once.
  expect(await planOf(`${twice} WHERE b.adoption = 'none'`)).toContain('CTE')
  db.close()
})

const hashOf = (line: string) => sha256(contentOf(setOf([line])[0] as never))

test('when the event that ended a day loses its place, the day has not been looked at', async () => {
  // Of two contents of one id the lower hash stays: here that of the earlier time.
  const ids = Array.from({ length: 20 }, (_, i) => `x${i}`)
  const id = ids.find(id => hashOf(other(id, 6 * hour)) < hashOf(other(id, 13 * hour))) ?? ''
  const [stays, goes] = [other(id, 6 * hour), other(id, 13 * hour)]
  expect(await firings(await swept([...ring, goes], all))).toEqual(RING)
  expect(await firings(await swept([...ring, goes, stays], all))).toEqual([])
  expect(await firings(await swept([...ring, goes, stays, other('end', 14 * hour)], all))).toEqual(RING)
})

/** A rail with a charge every two hours for nine days, then nothing for a day; another one goes on. */
const busy = Array.from({ length: 108 }, (_, i) =>
  charge(`b${i}`, { at: i * 2 * hour - 9 * day, account: `b${i % 20}` }),
)
const elsewhere = Array.from({ length: 24 }, (_, i) => other(`e${i}`, i * hour))
/** What was held back: the same rhythm, and at last ten accounts a minute apart as ever. */
const backfill = Array.from({ length: 11 }, (_, i) =>
  charge(`late${i}`, { at: (i + 1) * 2 * hour - 2 * hour, account: `b${i}` }),
)

test('a silent rail is told of, and the backfill takes that back and fires nothing else', async () => {
  const config = readConfig('.')
  const everything = { rules: readRules('.', config.thresholds), batchCountMax: 10, isEager: true }
  expect(await firings(await swept([...busy, ...elsewhere], everything))).toEqual(['rail-silence b107'])
  expect(await firings(await swept([...busy, ...elsewhere, ...shuffled(backfill, 1)], everything))).toEqual([])
})

/** A rule that selects all charges of its span, each known at the end of what is swept; those of before it are told too. */
function telling(id: string, wallet: string, after: number): RuleDefinition {
  const base = rules.find(rule => rule.id === 'slow-and-low') as RuleDefinition
  const known = 'make_timestamptz(epoch_us($to) - 1)'
  const sql = `SELECT id, account AS entity, ${known} AS known_at FROM v_charges WHERE wallet = '${wallet}'`
  const reason = { ja: 'x', en: 'x' }
  return {
    ...base,
    id,
    sql,
    reason,
    thresholds: {},
    together: day,
    after,
    fires: ['charge'],
    reads: ['charge'],
  } as RuleDefinition
}

test('what rules and days find at once is told of each rule by itself, and no further back than it says', async () => {
  const spent = (id: string, days: number, wallet: string) => charge(id, { at: days * day, account: id, wallet })
  const lines = [
    spent('p0', 0, 'p'),
    spent('q0', 0, 'q'),
    spent('p1', 1, 'p'),
    spent('q2', 2, 'q'),
    spent('end', 9, 'z'),
  ]
  const own = [telling('of-p', 'p', 0), telling('of-q', 'q', 2 * day)]
  const db = await swept(lines, { rules: own, batchCountMax: 10, isEager: false })
  const days = "date_diff('day', to_jst(event_at), to_jst(sweep_from))"
  const rows = await db.values(`SELECT concat_ws(' ', rule, event_id, ${days}) FROM alert_events ORDER BY ALL`)
  db.close()
  expect(rows.map(([text]) => text)).toEqual([
    'of-p p0 0',
    'of-p p1 0',
    'of-q q0 0',
    'of-q q0 1',
    'of-q q0 2',
    'of-q q2 0',
    'of-q q2 1',
    'of-q q2 2',
  ])
})

test('what is found in more days than are written at once is all told', async () => {
  const days = Array.from({ length: 70 }, (_, i) => charge(`p${i}`, { at: i * day, account: `p${i}`, wallet: 'p' }))
  const db = await swept([...days, charge('end', { at: 80 * day, account: 'z', wallet: 'z' })], {
    rules: [telling('of-p', 'p', 0)],
    batchCountMax: 100,
    isEager: false,
  })
  expect(new Set(await firings(db)).size).toBe(70)
})

const atOf = (line: string) => Date.parse(/"at":"([^"]*)"/.exec(line)?.[1] ?? '')

test('a live database has swept whatever is due with each commit, and tells the alerts and tallies', async () => {
  const config = readConfig('.')
  const own: RuleDefinition[] = readRules('.', config.thresholds)
  const db = await openMigrated(':memory:', '.')
  const engine = await DuckDbEngine.open(db, config, own)
  const kept: OutRecord[] = []
  const keep = async (records: readonly OutRecord[]) => {
    kept.push(...records)
  }
  await engine.enforceRules(keep)
  const told: string[] = []
  const lines = [...ring, other('x', 13 * hour), link('late', { at: 6 * minute, account: 'a6', device: 'd' })]
  for (const [offset, line] of lines.entries()) {
    kept.length = 0
    await engine.commit([receivedLine(line, offset, config)], keep)
    const values = kept.map(({ value }) => JSON.parse(Buffer.from(value ?? []).toString()))
    told.push(
      ...values.filter(({ rule }) => rule === 'shared-ring').map(({ eventCount }) => `${offset}: ${eventCount}`),
    )
    const suspected = values.filter(({ basis }) => basis === 'suspected').map(({ cases }) => cases)
    if (offset >= 5) expect(suspected).toContain(offset)
  }
  // With the event of the next day, and again with the late one.
  expect(told).toEqual(['5: 5', '6: 6'])
  const at = parseInstant('2020-09-17T12:00:00+09:00')
  const { header, rows } = await talliesAt(db, at.ok ? at.value : 0)
  const cell = rows.find(
    row => row[0] === 'paypay' && row[1] === '9900' && row[header.indexOf('basis')] === 'suspected',
  )
  expect(cell?.[header.indexOf('cases')]).toBe(6)
  db.close()
})

describe('on files', () => {
  let folder = ''
  const path = () => join(folder, 'x.duckdb')
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'banken-sweeps-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** Reads lines with the rules of a home, and sweeps at the end or not. */
  async function read(lines: readonly string[], home = '.', isWhole = false): Promise<void> {
    const { db, pipeline } = await openPipeline(path(), home)
    const messages = lines.map((line, i) => ({ source: 's', partition: 0, offset: i + 1, bytes: Buffer.from(line) }))
    const source = {
      name: 's',
      async *messages() {
        yield messages
      },
    }
    for await (const { received } of pipeline.run(source)) expect(received).toBe(lines.length)
    if (isWhole) await pipeline.finish()
    db.close()
  }

  /** Five accounts come to a wallet of their own so many days after noon. */
  const ringOf = (days: number) =>
    [1, 2, 3, 4, 5].map(i =>
      link(`l${days}-${i}`, { at: days * day + i * minute, account: `a${days}-${i}`, wallet: `w${days}` }),
    )

  test('a changed or removed rule judges from the day of the newest event on', async () => {
    const home = join(folder, 'home')
    for (const name of ['config', 'pipelines']) cpSync(name, join(home, name), { recursive: true })
    const setAccounts = (count: number) => {
      const file = join(home, 'config', 'rules.yaml')
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, text.replace(/(shared-ring:\n {2}accounts_min: )\d+/, `$1${count}`))
    }
    const rings = async () => {
      const db = await openSwept(path(), home)
      const rows = await db.values(
        "SELECT entity.id FROM alerts WHERE rule = 'shared-ring' AND status = 'open' ORDER BY 1",
      )
      db.close()
      return rows.map(([id]) => id)
    }
    await read([...ringOf(0), ...ringOf(2)], home, true)
    expect(await rings()).toEqual(['a0-1'])
    setAccounts(6)
    await read([other('x', 4 * day), ...ringOf(4)], home, true)
    expect(await rings()).toEqual(['a0-1'])
    setAccounts(5)
    await read([other('y', 5 * day)], home, true)
    expect(await rings()).toEqual(['a0-1', 'a4-1'])
    for (const ending of ['sql', 'cases.csv']) rmSync(join(home, 'pipelines', 'rules', `shared-ring.${ending}`))
    await read([...ringOf(5), other('z', 7 * day)], home, true)
    expect(await rings()).toEqual(['a0-1', 'a4-1'])
  })

  test('what an interrupted replay has left is swept before anybody reads', async () => {
    await read([...ring, other('x', 13 * hour)].toSorted((a, b) => atOf(a) - atOf(b)))
    const db = await openSwept(path(), '.')
    expect((await db.values("SELECT 1 FROM alerts WHERE rule = 'shared-ring'")).length).toBe(1)
    expect((await firings(db)).filter(text => text.startsWith('shared-ring'))).toEqual(RING)
  })
})
