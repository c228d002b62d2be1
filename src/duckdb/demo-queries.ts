import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBListValue, DuckDBStructValue, DuckDBTimestampTZValue, type DuckDBValue } from '@duckdb/node-api'
import type { Database } from './database.js'

/** What a report query gives: instants as UTC microseconds, BIGINT as a number. */
export type ReportValue = null | boolean | number | string | ReportValue[] | { [name: string]: ReportValue }

/**
 * The `.sql` files of one folder of `pipelines/reports/`, called by name. Columns come back in camel case (`as_of` as
 * `asOf`). The caller names the type of a row: the file and the type are two sides of one agreement.
 */
export class ReportQueries {
  readonly #db: Database
  readonly #folder: string

  constructor(db: Database, folder: string) {
    this.#db = db
    this.#folder = folder
  }

  async rows<Row>(name: string, values: Readonly<Record<string, string>> = {}): Promise<Row[]> {
    const sql = readFileSync(join(this.#folder, `${name}.sql`), 'utf8')
    const result = await this.#db.alone(connection => connection.runAndReadAll(sql, { ...values }))
    return result.getRowObjects().map(row => plainObject(row) as Row)
  }

  /** The only row of a query that always has one. */
  async row<Row>(name: string, values: Readonly<Record<string, string>> = {}): Promise<Row> {
    const [row, ...others] = await this.rows<Row>(name, values)
    if (row === undefined || others.length > 0) throw new Error(`${name}.sql: expected one row, got ${others.length}`)
    return row
  }
}

function plainObject(entries: Readonly<Record<string, DuckDBValue>>): Record<string, ReportValue> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [camelCase(name), plain(value)]))
}

function plain(value: DuckDBValue): ReportValue {
  if (typeof value === 'bigint') return exact(value)
  if (value instanceof DuckDBTimestampTZValue) return exact(value.micros)
  if (value instanceof DuckDBListValue) return value.items.map(plain)
  if (value instanceof DuckDBStructValue) return plainObject(value.entries)
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return value
  }
  throw new TypeError(`a report cannot show this type of DuckDB: ${String(value)}`)
}

function exact(value: bigint): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw new RangeError(`not a whole number that a double holds exactly: ${value}`)
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase())
}
