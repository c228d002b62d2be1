import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { Database } from '../../src/duckdb/database.js'
import { isUpToDate, migrate } from '../../src/duckdb/migrate.js'
import { Scratch } from '../support/cli.js'
import { openMigrated, schemaFolder, viewsFolder } from '../support/database.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

let db: Database
beforeEach(async () => {
  db = await openMigrated()
})
afterEach(() => db.close())

async function tables(): Promise<unknown[][]> {
  return db.values('SELECT table_name FROM duckdb_tables() ORDER BY 1')
}

test('an up-to-date database is left alone', async () => {
  expect(await isUpToDate(db, schemaFolder, viewsFolder)).toBe(true)
  await db.run("COMMENT ON VIEW v_links IS 'mine'")
  await migrate(db, schemaFolder, viewsFolder)
  expect(await db.values("SELECT comment FROM duckdb_views() WHERE view_name = 'v_links'")).toEqual([['mine']])
})

test('other views are renewed, and data is kept', async () => {
  await db.run("INSERT INTO sources VALUES ('s', 0, 0, 0, 0, 0, 0)")
  const views = scratch.path('views')
  cpSync(viewsFolder, views, { recursive: true })
  writeFileSync(`${views}/99-more.sql`, 'CREATE OR REPLACE VIEW v_more AS SELECT 1 AS one')
  expect(await isUpToDate(db, schemaFolder, views)).toBe(false)
  await migrate(db, schemaFolder, views)
  expect(await isUpToDate(db, schemaFolder, views)).toBe(true)
  expect(await db.values('FROM v_more')).toEqual([[1]])
  expect(await db.values('SELECT source FROM sources')).toEqual([['s']])
})

test('a later schema file is applied once; a broken one leaves nothing behind', async () => {
  const schema = scratch.path('schema')
  cpSync(schemaFolder, schema, { recursive: true })
  const before = await tables()
  writeFileSync(`${schema}/900-more.sql`, 'CREATE TABLE more (n INTEGER); SELECT nonsense')
  await expect(migrate(db, schema, viewsFolder)).rejects.toThrow(/nonsense/)
  expect(await tables()).toEqual(before)
  writeFileSync(`${schema}/900-more.sql`, 'CREATE TABLE more (n INTEGER)')
  await migrate(db, schema, viewsFolder)
  await migrate(db, schema, viewsFolder)
  expect(await db.values('SELECT max(version), count(*) FILTER (version = 900) FROM schema_migrations')).toEqual([
    [900, 1n],
  ])
  rmSync(`${schema}/900-more.sql`)
  await expect(migrate(db, schema, viewsFolder)).rejects.toThrow(/has schema version 900.*A newer banken wrote it/)
})

test('a database of someone else is not touched', async () => {
  const other = await Database.open(':memory:', { create: true })
  await other.run('CREATE TABLE theirs (n INTEGER)')
  await expect(migrate(other, schemaFolder, viewsFolder)).rejects.toThrow(/not one of banken's/)
  expect(await other.values('SELECT table_name FROM duckdb_tables()')).toEqual([['theirs']])
  other.close()
})

test('the other way round: views of a database without a fingerprint are renewed', async () => {
  await db.run('DROP TABLE schema_views')
  expect(await isUpToDate(db, schemaFolder, viewsFolder)).toBe(false)
  await migrate(db, schemaFolder, viewsFolder)
  expect(await isUpToDate(db, schemaFolder, viewsFolder)).toBe(true)
})
