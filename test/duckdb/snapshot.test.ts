import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { Database } from '../../src/duckdb/database.js'
import { writeSnapshot } from '../../src/duckdb/snapshot.js'
import { Scratch } from '../support/cli.js'
import { openMigrated } from '../support/database.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const CATALOGUE = `
  SELECT 'table', table_name, comment FROM duckdb_tables() WHERE NOT internal AND database_name = current_database()
  UNION ALL SELECT 'view', view_name, comment FROM duckdb_views() WHERE NOT internal AND database_name = current_database()
  UNION ALL SELECT 'column', table_name || '.' || column_name, comment FROM duckdb_columns()
    WHERE NOT internal AND database_name = current_database()
  UNION ALL SELECT function_type, function_name, comment FROM duckdb_functions()
    WHERE NOT internal AND database_name = current_database()
  ORDER BY ALL`

async function countIn(path: string): Promise<unknown> {
  const copy = await Database.open(path, { readOnly: true })
  try {
    return (await copy.values('SELECT count(*) FROM schema_migrations'))[0]?.[0]
  } finally {
    copy.close()
  }
}

test('the copy has all views, macros and comments', async () => {
  const db = await openMigrated(scratch.path('all.duckdb'))
  await writeSnapshot(db, scratch.path('all-copy.duckdb'))
  const copy = await Database.open(scratch.path('all-copy.duckdb'), { readOnly: true })
  const ours = await db.values(CATALOGUE)
  expect(ours.length).toBeGreaterThan(400)
  expect(await copy.values(CATALOGUE)).toEqual(ours)
  copy.close()
  db.close()
})

test('what is committed while it is copied is in the database and not in the copy', async () => {
  const db = await openMigrated(scratch.path('live.duckdb'))
  const [before] = await db.values('SELECT count(*) FROM schema_migrations')
  let commits: Promise<void> = Promise.resolve()
  await writeSnapshot(db, scratch.path('live-copy.duckdb'), () => {
    commits = db.run("INSERT INTO schema_migrations SELECT 500, 'x' FROM range(300000)")
  })
  await commits
  expect(await countIn(scratch.path('live-copy.duckdb'))).toBe(before?.[0])
  const [after] = await db.values('SELECT count(*) FROM schema_migrations')
  expect(after?.[0]).toBe((before?.[0] as bigint) + 300000n)
  db.close()
})

test('replaces the last one; whoever has that open keeps it', async () => {
  const db = await openMigrated(scratch.path('twice.duckdb'))
  const path = scratch.path('twice-copy.duckdb')
  await writeSnapshot(db, path)
  const analyst = await Database.open(path, { readOnly: true })
  const [old] = await analyst.values('SELECT count(*) FROM schema_migrations')
  await db.run("INSERT INTO schema_migrations VALUES (501, 'y')")
  await writeSnapshot(db, path)
  expect(await analyst.values('SELECT count(*) FROM schema_migrations')).toEqual([old])
  analyst.close()
  expect(await countIn(path)).toBe((old?.[0] as bigint) + 1n)
  db.close()
})

test('a place where it cannot go is named, nothing is left, and work goes on', async () => {
  const db = await openMigrated(scratch.path('bad.duckdb'))
  mkdirSync(scratch.path('folder'))
  for (const [path, says] of [
    [scratch.path('none/x.duckdb'), /there is no folder .*none; make it/],
    [scratch.path('folder'), /is a folder; name a file/],
    [scratch.path('bad.duckdb'), /is the database itself/],
  ] as const) {
    await expect(writeSnapshot(db, path)).rejects.toThrow(says)
  }
  if (existsSync('/proc')) await expect(writeSnapshot(db, '/proc/x')).rejects.toThrow(/snapshot \/proc\/x: cannot/)
  await db.run("INSERT INTO schema_migrations VALUES (502, 'z')")
  expect(readdirSync(scratch.folder).filter(name => name.includes('partial'))).toEqual([])
  db.close()
})
