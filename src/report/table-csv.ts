import { formatJst } from '../events/time.js'
import { spreadsheetText } from './safe-text.js'
import { type Cell, type Column, isUnknown, type Table } from './table.js'

/**
 * A table for programs: whole yen, instants as RFC 3339 in Japan, empty where a figure is not known. A column of names is
 * two columns, the id and the Japanese name. Texts that a spreadsheet would take for a formula begin with an apostrophe.
 */
export function csvRows({ columns, rows }: Table): { header: string[]; rows: string[][] } {
  return {
    header: columns.flatMap(column => (hasNames(column) ? [column.id, `${column.id}_name`] : [column.id])),
    rows: rows.map(({ cells }) => columns.flatMap((column, i) => csvCells(cells[i] ?? null, column))),
  }
}

function hasNames({ kind }: Column): boolean {
  return kind === 'name'
}

function csvCells(cell: Cell, column: Column): string[] {
  if (hasNames(column)) return nameCells(cell)
  if (cell === null || isUnknown(cell)) return ['']
  if (typeof cell === 'object') return [spreadsheetText(cell.ja)]
  if (typeof cell === 'string') return [spreadsheetText(cell)]
  return [column.kind === 'time' ? formatJst(cell) : String(cell)]
}

function nameCells(cell: Cell): string[] {
  if (cell === null || typeof cell === 'number' || isUnknown(cell)) return ['', '']
  if (typeof cell === 'string') return [spreadsheetText(cell), spreadsheetText(cell)]
  return [spreadsheetText('id' in cell ? cell.id : cell.en), spreadsheetText(cell.ja)]
}
