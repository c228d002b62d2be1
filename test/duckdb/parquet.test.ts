import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeParquet } from '../../src/duckdb/parquet.js'
import { Scratch } from '../support/cli.js'
import { viewsFolder } from '../support/database.js'
import { charge, claim, loserFirst, word } from '../support/ledger-lines.js'
import { databaseOf, filesIn, reader } from '../support/parquet.js'

const DAY = 24 * 60
const scratch = new Scratch()
afterAll(() => scratch.remove())

const part = (type: string, date: string) => `events/type=${type}/date=${date}/part.parquet`
// The same id on two days: the second content displaces the first.
const [loser, winner] = loserFirst(charge('moves', 3 * DAY), charge('moves', 5 * DAY))
const dayOf = (line: string) => String(JSON.parse(line).at).slice(0, 10)
const first = [charge('a', 1), charge('b', DAY + 1), loser]
const more = [charge('late', 0), charge('new-day', 9 * DAY), claim('new-type', 1), winner]

test('a second run writes nothing, and a run after more events writes the days that have changed', async () => {
  const folder = scratch.path('incremental')
  const { db, feed } = await databaseOf(first)
  const report = await writeParquet(db, folder, viewsFolder)
  expect(report.written).toEqual([
    'alert_events.parquet',
    'alerts.parquet',
    ...['2020-09-15', '2020-09-16', dayOf(loser)].map(day => part('charge', day)),
    'publication_cells.parquet',
    'publication_claims.parquet',
    'publications.parquet',
    'rules.parquet',
  ])
  expect(report).toMatchObject({ files: 9, removed: [] })
  const before = filesIn(folder)
  const places = Object.keys(before).map(path => statSync(join(folder, path)).ino)
  expect(await writeParquet(db, folder, viewsFolder)).toEqual({ ...report, written: [] })
  expect(Object.keys(filesIn(folder)).map(path => statSync(join(folder, path)).ino)).toEqual(places)

  await feed(more)
  const next = await writeParquet(db, folder, viewsFolder)
  const days = ['2020-09-15', dayOf(winner), '2020-09-24']
  const events = next.written.filter(path => path.startsWith('events/'))
  expect(events).toEqual([...days.map(day => part('charge', day)), part('claim', '2020-09-15')].sort())
  expect(next.removed).toEqual([part('charge', dayOf(loser))])
  expect(filesIn(folder)[part('charge', '2020-09-16')]).toBe(before[part('charge', '2020-09-16')])
  db.close()
})

test('what was appended is, byte for byte, what is written at once', async () => {
  const { db, feed } = await databaseOf(first)
  await writeParquet(db, scratch.path('appended'), viewsFolder)
  await feed(more)
  await writeParquet(db, scratch.path('appended'), viewsFolder)
  await writeParquet(db, scratch.path('at-once'), viewsFolder)
  expect(filesIn(scratch.path('appended'))).toEqual(filesIn(scratch.path('at-once')))
  db.close()
})

test('a file that is gone or cut is written again', async () => {
  const folder = scratch.path('cut')
  const { db } = await databaseOf(first)
  await writeParquet(db, folder, viewsFolder)
  const whole = filesIn(folder)
  rmSync(join(folder, part('charge', '2020-09-15')))
  writeFileSync(join(folder, 'alerts.parquet'), 'PAR1')
  rmSync(join(folder, 'views.sql'))
  const { written } = await writeParquet(db, folder, viewsFolder)
  expect(written).toEqual(['alerts.parquet', part('charge', '2020-09-15')])
  expect(filesIn(folder)).toEqual(whole)
  db.close()
})

test('an export that ends at any of its moves leaves old files or new ones, and the next one makes it whole', async () => {
  const { db, feed } = await databaseOf(first)
  await writeParquet(db, scratch.path('old'), viewsFolder)
  const old = filesIn(scratch.path('old'))
  const folders: string[] = []
  for (let n = 0; n < 16; n++) {
    folders.push(scratch.path(`killed-${n}`))
    await writeParquet(db, folders[n] as string, viewsFolder)
  }
  await feed(more)
  await writeParquet(db, scratch.path('new'), viewsFolder)
  const whole = filesIn(scratch.path('new'))
  let ended = 0
  for (const [n, folder] of folders.entries()) {
    let moves = 0
    const dies = () => {
      if (moves++ === n) throw new Error('killed')
    }
    const run = writeParquet(db, folder, viewsFolder, dies)
    const killed = await run.then(() => false).catch(error => (error as Error).message === 'killed')
    if (!killed) {
      expect(filesIn(folder)).toEqual(whole)
      break
    }
    ended++
    const { 'manifest.json': manifest, ...files } = filesIn(folder)
    for (const [path, bytes] of Object.entries(files)) expect([old[path], whole[path]]).toContain(bytes)
    const complete = JSON.parse(Buffer.from(manifest ?? '', 'base64').toString()).complete
    expect(complete).toBe(n === 0)
    await writeParquet(db, folder, viewsFolder)
    expect(filesIn(folder)).toEqual(whole)
  }
  expect(ended).toBeGreaterThan(6)
  expect(ended).toBeLessThan(folders.length)
  db.close()
})

test('an older database over what a killed export of a newer one has left', async () => {
  const folder = scratch.path('back')
  const { db: older } = await databaseOf(first)
  await writeParquet(older, folder, viewsFolder)
  const old = filesIn(folder)
  const { db: newer } = await databaseOf([...first, ...more])
  let moves = 0
  const dies = () => {
    if (moves++ === 5) throw new Error('killed')
  }
  await expect(writeParquet(newer, folder, viewsFolder, dies)).rejects.toThrow('killed')
  expect(filesIn(folder)).not.toEqual(old)
  await writeParquet(older, folder, viewsFolder)
  expect(filesIn(folder)).toEqual(old)
  newer.close()
  older.close()
})

test('a database without events, and a type that has lost its last one', async () => {
  const folder = scratch.path('empty')
  const { db } = await databaseOf([])
  await writeParquet(db, folder, viewsFolder)
  const empty = await reader(folder)
  expect(await empty.values('FROM v_charges')).toEqual([])
  expect(await empty.values("SELECT cases FROM damage_total('2020-09-16T00:00:00+09:00', 'declared')")).toEqual([
    [null],
  ])
  const { db: some } = await databaseOf([word('exposure', 'x', 1, { links: 5 })])
  await writeParquet(some, folder, viewsFolder)
  const { removed } = await writeParquet(db, folder, viewsFolder)
  expect(removed).toEqual([part('exposure', '2020-09-15')])
  expect(Object.keys(filesIn(folder)).filter(path => path.startsWith('events/'))).toEqual([])
  empty.close()
  some.close()
  db.close()
})

test('a folder that holds something else is left alone', async () => {
  const { db } = await databaseOf([])
  mkdirSync(scratch.path('mine'))
  writeFileSync(scratch.path('mine/notes.txt'), 'mine')
  await expect(writeParquet(db, scratch.path('mine'), viewsFolder)).rejects.toThrow(/mine: holds something else/)
  expect(filesIn(scratch.path('mine'))).toEqual({ 'notes.txt': Buffer.from('mine').toString('base64') })
  for (const text of ['{"format":"other"}', '{', 'null']) {
    writeFileSync(scratch.path('mine/manifest.json'), text)
    await expect(writeParquet(db, scratch.path('mine'), viewsFolder)).rejects.toThrow(/manifest.json: is not the manif/)
    expect(readFileSync(scratch.path('mine/manifest.json'), 'utf8')).toBe(text)
  }
  db.close()
})
