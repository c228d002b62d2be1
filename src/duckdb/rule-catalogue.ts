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
  const namesOf = async (sql: string) => (await db.values(sql)).map(([name]) => String(name).toLowerCase())
  const views = await namesOf('SELECT view_name FROM duckdb_views() WHERE NOT internal')
  const unsteady = await namesOf("SELECT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'")
  const tableMacros = await namesOf(
    "SELECT function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal",
  )
  return {
    relations: new Set([...eventTypes.map(tableOf), ...views.filter(name => !MADE_OF_EVENTS.test(name))]),
    tableMacros: new Set(tableMacros),
    unsteady: new Set(unsteady),
    capturing: await capturingMacros(db),
  }
}

/** Macros that look into tables or lists by themselves, or through another macro. */
async function capturingMacros(db: Database): Promise<ReadonlySet<string>> {
  const macros = (
    await db.values(
      'SELECT function_name, macro_definition FROM duckdb_functions() WHERE NOT internal AND macro_definition IS NOT NULL',
    )
  ).map(([name, text]) => ({ name: String(name).toLowerCase(), text: String(text).toLowerCase() }))
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
