import { join } from 'node:path'
import { Database, DatabaseError, type OpenOptions } from '../../duckdb/database.js'
import { isUpToDate, migrate } from '../../duckdb/migrate.js'

/** Opens a database and brings its schema and views up to date with the `pipelines/` of this home. */
export async function openMigrated(path: string, home: string, options: OpenOptions = {}): Promise<Database> {
  const db = await Database.open(path, options)
  try {
    await migrate(db, join(home, 'pipelines', 'schema'), join(home, 'pipelines', 'views'))
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens a database that is there, to read it. Rejects one whose tables or views are not those of this home. */
export async function openToRead(path: string, home: string): Promise<Database> {
  const db = await Database.open(path, { readOnly: true })
  try {
    if (await isUpToDate(db, join(home, 'pipelines', 'schema'), join(home, 'pipelines', 'views'))) return db
    throw new DatabaseError(
      `${path}: its tables or views are of another banken than this one. Any replay renews them, also of a file that ` +
        `it has already: banken replay FILE --db ${path}`,
    )
  } catch (error) {
    db.close()
    throw error
  }
}
