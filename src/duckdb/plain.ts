import {
  DuckDBArrayValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { formatJst } from '../events/time.js'

export type Plain = null | boolean | number | bigint | string | readonly Plain[] | { readonly [key: string]: Plain }

/** Up to so many digits a double holds every decimal number. */
const EXACT_DIGITS = 15

/**
 * A value of DuckDB as JSON: whole numbers as numbers where a double holds them, else as text; instants as RFC 3339 in
 * JST; lists as arrays, structs and maps as objects; NaN and infinities null. Everything else is DuckDB's own text.
 */
export function plain(value: DuckDBValue): Plain {
  return plainWith(value, String)
}

/** The same, but whole numbers that no double holds are bigints: for `jsonText`, which writes their digits. */
export function exact(value: DuckDBValue): Plain {
  return plainWith(value, whole => whole)
}

/** `beyond`: what becomes of a whole number that no double holds. */
function plainWith(value: DuckDBValue, beyond: (whole: bigint) => Plain): Plain {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : beyond(value)
  if (value instanceof DuckDBDecimalValue) return decimal(value)
  if (value instanceof DuckDBTimestampTZValue) return instant(value)
  const inner = (item: DuckDBValue) => plainWith(item, beyond)
  const object = (entries: readonly (readonly [string, DuckDBValue])[]) =>
    Object.fromEntries(entries.map(([key, item]) => [key, inner(item)]))
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(inner)
  if (value instanceof DuckDBStructValue) return object(Object.entries(value.entries))
  if (value instanceof DuckDBMapValue) return object(value.entries.map(({ key, value }) => [String(key), value]))
  if (value instanceof DuckDBUnionValue) return inner(value.value)
  return String(value)
}

function decimal(value: DuckDBDecimalValue): number | string {
  return value.value.toString().replace('-', '').length <= EXACT_DIGITS ? Number(value.toString()) : value.toString()
}

/** `infinity` and what no double holds stay DuckDB's text. */
function instant(value: DuckDBTimestampTZValue): string {
  const micros = Number(value.micros)
  return value.isFinite && Number.isSafeInteger(micros) ? formatJst(micros) : String(value)
}
