import type { Database } from '../../src/duckdb/database.js'
import { eventTypes, fieldsOf, tableOf } from '../../src/events/catalogue.js'
import type { FieldKind } from '../../src/events/fields.js'
import { openMigrated } from '../support/database.js'

let db: Database
beforeAll(async () => {
  db = await openMigrated()
})
afterAll(() => db.close())

const SQL_TYPE: Readonly<Record<FieldKind, string>> = {
  text: 'VARCHAR',
  instant: 'TIMESTAMP WITH TIME ZONE',
  integer: 'BIGINT',
  flag: 'BOOLEAN',
  set: 'VARCHAR[]',
  items: 'STRUCT(sku VARCHAR, units BIGINT)[]',
}

test.each(eventTypes)('%s: the table has every field, in its type', async type => {
  const rows = await db.values(`SELECT column_name, data_type, is_nullable FROM duckdb_columns()
    WHERE table_name = '${tableOf(type)}' AND database_name = current_database()`)
  const columns = rows.filter(([name]) => name !== 'account_key').map(row => row.join(' '))
  const fields = fieldsOf(type).map(({ column, kind, required }) => `${column} ${SQL_TYPE[kind]} ${!required}`)
  expect(columns.sort()).toEqual(fields.sort())
})

test.each([
  ['duckdb_tables()', 'table_name', 25],
  ['duckdb_views()', 'view_name', 4],
  ['duckdb_columns()', "table_name || '.' || column_name", 200],
  ['duckdb_functions()', 'function_name', 20],
])('everything of %s has a comment', async (from, name, least) => {
  const ours = `FROM ${from} WHERE NOT internal AND database_name = current_database()`
  const [row] = await db.values(`SELECT count(*) ${ours}`)
  expect(Number(row?.[0])).toBeGreaterThanOrEqual(least)
  expect(await db.values(`SELECT ${name} ${ours} AND coalesce(trim(comment), '') = ''`)).toEqual([])
})

test('no index anywhere: look-ups break after a kill', async () => {
  expect(await db.values('FROM duckdb_indexes()')).toEqual([])
  expect(await db.values("FROM duckdb_constraints() WHERE constraint_type <> 'NOT NULL'")).toEqual([])
})

test('times are shown in JST whatever the zone of the machine', async () => {
  expect(await db.values("SELECT '2020-09-15T15:00:00Z'::TIMESTAMPTZ::VARCHAR")).toEqual([['2020-09-16 00:00:00+09']])
})
