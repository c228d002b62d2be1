import { eventTypes, tableOf } from '../events/catalogue.js'
import type { Database } from './database.js'

export interface ParquetColumn {
  readonly name: string
  /** As DuckDB writes it. */
  readonly type: string
  readonly comment: string
}

export interface ParquetTable {
  readonly name: string
  readonly comment: string
  readonly columns: readonly ParquetColumn[]
  /** Of an event table, the type of its events: it has a file for each day in Japan that has rows. */
  readonly type?: string
}

/** One file: what stands in it, and the rows of the table that do. */
export interface Part {
  /** Below the folder of the export, with `/`. */
  readonly path: string
  readonly rows: number
  /**
   * Over the rows in any order: the sum of a 64-bit hash of each, which takes in the columns' names and types and the
   * version of DuckDB, whose hash it is.
   */
  readonly checksum: string
  readonly selectSql: string
}

/** Tables that are no events, each one file, and the order of its rows. */
const WHOLE: Readonly<Record<string, string>> = {
  alerts: 'id',
  alert_events: 'event_at, event_id, rule, alert_id',
  publication_cells: 'publication, basis, provider, bank',
  publication_claims: 'publication, claim',
  publications: 'seq',
  rules: 'rule, version, effective_from, definition',
}

/** A key that joins faster than the token: many readers of Parquet know no unsigned 64 bits, so it is made anew. */
export const MADE_ANEW: Readonly<Record<string, string>> = { account_key: 'md5_number_lower(file_.account)' }

/** The tables that are exported, in the order of their names. */
export async function parquetTables(db: Database): Promise<readonly ParquetTable[]> {
  const types = new Map<string, string>(eventTypes.map(type => [tableOf(type), type]))
  const columns = await db.values(`
    SELECT table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns()
    WHERE database_name = current_database() AND NOT internal ORDER BY table_name, column_index`)
  const tables = await db.values(`
    SELECT table_name, coalesce(comment, '') FROM duckdb_tables()
    WHERE database_name = current_database() AND NOT internal ORDER BY table_name`)
  return tables
    .map(([name, comment]) => ({
      name: String(name),
      comment: String(comment),
      columns: columns
        .filter(([table]) => table === name)
        .map(([, column, type, words]) => ({ name: String(column), type: String(type), comment: String(words) })),
      type: types.get(String(name)),
    }))
    .filter(({ name, type }) => type !== undefined || name in WHOLE)
    .map(({ type, ...table }) => (type === undefined ? table : { ...table, type }))
}

/** Every file that the rows of these tables make. */
export async function partsOf(db: Database, tables: readonly ParquetTable[]): Promise<readonly Part[]> {
  const parts: Part[][] = []
  for (const table of tables)
    parts.push(table.type === undefined ? [await wholeOf(db, table)] : await daysOf(db, table))
  return parts.flat()
}

/** Where the files of a table lie, for `read_parquet`. */
export function patternOf({ name, type }: ParquetTable): string {
  return type === undefined ? `${name}.parquet` : `events/type=${type}/date=*/part.parquet`
}

async function daysOf(db: Database, table: ParquetTable): Promise<Part[]> {
  const days = await db.values(`
    SELECT strftime(day, '%Y-%m-%d'), epoch_us(from_jst(day::TIMESTAMP)), rows, checksum::VARCHAR
    FROM (SELECT to_jst(event_at)::DATE AS day, count(*) AS rows, ${checksumSql(table)} AS checksum
      FROM ${table.name} GROUP BY day)
    ORDER BY day`)
  return days.map(([day, from, rows, checksum]) => ({
    path: `events/type=${table.type}/date=${day}/part.parquet`,
    rows: Number(rows),
    checksum: String(checksum),
    // Literals, so that only the day's own row groups are read.
    selectSql: `SELECT ${stored(table)} FROM ${table.name}
      WHERE event_at >= make_timestamptz(${from}) AND event_at < make_timestamptz(${from} + 86400000000)
      ORDER BY event_at, id`,
  }))
}

async function wholeOf(db: Database, table: ParquetTable): Promise<Part> {
  const [row] = await db.values(`SELECT count(*), coalesce(${checksumSql(table)}, 0)::VARCHAR FROM ${table.name}`)
  return {
    path: patternOf(table),
    rows: Number(row?.[0]),
    checksum: String(row?.[1]),
    selectSql: `SELECT ${stored(table)} FROM ${table.name} ORDER BY ${WHOLE[table.name]}`,
  }
}

function checksumSql(table: ParquetTable): string {
  const shape = table.columns.map(({ name, type }) => `${name} ${type}`).join(', ')
  return `sum(hash(${stored(table)}, '${shape.replaceAll("'", "''")}', version()))`
}

function stored({ columns }: ParquetTable): string {
  return columns
    .filter(({ name }) => !(name in MADE_ANEW))
    .map(({ name }) => `"${name}"`)
    .join(', ')
}
