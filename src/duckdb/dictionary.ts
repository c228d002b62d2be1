import type { Database } from './database.js'

/** One text in two languages; `ja` is empty where the comment has none. */
interface Words {
  readonly en: string
  readonly ja: string
}

export interface DictionaryColumn extends Words {
  readonly name: string
  /** As DuckDB writes it. */
  readonly type: string
}

export interface DictionaryEntry extends Words {
  readonly kind: 'view' | 'macro' | 'table macro'
  /** A macro's with its parameters. */
  readonly name: string
  /** Of a view; of a table macro those that it gives are in its own words. */
  readonly columns: readonly DictionaryColumn[]
}

const BETWEEN = ' / '
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/

/** A COMMENT of the public face reads `English / 日本語`; the last stroke with blanks around it divides them. */
export function wordsOf(comment: string): Words {
  const at = comment.lastIndexOf(BETWEEN)
  return at < 0 || !JAPANESE.test(comment.slice(at))
    ? { en: comment, ja: '' }
    : { en: comment.slice(0, at), ja: comment.slice(at + BETWEEN.length) }
}

/** The public face of a database: all views `v_*`, and the macros whose comments are in both languages. */
export async function dictionaryOf(db: Database): Promise<readonly DictionaryEntry[]> {
  const columns = await db.values(`
    SELECT table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns()
    WHERE NOT internal AND database_name = current_database() AND starts_with(table_name, 'v_')
    ORDER BY table_name, column_index`)
  const views = await db.values(`
    SELECT view_name, coalesce(comment, '') FROM duckdb_views()
    WHERE NOT internal AND database_name = current_database() AND starts_with(view_name, 'v_') ORDER BY 1`)
  const macros = await db.values(`
    SELECT function_type, function_name || '(' || array_to_string(parameters, ', ') || ')', coalesce(comment, '')
    FROM duckdb_functions()
    WHERE NOT internal AND database_name = current_database() ORDER BY 2, 1`)
  return [
    ...views.map(([view, comment]) => ({
      kind: 'view' as const,
      name: String(view),
      ...wordsOf(String(comment)),
      columns: columns
        .filter(([table]) => table === view)
        .map(([, name, type, words]) => ({ name: String(name), type: String(type), ...wordsOf(String(words)) })),
    })),
    ...macros.map(asMacro).filter(({ ja }) => ja !== ''),
  ]
}

function asMacro([type, name, comment]: readonly unknown[]): DictionaryEntry {
  const kind = type === 'table_macro' ? 'table macro' : 'macro'
  return { kind, name: String(name), ...wordsOf(String(comment)), columns: [] }
}

/** `DICTIONARY.md`. */
export function dictionaryMarkdown(entries: readonly DictionaryEntry[]): string {
  const parts = entries.map(({ kind, name, en, ja, columns }) =>
    [`## ${name}`, `${kind}: ${en}`, ja, ...columnTable(columns)].filter(text => text !== '').join('\n\n'),
  )
  return `${['# What analysts query · データ辞書', ...parts].join('\n\n')}\n`
}

function columnTable(columns: readonly DictionaryColumn[]): string[] {
  if (columns.length === 0) return []
  const rows = columns.map(({ name, type, en, ja }) => [`\`${name}\``, type, en, ja].map(cell).join(' | '))
  return [['column | type | English | 日本語', '--- | --- | --- | ---', ...rows].map(row => `| ${row} |`).join('\n')]
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
