import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../events/content.js'
import { type Database, DatabaseError } from './database.js'

const NUMBERED = /^(\d{3})-[a-z0-9-]+\.sql$/

/** The SQL files of a folder in the order of their names. */
function sqlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.sql'))
    .sort()
}

/**
 * Brings a database to the schema of `folder` (numbered files, forward only) in one transaction, and renews the views
 * and macros of `views` where they are not these. Rejects a database that a newer banken has written.
 */
export async function migrate(db: Database, schemaFolder: string, viewsFolder: string): Promise<void> {
  if (await isUpToDate(db, schemaFolder, viewsFolder)) return
  await db.run('BEGIN')
  try {
    await applySchema(db, schemaFolder)
    for (const name of sqlFiles(viewsFolder)) await db.run(readFileSync(join(viewsFolder, name), 'utf8'))
    await db.run(VIEWS_TABLE)
    await db.run('INSERT INTO schema_views VALUES ($1)', [fingerprintOf([schemaFolder, viewsFolder])])
    await db.run('COMMIT')
    // So that a copy of the file alone has the tables, whatever is still in the log beside it.
    await db.run('CHECKPOINT')
  } catch (error) {
    await db.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** Whether tables, views and macros are those of these folders. Rejects what is newer, and what is not ours. */
export async function isUpToDate(db: Database, schemaFolder: string, viewsFolder: string): Promise<boolean> {
  const applied = await schemaVersion(db)
  const newest = newestOf(schemaFolder)
  if (applied > newest) {
    throw new DatabaseError(
      `${db.path}: has schema version ${applied}, this banken knows ${newest}. A newer banken wrote it: use that one.`,
    )
  }
  const [made] = await db.values("SELECT 1 FROM duckdb_tables() WHERE table_name = 'schema_views'")
  const [row] = made ? await db.values('SELECT sha256 FROM schema_views') : []
  return row?.[0] === fingerprintOf([schemaFolder, viewsFolder])
}

/** SHA-256 over the names and texts of all SQL files: other views than these were made by another version. */
function fingerprintOf(folders: readonly string[]): string {
  const files = folders.flatMap(folder =>
    sqlFiles(folder).map(name => [name, readFileSync(join(folder, name), 'utf8')]),
  )
  return sha256(JSON.stringify(files))
}

function newestOf(folder: string): number {
  return Math.max(...sqlFiles(folder).map(versionOf))
}

function versionOf(name: string): number {
  return Number(NUMBERED.exec(name)?.[1])
}

async function applySchema(db: Database, folder: string): Promise<void> {
  const files = sqlFiles(folder).map(name => ({ name, version: versionOf(name) }))
  const applied = await schemaVersion(db)
  if (applied === 0) await db.run(MIGRATIONS_TABLE)
  for (const file of files.filter(file => file.version > applied)) {
    await db.run(readFileSync(join(folder, file.name), 'utf8'))
    await db.run('INSERT INTO schema_migrations VALUES ($1, $2)', [file.version, file.name])
  }
}

const MIGRATIONS_TABLE = `
CREATE TABLE schema_migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL);
COMMENT ON TABLE schema_migrations IS 'The schema files that were applied to this database';
COMMENT ON COLUMN schema_migrations.version IS 'Number of the file';
COMMENT ON COLUMN schema_migrations.name IS 'Name of the file'`

const VIEWS_TABLE = `
CREATE OR REPLACE TABLE schema_views (sha256 VARCHAR NOT NULL);
COMMENT ON TABLE schema_views IS 'Which views and macros this database has';
COMMENT ON COLUMN schema_views.sha256 IS 'SHA-256 over all schema and view files'`

/** The newest schema file that was applied; 0 for an empty file. Rejects a database that is not ours. */
async function schemaVersion(db: Database): Promise<number> {
  const tables = await db.values('SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()')
  if (tables.length === 0) return 0
  if (!tables.some(([name]) => name === 'schema_migrations')) {
    throw new DatabaseError(`${db.path}: a DuckDB database, but not one of banken's. Name another file.`)
  }
  const [row] = await db.values('SELECT max(version) FROM schema_migrations')
  return Number(row?.[0] ?? 0)
}
