import type { Database } from './database.js'
import { type MacroWords, macroWordsOf, type Words, wordsOf } from './words.js'

export interface DictionaryColumn extends Words {
  readonly name: string
  /** As DuckDB writes it. */
  readonly type: string
}

export interface DictionaryEntry extends Words {
  readonly kind: 'view' | 'macro' | 'table macro'
  /** A macro's with its parameters. */
  readonly name: string
  /** Of a view or table macro. */
  readonly columns: readonly DictionaryColumn[]
}

interface Macro extends MacroWords {
  readonly name: string
  readonly parameters: string
  readonly isTable: boolean
  readonly columnTypes: readonly (readonly [name: string, type: string])[]
}

type ColumnsByName = ReadonlyMap<string, readonly DictionaryColumn[]>

/** The public face of a database: all views `v_*`, and the macros whose comments are in both languages. */
export async function dictionaryOf(db: Database): Promise<readonly DictionaryEntry[]> {
  const views = await viewsOf(db)
  const macros = await macrosOf(db)
  const ofViews = new Map(views.map(({ name, columns }) => [name, columns]))
  return [...views, ...macros.map(macro => asEntry(macro, macros, ofViews))]
}

async function viewsOf(db: Database): Promise<DictionaryEntry[]> {
  const columns = await db.values(`
    SELECT table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns()
    WHERE NOT internal AND database_name = current_database() AND starts_with(table_name, 'v_')
    ORDER BY table_name, column_index`)
  const views = await db.values(`
    SELECT view_name, coalesce(comment, '') FROM duckdb_views()
    WHERE NOT internal AND database_name = current_database() AND starts_with(view_name, 'v_') ORDER BY 1`)
  return views.map(([view, comment]) => ({
    kind: 'view',
    name: String(view),
    ...wordsOf(String(comment)),
    columns: columns
      .filter(([table]) => table === view)
      .map(([, name, type, words]) => ({ name: String(name), type: String(type), ...wordsOf(String(words)) })),
  }))
}

async function macrosOf(db: Database): Promise<Macro[]> {
  const rows = await db.values(`
    SELECT function_type = 'table_macro', function_name, array_to_string(parameters, ', '),
      array_to_string(list_transform(parameters, lambda _: 'NULL::VARCHAR'), ', '), coalesce(comment, '')
    FROM duckdb_functions()
    WHERE NOT internal AND database_name = current_database() ORDER BY 2, 1`)
  const macros: Macro[] = []
  for (const [isTable, name, parameters, unknowns, comment] of rows) {
    const words = macroWordsOf(String(comment))
    if (words.ja === '') continue
    // Only planned and never run: the columns do not depend on what is asked.
    const columns = isTable ? await db.values(`DESCRIBE FROM ${String(name)}(${String(unknowns)})`) : []
    const columnTypes = columns.map(([column, type]) => [String(column), String(type)] as const)
    macros.push({
      ...words,
      name: String(name),
      parameters: String(parameters),
      isTable: isTable === true,
      columnTypes,
    })
  }
  return macros
}

function asEntry(macro: Macro, macros: readonly Macro[], views: ColumnsByName): DictionaryEntry {
  const { en, ja, isTable, name, parameters, columnTypes } = macro
  const columns = columnTypes.map(([column, type]) => ({
    name: column,
    type,
    ...columnWords(column, macro, macros, views),
  }))
  return { kind: isTable ? 'table macro' : 'macro', name: `${name}(${parameters})`, en, ja, columns }
}

/** What the macro itself says of its column, else what the view or macro says that it refers to; empty if nobody does. */
function columnWords(column: string, macro: Macro, macros: readonly Macro[], views: ColumnsByName): Words {
  const own = macro.columns.get(column)
  if (own) return own
  const next = macros.find(({ isTable, name }) => isTable && name === macro.columnsAs && name !== macro.name)
  if (next) return columnWords(column, next, macros, views)
  const [found] = (views.get(macro.columnsAs ?? '') ?? []).filter(({ name }) => name === column)
  return { en: found?.en ?? '', ja: found?.ja ?? '' }
}
