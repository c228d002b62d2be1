import { cellText } from './cell-text.js'
import { markdownText } from './safe-text.js'
import type { Bilingual, Block, Cell, Column, Report, Section, Table } from './table.js'

const FIGURES: ReadonlySet<Column['kind']> = new Set(['count', 'yen', 'rate', 'share'])

/** The report as Markdown: the same tables in the same order; charts are told by the numbers of their CSV files. */
export function markdownOf(report: Report): string {
  const facts = report.facts.map(({ name, value }) => `- ${both(name)}: ${markdownText(value)}`)
  const parts = [
    `# ${both(report)}`,
    facts.join('\n'),
    ...report.notes.map(note => `> ${both(note)}`),
    ...report.sections.flatMap(sectionText),
  ]
  return `${parts.join('\n\n')}\n`
}

function both({ ja, en }: Bilingual): string {
  return ja === en ? markdownText(ja) : `${markdownText(ja)} (${markdownText(en)})`
}

function sectionText(section: Section): string[] {
  return [`## ${both(section)}`, ...(section.lead ? [both(section.lead)] : []), ...section.blocks.flatMap(blockText)]
}

function blockText(block: Block): string[] {
  if ('notice' in block) return [`**${both(block.notice)}**`]
  if ('sentences' in block) return [block.sentences.map(sentence => `- ${markdownText(sentence)}`).join('\n')]
  if ('chart' in block) return [`*${both(block.chart)}: ${block.chart.id}.csv*`]
  return block.table.isForPrograms ? [] : tableText(block.table)
}

function tableText(table: Table): string[] {
  const title = `### ${both(table)}`
  const note = table.note ? [both(table.note)] : []
  if (table.rows.length === 0) return [title, both(table.empty), ...note]
  const shown = table.columns.map((column, i) => ({ column, i })).filter(({ column }) => !column.isForPrograms)
  const lines = [
    shown.map(({ column }) => `${both(column)}${column.kind === 'yen' ? ' 万円' : ''}`),
    shown.map(({ column }) => (FIGURES.has(column.kind) ? '---:' : '---')),
    ...table.rows.map(({ cells }) => shown.map(({ column, i }) => cellMarkdown(cells[i] ?? null, column))),
  ]
  return [title, lines.map(cells => `| ${cells.join(' | ')} |`).join('\n'), ...note]
}

/** Japanese alone, so that a table stays narrow enough to be read; names have their English in the first column. */
function cellMarkdown(cell: Cell, column: Column): string {
  return markdownText(cellText(cell, column).ja)
}
