import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, DatabaseError } from './database.js'

const NUMBERED = /^(\d{3})-[a-z0-9-]+\.sql$/

/** The SQL files of a folder in the order of their names. */
export function sqlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.sql'))
    .sort()
}

/**
 * Brings a database to the schema of `folder` (numbered files, forward only) in one transaction, then renews the views
 * and macros of `views`. Rejects a database that a newer banken has written.
 */
export async function migrate(db: Database, schemaFolder: string, viewsFolder: string): Promise<void> {
  await db.run('BEGIN')
  try {
    await applySchema(db, schemaFolder)
    for (const name of sqlFiles(viewsFolder)) await db.run(readFileSync(join(viewsFolder, name), 'utf8'))
    await db.run('COMMIT')
  } catch (error) {
    await db.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}

async function applySchema(db: Database, folder: string): Promise<void> {
  const files = sqlFiles(folder).map(name => ({ name, version: Number(NUMBERED.exec(name)?.[1]) }))
  const newest = Math.max(...files.map(file => file.version))
  const applied = await schemaVersion(db)
  if (applied > newest) {
    throw new DatabaseError(
      `${db.path}: has schema version ${applied}, this banken knows ${newest}. A newer banken wrote it: use that one.`,
    )
  }
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
