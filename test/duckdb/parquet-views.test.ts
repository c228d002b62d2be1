import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Database } from '../../src/duckdb/database.js'
import { dictionaryOf } from '../../src/duckdb/dictionary.js'
import { writeParquet } from '../../src/duckdb/parquet.js'
import { root, Scratch } from '../support/cli.js'
import { viewsFolder } from '../support/database.js'
import { databaseOf, filesIn, reader } from '../support/parquet.js'

const BASES = ['declared', 'confirmed', 'compensated', 'excluded', 'suspected']
const scratch = new Scratch()
const fixtures = join(root, 'fixtures', 'september-2020')

/** All controls and claims, and a week of the attack. */
function september(): string[] {
  const traffic = gunzipSync(readFileSync(join(fixtures, 'traffic.ndjson.gz'))).toString()
  const week = traffic.split('\n').filter(line => /"at":"2020-09-0[1-7]T/.test(line))
  expect(week.length).toBeGreaterThan(5000)
  const words = ['controls', 'claims'].map(name => readFileSync(join(fixtures, `${name}.ndjson`), 'utf8'))
  return [...words.join('\n').split('\n'), ...week].filter(line => line !== '')
}

let ours: Database
let theirs: Database
beforeAll(async () => {
  ours = (await databaseOf(september())).db
  await writeParquet(ours, scratch.path('out'), viewsFolder)
  theirs = await reader(scratch.path('out'))
})
afterAll(() => {
  theirs.close()
  ours.close()
  scratch.remove()
})

/** The same rows from the database and from the files, and so many at least. */
async function expectSame(from: string, rowsMin = 1): Promise<void> {
  const sql = `SELECT row_::VARCHAR FROM (FROM ${from}) row_ ORDER BY 1`
  const rows = await ours.values(sql)
  expect(await theirs.values(sql)).toEqual(rows)
  if (rows.length < rowsMin) throw new Error(`${from}: ${rows.length} rows; the test shows nothing`)
}

test('views, macros, columns, types and comments are those of the database', async () => {
  const dictionary = await dictionaryOf(ours)
  expect(dictionary.length).toBeGreaterThanOrEqual(12)
  expect(await dictionaryOf(theirs)).toEqual(dictionary)
})

test('every public view and every exported table has the same rows', async () => {
  const names = await ours.values(`
    SELECT view_name FROM duckdb_views() WHERE NOT internal AND starts_with(view_name, 'v_')
    UNION ALL SELECT table_name FROM duckdb_tables() WHERE table_name IN (
      'links', 'charges', 'two_factors', 'claims', 'limits', 'suspensions', 'alert_events', 'rules')`)
  expect(names.length).toBeGreaterThanOrEqual(13)
  // Nothing is published in this database.
  for (const [name] of names) await expectSame(String(name), String(name).startsWith('v_publication') ? 0 : 1)
})

test.each(BASES)('damage and its totals on the basis %s', async basis => {
  for (const at of ['2020-09-07T12:00:00+09:00', '2020-09-20T00:00:00+09:00']) {
    await expectSame(`damage('${at}', '${basis}')`)
  }
  for (const total of ['damage_by_provider', 'damage_by_bank', 'damage_total']) {
    await expectSame(`${total}('2020-10-02T00:00:00+09:00', '${basis}', channels := ['bank'])`)
  }
})

test('the other public macros', async () => {
  await expectSame("claims_at('2020-09-16T00:00:00+09:00')", 50)
  const [row] = await ours.values('SELECT account, event_at::VARCHAR FROM two_factors ORDER BY id LIMIT 1')
  await expectSame(`two_factor_at('${row?.[0]}', '${row?.[1]}')`)
  expect((await theirs.values(`SELECT two_factor_at('${row?.[0]}', '${row?.[1]}')`))[0]?.[0]).not.toBe('unknown')
})

test('the working directory says where the files are, where no variable does', async () => {
  const before = process.cwd()
  await theirs.run('RESET VARIABLE banken_dir')
  try {
    process.chdir(scratch.path('out'))
    await expectSame('v_alerts')
  } finally {
    process.chdir(before)
    await theirs.run(`SET VARIABLE banken_dir = '${scratch.path('out')}'`)
  }
})

test('each file has the events of its type and of its day in Japan, by (event_at, id)', async () => {
  const files = `read_parquet('${scratch.path('out')}/events/type=charge/*/part.parquet', file_row_number = true)`
  const [row] = await theirs.values(`
    SELECT count(*), count(*) FILTER (date <> to_jst(event_at)::DATE), count(*) FILTER ((event_at, id) <= before)
    FROM (SELECT *, lag((event_at, id)) OVER (PARTITION BY date ORDER BY file_row_number) AS before FROM ${files})`)
  expect(row?.slice(1)).toEqual([0n, 0n])
  expect(await ours.values('SELECT count(*) FROM charges')).toEqual([[row?.[0]]])
})

test('the order of delivery makes no difference to the bytes', async () => {
  const { db } = await databaseOf(september().reverse())
  await writeParquet(db, scratch.path('reversed'), viewsFolder)
  db.close()
  const files = filesIn(scratch.path('out'))
  const others = filesIn(scratch.path('reversed'))
  // Alerts that were opened on the way and retracted are rows of it, and depend on the way.
  for (const path of ['alerts.parquet', 'manifest.json']) {
    delete files[path]
    delete others[path]
  }
  expect(Object.keys(files).length).toBeGreaterThan(100)
  expect(Object.keys(others)).toEqual(Object.keys(files))
  expect(Object.keys(files).filter(path => files[path] !== others[path])).toEqual([])
})
