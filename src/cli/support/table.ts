import { Table } from 'console-table-printer'
import type { Plain } from '../../duckdb/plain.js'
import { jsonText } from '../../events/json-text.js'

/** A table for people, as text: numbers to the right, NULL where a value is unknown, Japanese in its true width. */
export function tableText(columns: readonly string[], rows: readonly (readonly Plain[])[]): string {
  const table = new Table({
    shouldDisableColors: true,
    columns: columns.map((title, i) => ({
      name: String(i),
      title: shown(title),
      alignment: rows.every(row => isNumeric(row[i])) ? 'right' : 'left',
    })),
  })
  for (const row of rows) table.addRow(Object.fromEntries(row.map((value, i) => [String(i), shown(value)])))
  return `${table.render()}\n`
}

function isNumeric(value: Plain | undefined): boolean {
  return value === null || value === undefined || typeof value === 'number' || typeof value === 'bigint'
}

/** One line, and nothing that a terminal would obey. */
function shown(value: Plain): string {
  if (value === null) return 'NULL'
  const text = typeof value === 'object' ? jsonText(value) : String(value)
  return text.replace(/\p{Cc}/gu, character => JSON.stringify(character).slice(1, -1).replace('\x7f', '\\u007f'))
}
