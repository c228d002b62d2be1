import { cellText } from './cell-text.js'
import { renderPage } from './render.js'
import type { Block, Cell, Column, Report, Table } from './table.js'

const FIGURES: ReadonlySet<Column['kind']> = new Set(['count', 'yen', 'rate', 'share'])

/** The report as one page without scripts; `folder` holds its template and style sheet. */
export function reportPage(report: Report, folder: string): string {
  const sections = report.sections.map(section => ({ ...section, blocks: section.blocks.flatMap(blockModel) }))
  return renderPage(folder, { report, sections })
}

function blockModel(block: Block): object[] {
  if (!('table' in block)) return [block]
  return block.table.isForPrograms ? [] : [{ table: tableModel(block.table) }]
}

function tableModel(table: Table) {
  const columns = table.columns.map((column, i) => ({ column, i })).filter(({ column }) => !column.isForPrograms)
  return {
    ...table,
    columns: columns.map(({ column }) => ({ ...headerOf(column), isFigure: FIGURES.has(column.kind) })),
    rows: table.rows.map(row => ({
      tone: row.tone ?? '',
      cells: columns.map(({ column, i }) => cellModel(row.cells[i] ?? null, column)),
    })),
  }
}

function headerOf(column: Column) {
  const unit = column.kind === 'yen'
  return { ja: unit ? `${column.ja}(万円)` : column.ja, en: unit ? `${column.en}, 10,000 yen` : column.en }
}

function cellModel(cell: Cell, column: Column) {
  const { ja, en } = cellText(cell, column)
  const isUnknown = cell !== null && typeof cell === 'object' && 'unknown' in cell
  return {
    ja,
    // What stands beside a name is for people who do not read Japanese; a figure needs none.
    en: en !== ja && !isUnknown && column.kind !== 'severity' ? en : '',
    isFigure: FIGURES.has(column.kind),
    isTime: column.kind === 'time',
    isUnknown,
    wraps: wrapsOf(ja, column),
    key: column.kind === 'severity' && typeof cell === 'string' ? cell : '',
    header: headerOf(column).ja,
  }
}

/** Names of this length are not broken inside a column. */
const SHORT_CHARACTERS_MAX = 14

/** How a cell may be broken: a token anywhere, a short name nowhere between its characters. */
function wrapsOf(text: string, { kind }: Column): string {
  if (kind === 'text' && !text.includes(' ')) return 'token'
  return kind === 'name' && text.length <= SHORT_CHARACTERS_MAX ? 'short' : ''
}
