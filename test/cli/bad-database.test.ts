import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { Database } from '../../src/duckdb/database.js'
import { banken, ended, expectSentence, main, root, Scratch } from '../support/cli.js'
import { openMigrated } from '../support/database.js'
import { chargeLine, ordinaryCharges } from '../support/samples.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const one = scratch.write('one.ndjson', `${chargeLine('a')}\n`)
const out = scratch.path('out')

/** Each way to open a database; `replay` would make one where there is none. */
const ways: readonly (readonly [string, (db: string) => readonly string[]])[] = [
  ['replay', db => ['replay', one, '--db', db]],
  ['export', db => ['export', '--db', db, '--out', out]],
  ['sql', db => ['sql', 'SELECT 1', '--db', db]],
]

async function alter(name: string, sql: string): Promise<string> {
  const db = await openMigrated(scratch.path(name))
  await db.run(sql)
  db.close()
  return scratch.path(name)
}

test.each(['', ':memory:', '--json', 'md:mine', 's3://bucket/x.duckdb'])(
  '%j is no file to store events in',
  async db => {
    expectSentence(await banken('replay', one, '--db', db), 2, /names no file; write the path of one/)
  },
)

test('events are neither taken for a database nor replaced by a snapshot', async () => {
  const events = readFileSync(one, 'utf8')
  expectSentence(await banken('replay', one, '--db', one), 1, /one\.ndjson: not a DuckDB database/)
  const db = scratch.path('copied.duckdb')
  await banken('replay', one, '--db', db)
  expectSentence(await banken('snapshot', '--db', db, '--out', one), 1, /one\.ndjson: is no database/)
  expect(readFileSync(one, 'utf8')).toBe(events)
})

describe.each(ways)('%s', (name, argumentsOf) => {
  test('a text file', async () => {
    const file = scratch.write(`${name}-text.duckdb`, 'This is a text.\n'.repeat(1000))
    expectSentence(await banken(...argumentsOf(file)), 1, /text\.duckdb: not a DuckDB database.*Name another file/)
    expect(readFileSync(file, 'utf8')).toMatch(/^This is a text/)
  })

  test('a DuckDB file that is not ours', async () => {
    const db = await Database.open(scratch.path(`${name}-theirs.duckdb`), { create: true })
    await db.run('CREATE TABLE theirs (n INTEGER)')
    db.close()
    expectSentence(
      await banken(...argumentsOf(db.path)),
      1,
      /theirs\.duckdb: a DuckDB database, but not one of banken's/,
    )
  })

  test('a newer schema', async () => {
    const db = await alter(`${name}-newer.duckdb`, "INSERT INTO schema_migrations VALUES (999, '999-later.sql')")
    expectSentence(
      await banken(...argumentsOf(db)),
      1,
      /newer\.duckdb: has schema version 999.*A newer banken wrote it/,
    )
  })

  test('another process has it', async () => {
    const db = await openMigrated(scratch.path(`${name}-locked.duckdb`))
    const says = new RegExp(
      `another process \\(PID ${process.pid}\\) has this database open.*wait until it is done or stop it`,
    )
    expectSentence(await banken(...argumentsOf(db.path)), 1, says)
    db.close()
    expect((await banken(...argumentsOf(db.path))).code).toBe(0)
  })

  test('a folder', async () => {
    mkdirSync(scratch.path(`${name}-folder.duckdb`))
    expectSentence(await banken(...argumentsOf(scratch.path(`${name}-folder.duckdb`))), 1, /folder\.duckdb: /)
  })
})

test.each(ways.slice(1))('%s: no database, views of another version', async (name, argumentsOf) => {
  expectSentence(
    await banken(...argumentsOf(scratch.path('no.duckdb'))),
    1,
    /no such database\. Make one with: banken replay/,
  )
  const db = await alter(`${name}-views.duckdb`, "UPDATE schema_views SET sha256 = 'other'")
  expectSentence(await banken(...argumentsOf(db)), 1, /tables or views are of another banken.*banken replay FILE --db/)
  await banken('replay', one, '--db', db)
  expect((await banken(...argumentsOf(db))).code).toBe(0)
})

/** Files may not grow beyond so many blocks of 512 bytes: a full disk, for whoever writes. */
function limited(blocks: number, ...args: readonly string[]) {
  const command = `ulimit -f ${blocks}; exec "$0" "$@"`
  return ended(spawn('sh', ['-c', command, process.execPath, main, ...args]))
}

const many = scratch.write('many.ndjson', ordinaryCharges(20_000))

test('a full disk during a replay: what was committed is there, and the same command goes on', async () => {
  const db = scratch.path('full.duckdb')
  const ran = await limited(4000, 'replay', many, '--db', db, '--batch', '1000')
  expectSentence(
    ran,
    1,
    /full\.duckdb: the disk is full or may not be written.*Make room and run the same command again/s,
  )
  expect((await banken('doctor', '--db', db)).code).toBe(0)
  const again = await banken('replay', many, '--db', db, '--json')
  const totals = JSON.parse(again.stdout)
  expect(totals).toMatchObject({ received: 20_000, deadLettered: 0 })
  expect(totals.stored).toBeGreaterThan(0)
  expect(totals.duplicates).toBeGreaterThan(0)
})

test('a full disk during an export: the old files stay', async () => {
  const db = scratch.path('export.duckdb')
  await banken('replay', one, '--db', db)
  const folder = scratch.path('full')
  await banken('export', '--db', db, '--out', folder)
  const before = readFileSync(`${folder}/events.ndjson`, 'utf8')
  await banken('replay', many, '--db', db)
  expectSentence(
    await limited(100, 'export', '--db', db, '--out', folder),
    1,
    /full: a file may not grow so large here/,
  )
  expect(readFileSync(`${folder}/events.ndjson`, 'utf8')).toBe(before)
  expect(readdirSync(folder)).toHaveLength(6)
})

describe('configuration', () => {
  beforeAll(() => {
    for (const name of ['config', 'pipelines'])
      cpSync(`${root}/${name}`, scratch.path(`home/${name}`), { recursive: true })
  })

  test.each([
    [
      'config/default.yaml',
      'batchCountMax: many',
      /default\.yaml: (line \d+: )?batchCountMax: expected a whole number, 1 or more/,
    ],
    ['config/default.yaml', 'batchCountMax: 1\n{', /default\.yaml: line 2: /],
    ['config/providers/paypay.yaml', 'names: PayPay', /paypay\.yaml: (line \d+: )?names: expected names in ja and en/],
  ])('%s: %j', async (file, text, says) => {
    cpSync(`${root}/config`, scratch.path('home/config'), { recursive: true })
    scratch.write(`home/${file}`, text)
    const home = ['--home', scratch.path('home')]
    expectSentence(await banken('replay', one, '--db', scratch.path('c.duckdb'), ...home), 78, says)
    const doctor = await banken('doctor', ...home)
    expect(doctor.code).toBe(78)
    expect(doctor.stdout).toMatch(/^BAD {2}configuration/m)
  })

  test('no configuration at all', async () => {
    const ran = await banken('replay', one, '--db', scratch.path('c.duckdb'), '--home', scratch.path('nowhere'))
    expectSentence(ran, 78, /nowhere\/config: no such folder; --home names the folder/)
  })
})
