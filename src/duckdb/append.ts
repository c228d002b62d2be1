import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  LIST,
  STRUCT,
  VARCHAR,
} from '@duckdb/node-api'

const texts = LIST(VARCHAR)
const bilingual = STRUCT({ ja: VARCHAR, en: VARCHAR })
const entity = STRUCT({ type: VARCHAR, id: VARCHAR })

/** How a JavaScript value is written to a column. */
const writers = {
  text: (appender: DuckDBAppender, value: string) => appender.appendVarchar(value),
  /** UTC microseconds to TIMESTAMPTZ. */
  instant: (appender: DuckDBAppender, value: number) =>
    appender.appendTimestampTZ(new DuckDBTimestampTZValue(BigInt(value))),
  bigint: (appender: DuckDBAppender, value: number) => appender.appendBigInt(BigInt(value)),
  integer: (appender: DuckDBAppender, value: number) => appender.appendInteger(value),
  flag: (appender: DuckDBAppender, value: boolean) => appender.appendBoolean(value),
  double: (appender: DuckDBAppender, value: number) => appender.appendDouble(value),
  bytes: (appender: DuckDBAppender, value: Uint8Array) => appender.appendBlob(value),
  texts: (appender: DuckDBAppender, value: readonly string[]) => appender.appendList(new DuckDBListValue(value), texts),
  bilingual: (appender: DuckDBAppender, value: { ja: string; en: string }) =>
    appender.appendStruct(new DuckDBStructValue(value), bilingual),
  entity: (appender: DuckDBAppender, value: { type: string; id: string }) =>
    appender.appendStruct(new DuckDBStructValue(value), entity),
}

export interface Column<Row> {
  readonly kind: keyof typeof writers
  readonly of: (row: Row) => unknown
}

/** Appends rows to a table (of catalogue `temp` for a temporary one); undefined, null and NaN are written as NULL. */
export async function appendRows<Row>(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  catalogue?: string,
): Promise<void> {
  if (rows.length === 0) return
  const appender = await connection.createAppender(table, undefined, catalogue)
  const steps = columns.map(({ kind, of }) => ({ of, write: writers[kind] }))
  for (const row of rows) {
    for (const step of steps) {
      const value = step.of(row)
      if (value === undefined || value === null || Number.isNaN(value)) appender.appendNull()
      else step.write(appender, value as never)
    }
    appender.endRow()
  }
  appender.closeSync()
}
