/** Keys joined by dots, `$` first for the whole message; or a list of keys, where a key has a dot in it. */
export type Path = string | readonly string[]

/** What a mapping reads from: a record (one item, row or data line) of a message. */
export interface Cursor {
  /** The whole message: the envelope of a list, or `{ header }` of a fixed-width file. */
  readonly root: unknown
  readonly record: unknown
  /** Place of the record in the list that it stands in, from 0. */
  readonly index: number
}

type Reader = (cursor: Cursor) => unknown

const ROOT = '$'
const INDEX = '@index'

export function keysOf(path: Path): readonly string[] {
  return typeof path === 'string' ? path.split('.') : path
}

export function pathText(path: Path): string {
  return typeof path === 'string' ? path : path.join('.')
}

/** The value at a path; undefined where there is none. Never what an object inherits. */
export function readerOf(path: Path): Reader {
  if (path === INDEX) return cursor => cursor.index
  const keys = keysOf(path)
  if (keys[0] === ROOT) return cursor => valueAt(cursor.root, keys, 1)
  return cursor => valueAt(cursor.record, keys)
}

export function valueAt(start: unknown, keys: readonly string[], from = 0): unknown {
  let value = start
  for (let i = from; i < keys.length; i++) {
    const key = keys[i] as string
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
