import { join } from 'node:path'
import { Database, type OpenOptions } from '../../duckdb/database.js'
import { migrate } from '../../duckdb/migrate.js'

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
