import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MADE_ANEW, type ParquetColumn, type ParquetTable, patternOf } from './parquet-tables.js'

const HEAD = `-- The tables, views and macros of a banken database over the Parquet files beside this file, for DuckDB 1.3 or later.
--
--   cd DIR && duckdb -init views.sql          the files are found from the working directory, or
--   SET VARIABLE banken_dir = '/data/DIR';    where this says, in every session that reads them (s3://… too)
--
-- Tables that are written here as views have the names and columns of the database.

SET TimeZone = 'Asia/Tokyo';
`

/**
 * `views.sql`: the exported tables as views over their files, then the views and macros of a folder as they stand there.
 * `filled` says whether a table has a file: `read_parquet` takes no pattern that finds none.
 */
export function viewsText(
  tables: readonly ParquetTable[],
  filled: (table: ParquetTable) => boolean,
  viewsFolder: string,
): string {
  const views = readdirSync(viewsFolder)
    .filter(name => name.endsWith('.sql'))
    .sort()
    .map(name => readFileSync(join(viewsFolder, name), 'utf8'))
  return [HEAD, ...tables.map(table => tableSql(table, filled(table))), ...views].join('\n')
}

function tableSql(table: ParquetTable, filled: boolean): string {
  const columns = table.columns.map(column => (filled ? columnSql(column) : emptySql(column)))
  const rows = filled ? `FROM read_parquet(${placeSql(table)}) file_` : 'WHERE false'
  return [
    `CREATE OR REPLACE VIEW ${table.name} AS\nSELECT ${columns.join(', ')}\n${rows};`,
    `COMMENT ON VIEW ${table.name} IS ${quoted(table.comment)};`,
    ...table.columns.map(({ name, comment }) => `COMMENT ON COLUMN ${table.name}."${name}" IS ${quoted(comment)};`),
    '',
  ].join('\n')
}

/** Qualified: DuckDB takes a bare name for an argument of the macro that reads the view, where it has one of that name. */
function columnSql({ name, type }: ParquetColumn): string {
  const made = MADE_ANEW[name]
  return made === undefined ? `file_."${name}"` : `${made}::${type} AS "${name}"`
}

function emptySql({ name, type }: ParquetColumn): string {
  return `NULL::${type} AS "${name}"`
}

function placeSql(table: ParquetTable): string {
  const place = `coalesce(getvariable('banken_dir') || '/', '') || ${quoted(patternOf(table))}`
  return table.type === undefined ? place : `${place}, hive_partitioning = true, hive_types = {'date': DATE}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
