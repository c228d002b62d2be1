import type { DictionaryColumn, DictionaryEntry } from './dictionary.js'

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
