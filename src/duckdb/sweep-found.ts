import { DuckDBTimestampTZValue, type DuckDBValue } from '@duckdb/node-api'
import { placeholdersOf } from '../detect/rule.js'
import type { SweepDefinition } from '../detect/sweep.js'
import { plain } from './plain.js'

/** An event that a sweep selected. */
export interface Found {
  readonly id: string
  readonly entity: string | null
  /** Where the rule gives one. */
  readonly severity: string | null
  /** Microseconds, where the rule gives one. */
  readonly knownAt: number | null
  /** What the reason names, as JSON. */
  readonly observed: string
}

/** What a sweep selected: each event once for every entity, with the first of its rows by known_at and content. */
export function foundOf(
  definition: SweepDefinition,
  names: readonly string[],
  rows: readonly (readonly DuckDBValue[])[],
): Found[] {
  const shown = observedOf(definition, names)
  const once = new Map<string, Found>()
  for (const row of rows.map(row => foundRow(names, row, shown)).sort(inOrder)) {
    const key = `${row.id} ${row.entity}`
    if (!once.has(key)) once.set(key, row)
  }
  return [...once.values()]
}

/** The columns that the reason names, sorted. */
function observedOf({ reason, thresholds }: SweepDefinition, names: readonly string[]): string[] {
  const wanted = new Set([...placeholdersOf(reason.ja), ...placeholdersOf(reason.en)])
  return names.filter(name => wanted.has(name) && !(name in thresholds)).sort()
}

function foundRow(names: readonly string[], row: readonly DuckDBValue[], shown: readonly string[]): Found {
  const cellOf = (name: string) => row[names.indexOf(name)] ?? null
  const textOf = (name: string) => (cellOf(name) === null ? null : String(cellOf(name)))
  const knownAt = cellOf('known_at')
  return {
    id: String(cellOf('id')),
    entity: textOf('entity'),
    severity: textOf('severity'),
    knownAt: knownAt instanceof DuckDBTimestampTZValue ? Number(knownAt.micros) : null,
    observed: JSON.stringify(Object.fromEntries(shown.map(name => [name, plain(cellOf(name))]))),
  }
}

function inOrder(a: Found, b: Found): number {
  return (a.knownAt ?? 0) - (b.knownAt ?? 0) || (a.observed < b.observed ? -1 : 1)
}
