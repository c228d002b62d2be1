import {
  BIGINT,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  LIST,
  STRUCT,
  VARCHAR,
} from '@duckdb/node-api'
import type { FieldKind } from '../events/fields.js'

export type ColumnKind = FieldKind | 'number' | 'int' | 'bytes' | 'bilingual' | 'entity'

export interface Column<Row> {
  readonly kind: ColumnKind
  readonly of: (row: Row) => unknown
}

type Write = (appender: DuckDBAppender, value: never) => void

const textList = LIST(VARCHAR)
const bilingual = STRUCT({ ja: VARCHAR, en: VARCHAR })
const entity = STRUCT({ type: VARCHAR, id: VARCHAR })
const itemList = LIST(STRUCT({ sku: VARCHAR, units: BIGINT }))

const writers: Readonly<Record<ColumnKind, Write>> = {
  text: (appender, value: string) => appender.appendVarchar(value),
  instant: (appender, value: number) => appender.appendTimestampTZ(new DuckDBTimestampTZValue(BigInt(value))),
  integer: (appender, value: number) => appender.appendBigInt(BigInt(value)),
  flag: (appender, value: boolean) => appender.appendBoolean(value),
  set: (appender, value: readonly string[]) => appender.appendList(new DuckDBListValue(value), textList),
  items: (appender, value: readonly { sku: string; units: number }[]) =>
    appender.appendList(
      new DuckDBListValue(value.map(({ sku, units }) => new DuckDBStructValue({ sku, units: BigInt(units) }))),
      itemList,
    ),
  number: (appender, value: number) => appender.appendDouble(value),
  int: (appender, value: number) => appender.appendInteger(value),
  bilingual: (appender, value: { ja: string; en: string }) =>
    appender.appendStruct(new DuckDBStructValue(value), bilingual),
  entity: (appender, value: { type: string; id: string }) =>
    appender.appendStruct(new DuckDBStructValue(value), entity),
  bytes: (appender, value: Uint8Array) => appender.appendBlob(value),
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
  const steps = columns.map(column => ({ of: column.of, write: writers[column.kind] }))
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
