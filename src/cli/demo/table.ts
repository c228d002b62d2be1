import { Table } from 'console-table-printer'

interface Column {
  readonly title: string
  readonly align?: 'right'
}

const bare = { left: '', right: '', other: '' }
const STYLE = {
  headerTop: { ...bare, mid: '' },
  headerBottom: { left: '', mid: '', right: '', other: '-' },
  tableBottom: { ...bare, mid: '' },
  vertical: '',
}

/** A table without a frame, in which Japanese and Latin letters line up. No colours: it is read by pipes too. */
export function tableText(columns: readonly Column[], rows: readonly (readonly (number | string)[])[]): string {
  const names = columns.map((_column, index) => String(index))
  const table = new Table({
    shouldDisableColors: true,
    style: STYLE,
    columns: columns.map(({ title, align }, index) => ({ name: String(index), title, alignment: align ?? 'left' })),
  })
  for (const row of rows) table.addRow(Object.fromEntries(names.map((name, index) => [name, row[index]])))
  const lines = table.render().split('\n')
  return lines
    .map(line => line.trimEnd())
    .filter(line => line !== '')
    .join('\n')
}
