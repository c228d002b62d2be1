import { join } from 'node:path'
import { Database } from '../../src/duckdb/database.js'
import { migrate } from '../../src/duckdb/migrate.js'
import { root } from './cli.js'

export const schemaFolder = join(root, 'pipelines', 'schema')
export const viewsFolder = join(root, 'pipelines', 'views')

/** A database with all tables and views; in memory, or a file that is made. */
export async function openMigrated(path = ':memory:'): Promise<Database> {
  const db = await Database.open(path, { create: true })
  await migrate(db, schemaFolder, viewsFolder)
  return db
}
