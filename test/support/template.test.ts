import type { Database } from '../../src/duckdb/database.js'
import { openMigrated } from './database.js'
import { openCopied } from './template.js'

const CATALOGUE = {
  tables: 'SELECT table_name, comment, sql FROM duckdb_tables()',
  columns: 'SELECT table_name, column_name, data_type, is_nullable, column_default, comment FROM duckdb_columns()',
  views: 'SELECT view_name, comment FROM duckdb_views()',
  macros: 'SELECT function_name, comment, parameters FROM duckdb_functions()',
}

async function catalogueOf(db: Database): Promise<Record<string, unknown>> {
  const parts = Object.entries(CATALOGUE).map(async ([name, sql]) => {
    return [name, await db.rows(`${sql} WHERE NOT internal ORDER BY ALL`)]
  })
  return Object.fromEntries(await Promise.all(parts))
}

test('a database that is copied from the template has all that one has that was migrated', async () => {
  const [copied, migrated] = [await openCopied(), await openMigrated()]
  try {
    expect(await catalogueOf(copied)).toEqual(await catalogueOf(migrated))
  } finally {
    copied.close()
    migrated.close()
  }
})
