import type { DuckDBValue } from '@duckdb/node-api'
import type { Catalogue } from '../detect/history-guard.js'
import { eventTypes, tableOf } from '../events/catalogue.js'
import type { Database } from './database.js'

/** What is made of the events, and may not decide what becomes of them. */
const MADE_OF_EVENTS = /^v_(?:alerts|publications?)(?:_|$)/

const catalogues = new WeakMap<Database, Promise<Catalogue>>()

/** What SQL over history may name in a database; looked up once, for views are renewed only when it is opened. */
export function catalogueOf(db: Database): Promise<Catalogue> {
  const known = catalogues.get(db) ?? lookedUp(db)
  catalogues.set(db, known)
  return known
}

async function lookedUp(db: Database): Promise<Catalogue> {
  const views = (await db.values('SELECT view_name FROM duckdb_views() WHERE NOT internal')).map(([name]) =>
    nameOf(name),
  )
  const functions = (await db.values(FUNCTIONS_SQL)).map(([name, isUnsteady, isTable, macro]) => ({
    name: nameOf(name),
    isUnsteady: isUnsteady === true,
    isTable: isTable === true,
    text: macro === null ? undefined : String(macro).toLowerCase(),
  }))
  const named = (some: readonly { readonly name: string }[]) => new Set(some.map(({ name }) => name))
  return {
    relations: new Set([...eventTypes.map(tableOf), ...views.filter(name => !MADE_OF_EVENTS.test(name))]),
    tableMacros: named(functions.filter(({ isTable }) => isTable)),
    unsteady: named(functions.filter(({ isUnsteady }) => isUnsteady)),
    capturing: capturingOf(functions.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }]))),
  }
}

function nameOf(value: DuckDBValue | undefined): string {
  return String(value).toLowerCase()
}

/** All at once: to list DuckDB's functions takes longer than to look at them. */
const FUNCTIONS_SQL = `
  SELECT
    function_name, stability <> 'CONSISTENT', function_type = 'table_macro' AND NOT internal,
    CASE WHEN NOT internal THEN macro_definition END
  FROM duckdb_functions() WHERE stability <> 'CONSISTENT' OR NOT internal`

/** Macros that look into tables or lists by themselves, or through another macro. */
function capturingOf(macros: readonly { readonly name: string; readonly text: string }[]): ReadonlySet<string> {
  const capturing = new Set<string>()
  for (let before = -1; before < capturing.size; ) {
    before = capturing.size
    for (const { name, text } of macros) {
      const called = [...text.matchAll(/([a-z_]\w*)"?\(/g)].map(([, callee]) => String(callee))
      if (/\b(?:from|lambda)\b/.test(text) || called.some(callee => capturing.has(callee))) capturing.add(name)
    }
  }
  return capturing
}
