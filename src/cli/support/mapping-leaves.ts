/** A value that stands at one place of every record. */
export interface Leaf {
  readonly keys: readonly string[]
  /** Distinct values as texts, the most frequent first. */
  readonly values: readonly string[]
}

const VALUES_MAX = 30

/** Everywhere that records hold a text, number, flag or list of them. */
export function leavesOf(records: readonly unknown[]): Leaf[] {
  const found = new Map<string, { keys: readonly string[]; counts: Map<string, number> }>()
  for (const record of records) visit(record, [], found)
  return [...found.values()].map(({ keys, counts }) => ({
    keys,
    values: [...counts]
      .sort(([, a], [, b]) => b - a)
      .slice(0, VALUES_MAX)
      .map(([value]) => value),
  }))
}

type Found = Map<string, { keys: readonly string[]; counts: Map<string, number> }>

function visit(value: unknown, keys: readonly string[], found: Found): void {
  if (value === null || value === undefined) return
  if (typeof value === 'object' && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) visit(inner, [...keys, key], found)
    return
  }
  for (const item of Array.isArray(value) ? value : [value])
    if (typeof item !== 'object') note(String(item), keys, found)
}

function note(value: string, keys: readonly string[], found: Found): void {
  const name = JSON.stringify(keys)
  const leaf = found.get(name) ?? { keys, counts: new Map<string, number>() }
  found.set(name, leaf)
  leaf.counts.set(value, (leaf.counts.get(value) ?? 0) + 1)
}

/** Where a record holds a list of objects. */
export function listIn(records: readonly unknown[]): readonly string[] | undefined {
  return findIn(records[0], [], value => Array.isArray(value) && typeof value[0] === 'object' && value[0] !== null)
}

/** Where a record holds a JSON object in base64. */
export function base64In(records: readonly unknown[]): readonly string[] | undefined {
  return findIn(records[0], [], value => typeof value === 'string' && packed(value) !== undefined)
}

export function packed(text: string): unknown {
  if (text.length < 16 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function findIn(
  value: unknown,
  keys: readonly string[],
  is: (value: unknown) => boolean,
): readonly string[] | undefined {
  if (is(value)) return keys
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = findIn(inner, [...keys, key], is)
    if (found) return found
  }
  return undefined
}

/** The record with what `change` makes of the value at these keys. */
export function changedAt(
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (value: unknown) => unknown,
): unknown {
  if (key === undefined) return change(value)
  if (typeof value !== 'object' || value === null) return value
  return { ...value, [key]: changedAt((value as Record<string, unknown>)[key], rest, change) }
}

export function valueIn(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value)
}
