import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  STRUCT,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api'
import type { Database } from './database.js'

interface Kind {
  readonly type: DuckDBType
  /** What the column's vector takes for a JavaScript value; without it, the value itself. */
  readonly made?: (value: never) => DuckDBValue
}

const kind = <Value>(type: DuckDBType, made?: (value: Value) => DuckDBValue): Kind => ({ type, ...(made && { made }) })

/** How a JavaScript value is written to a column. */
const kinds = {
  text: kind(VARCHAR),
  /** UTC microseconds to TIMESTAMPTZ. */
  instant: kind(TIMESTAMPTZ, (value: number) => new DuckDBTimestampTZValue(BigInt(value))),
  bigint: kind(BIGINT, (value: number) => BigInt(value)),
  integer: kind(INTEGER),
  flag: kind(BOOLEAN),
  /** To write costs DuckDB twice as much as an integer. */
  double: kind(DOUBLE),
  bytes: kind(BLOB, (value: Uint8Array) => blobValue(value)),
  texts: kind(LIST(VARCHAR), (value: readonly string[]) => new DuckDBListValue(value)),
  bilingual: kind(
    STRUCT({ ja: VARCHAR, en: VARCHAR }),
    (value: { ja: string; en: string }) => new DuckDBStructValue(value),
  ),
  entity: kind(
    STRUCT({ type: VARCHAR, id: VARCHAR }),
    (value: { type: string; id: string }) => new DuckDBStructValue(value),
  ),
}

export interface Column<Row> {
  readonly kind: keyof typeof kinds
  readonly of: (row: Row) => unknown
}

/** Rows that fit one chunk: DuckDB's vector. */
const ROWS_MAX = 2048

/** Appends rows to a table (of catalogue `temp` for a temporary one); undefined and null are written as NULL. */
export async function appendRows<Row>(
  db: Database,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  catalogue?: string,
): Promise<void> {
  if (rows.length > 0) await db.alone(connection => append(connection, table, columns, rows, catalogue))
}

async function append<Row>(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  catalogue?: string,
): Promise<void> {
  const appender = await connection.createAppender(table, undefined, catalogue)
  const chunk = DuckDBDataChunk.create(columns.map(column => kinds[column.kind].type))
  for (let from = 0; from < rows.length; from += ROWS_MAX) {
    const part = rows.slice(from, from + ROWS_MAX)
    chunk.reset()
    chunk.rowCount = part.length
    columns.forEach((column, nth) => {
      fill(chunk, nth, column, part)
    })
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

function fill<Row>(chunk: DuckDBDataChunk, nth: number, { kind, of }: Column<Row>, rows: readonly Row[]): void {
  const vector = chunk.getColumnVector(nth)
  const { made }: Kind = kinds[kind]
  for (let i = 0; i < rows.length; i++) {
    const value = of(rows[i] as Row)
    if (value === undefined || value === null) vector.setItem(i, null)
    else vector.setItem(i, made ? made(value as never) : (value as DuckDBValue))
  }
  vector.flush()
}
