import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDbEngine } from '../../src/cli/support/engine.js'
import { openMigrated } from '../../src/cli/support/home.js'
import { assemble } from '../../src/cli/support/pipeline.js'
import { appliedText, applyRules } from '../../src/cli/support/rule-apply.js'
import { Database } from '../../src/duckdb/database.js'
import { DuckDbJournal } from '../../src/duckdb/journal.js'
import { addHistory, ruleHistory } from '../../src/duckdb/rule-history.js'
import { parseInstant } from '../../src/events/time.js'
import { outputTopics } from '../../src/events/topics.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import { fileSource } from '../../src/files/source.js'
import { NO_MARK } from '../../src/pipeline/mark.js'
import { placeKey } from '../../src/pipeline/positions.js'
import { publicationAfter } from '../../src/pipeline/publication.js'
import { Scratch } from '../support/cli.js'
import { receivedLine } from '../support/received.js'
import { chargeLine } from '../support/samples.js'
import { databaseOf } from './history.js'
import { headOf, withHome } from './home.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const sweepHead = headOf('daily', {
  on: 'sweep',
  every: '1 day',
  span: '1 day',
  reads: 'charge',
  fires: 'charge',
  reason: '{yen}円 | {yen} yen',
})
const daily = (yen: number) =>
  `${sweepHead}SELECT id, account AS entity, yen FROM v_charges WHERE yen >= ${yen} AND event_at >= $from`
const big = (yen: number) => `${headOf('big')}SELECT id FROM work WHERE yen >= ${yen}`
const gone = { sql: `${headOf('gone')}SELECT id FROM work WHERE yen >= 5000` }
const rules = { big: { sql: big(5000) }, daily: { sql: daily(5000) }, gone }

const lines = [10, 11, 12, 13, 14].flatMap(day =>
  [3000, 6000].map(yen =>
    chargeLine(`c-${day}-${yen}`, { yen, account: `a-${yen}`, at: `2020-09-${day}T10:00:00+09:00` }),
  ),
)

/** Halves both limits and takes a rule away. */
function change(home: string): void {
  const folder = join(home, 'pipelines', 'rules')
  writeFileSync(join(folder, 'big.sql'), big(2500))
  writeFileSync(join(folder, 'daily.sql'), daily(2500))
  rmSync(join(folder, 'gone.sql'))
}

function at(text: string): number {
  const parsed = parseInstant(text)
  return parsed.ok ? parsed.value : Number.NaN
}

async function reading<T>(path: string, read: (db: Database) => Promise<T>): Promise<T> {
  const db = await Database.open(path)
  try {
    return await read(db)
  } finally {
    db.close()
  }
}

const payloads = (path: string) =>
  reading(path, async db =>
    (await db.values("SELECT payload FROM alerts WHERE status = 'open' ORDER BY id")).map(String),
  )
const fired = (path: string, rule: string) =>
  reading(path, async db =>
    (await db.values(`SELECT event_id FROM alert_events WHERE rule = '${rule}' ORDER BY 1`)).map(String),
  )

test('changed rules judge from the start of the day that was asked for, and what is older stays as it was', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    change(home)
    const applied = await applyRules(home, db, at('2020-09-12T18:00:00+09:00'))
    expect(appliedText(applied)).toMatch(
      /^big \w{12} judges from 2020-09-12T00:00:00\+09:00\ndaily .*\ngone ends at 2020-09-12T00:00:00\+09:00\nalerts: 5 opened, 5 amended, 3 retracted\n$/,
    )
    expect(await fired(db, 'big')).toEqual([
      'c-10-6000',
      'c-11-6000',
      'c-12-3000',
      'c-12-6000',
      'c-13-3000',
      'c-13-6000',
      'c-14-3000',
      'c-14-6000',
    ])
    // The day of the newest event is not over.
    expect(await fired(db, 'daily')).toEqual([
      'c-10-6000',
      'c-11-6000',
      'c-12-3000',
      'c-12-6000',
      'c-13-3000',
      'c-13-6000',
    ])
    expect(await fired(db, 'gone')).toEqual(['c-10-6000', 'c-11-6000'])
    expect(appliedText(await applyRules(home, db, at('2020-09-13T00:00:00+09:00')))).toMatch(/nothing was changed/)
  })
})

test('a database that is built anew with the history of rules says the same, byte for byte', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    change(home)
    await applyRules(home, db, at('2020-09-12T18:00:00+09:00'))
    const config = readConfig(home)
    const anew = join(home, 'anew.duckdb')
    const rebuilt = await openMigrated(anew, home, { create: true })
    await addHistory(rebuilt, await reading(db, ruleHistory))
    const pipeline = await assemble(rebuilt, config, readRules(home, config.thresholds), { batchCountMax: 1 })
    const shuffled = scratch.write('shuffled.ndjson', [...lines].reverse().join('\n'))
    for await (const _ of pipeline.run(fileSource(shuffled)));
    await pipeline.finish()
    rebuilt.close()
    expect(await payloads(anew)).toEqual(await payloads(db))
  })
})

test('from before the first event it is as if the rules had always been so', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    change(home)
    await applyRules(home, db, at('2020-01-01T00:00:00+09:00'))
    const before = await payloads(db)
    rmSync(db)
    expect(before).toEqual(await payloads(await databaseOf(home, lines)))
  })
})

test('a refused file changes nothing', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    writeFileSync(join(home, 'pipelines', 'rules', 'big.sql'), `${headOf('big')}SELECT id FROM work WHERE nope >= 1`)
    await expect(applyRules(home, db, 0)).rejects.toThrow(/big\.sql: .*nope.*; nothing was applied/)
    expect(await fired(db, 'gone')).toHaveLength(5)
  })
})

test('in a live database revisions and history wait in the outbox, behind what waits there already', async () => {
  await withHome(rules, async home => {
    const path = join(home, 'live.duckdb')
    const config = readConfig(home)
    const db = await openMigrated(path, home, { create: true })
    const engine = await DuckDbEngine.open(db, config, readRules(home, config.thresholds))
    await engine.enforceRules(async () => undefined)
    const journal = new DuckDbJournal(db)
    const positions = new Map([[placeKey('t', 0), { first: 0, next: lines.length }]])
    const marked = publicationAfter(NO_MARK, [], positions)
    const received = lines.map((line, i) => receivedLine(line, i, config))
    await engine.commit(received, () => journal.write(marked, NO_MARK))
    db.close()
    const files = await databaseOf(home, lines)
    change(home)
    const applied = await applyRules(home, path, at('2020-09-12T18:00:00+09:00'))
    await applyRules(home, files, at('2020-09-12T18:00:00+09:00'))
    expect(appliedText(applied)).toMatch(/5 opened, 5 amended, 3 retracted\nnothing of it is on the topics yet: /)
    expect(await payloads(path)).toEqual(await payloads(files))
    await reading(path, async d => {
      const waiting = await new DuckDbJournal(d).recordsAfter(0)
      expect(waiting.map(({ headers }) => Number(headers.ce_sequence))).toEqual(waiting.map((_, i) => i + 1))
      const topics = waiting.map(({ topic }) => topic)
      expect(topics.filter(topic => topic === outputTopics.rules)).toHaveLength(3)
      expect(topics.filter(topic => topic === outputTopics.alerts)).toHaveLength(13)
      const marks = await new DuckDbJournal(d).marks()
      expect(marks.map(({ seq }) => seq)).toEqual([0, waiting.length])
      expect(await new DuckDbJournal(d).positions()).toEqual(positions)
    })
    expect(appliedText(await applyRules(home, path, at('2020-09-13T00:00:00+09:00')))).toMatch(/nothing was changed/)
  })
})
