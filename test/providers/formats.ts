import { readFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import type { FixedInput, Input } from '../../src/ingest/mapping/spec.js'
import { mappings, sampleFile } from './reading.js'

/** A provider's record, open to be changed: keys may lead into objects and lists. */
export type RawRecord = Record<string, unknown>

/** Takes a provider's own file apart and puts it together again, by other means than the program's. */
export interface Format {
  /** Records of the sample, a list of operations taken apart. */
  readonly records: readonly RawRecord[]
  readonly write: (records: readonly RawRecord[]) => Buffer
}

export function formatOf(id: string): Format {
  const { input } = mappings.mapper(id).mapping
  const bytes = readFileSync(sampleFile(id))
  if (input.format === 'csv') return csv(input, bytes)
  if (input.format === 'fixed') return fixed(input, bytes)
  return input.format === 'json' ? document(bytes) : lines(input, bytes)
}

type JsonInput = Extract<Input, { format: 'json' | 'ndjson' }>

function lines({ each, base64 }: JsonInput, bytes: Buffer): Format {
  const parsed = bytes
    .toString()
    .split('\n')
    .map(attempt)
    .filter(message => message !== undefined)
  const records = parsed.flatMap(message => {
    if (base64 !== undefined) return opened(message)
    if (each === '$') return Array.isArray(message) ? message.map(one => ({ list: [one] })) : []
    if (each === undefined) return [message as RawRecord]
    const { operations, ...envelope } = message as { operations: unknown[] }
    return operations.map(one => ({ ...envelope, operations: [one] }))
  })
  const text = (record: RawRecord) => {
    if (base64 !== undefined) return JSON.stringify(closed(record))
    return JSON.stringify(each === '$' ? record.list : record)
  }
  return { records, write: all => Buffer.from(all.map(record => `${text(record)}\n`).join('')) }
}

function attempt(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function opened(message: unknown): RawRecord[] {
  const { message: inner, ...rest } = message as { message: { data: string } }
  const data = attempt(Buffer.from(inner.data, 'base64').toString())
  return data === undefined ? [] : [{ ...rest, message: { ...inner, data } }]
}

function closed(record: RawRecord): RawRecord {
  const inner = record.message as { data: unknown }
  return { ...record, message: { ...inner, data: Buffer.from(JSON.stringify(inner.data)).toString('base64') } }
}

function document(bytes: Buffer): Format {
  const { 明細: records, ...head } = JSON.parse(bytes.toString()) as { 明細: RawRecord[] }
  return { records, write: all => Buffer.from(JSON.stringify({ ...head, 明細: all })) }
}

function csv(input: Extract<Input, { format: 'csv' }>, bytes: Buffer): Format {
  const { encoding = 'utf-8', separator = ',' } = input
  const rows = rowsOf(iconv.decode(bytes, encoding), separator)
  const names = input.columns ?? rows.shift() ?? []
  const whole = rows.filter(row => row.length === names.length)
  const text = (cells: readonly unknown[]) => cells.map(cell => quoted(String(cell ?? ''))).join(separator)
  return {
    records: whole.map(row => ({ ...Object.fromEntries(names.map((name, i) => [name, row[i]])), ...noted(names) })),
    write: all => {
      const wider = [...names, ...Object.keys(all[0] ?? {}).filter(name => !names.includes(name))]
      const header = input.columns ? [] : [text(wider)]
      const body = all.map(record => text(wider.map(name => record[name])))
      return iconv.encode([...header, ...body, ''].join('\r\n'), encoding)
    },
  }
}

/** Notes at the end of a row are emptied: some have line feeds, and a cut in the middle of one is another fault. */
function noted(names: readonly string[]): RawRecord {
  return Object.fromEntries(names.filter(name => name === 'note' || name === '備考').map(name => [name, '']))
}

function rowsOf(text: string, separator: string): string[][] {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\r\\n${separator}]*))(${separator}|\\r?\\n|$)`, 'gy')
  const rows: string[][] = [[]]
  for (const [, long, short = '', end] of text.matchAll(cell)) {
    rows.at(-1)?.push(long === undefined ? short : long.replaceAll('""', '"'))
    if (end !== separator) rows.push([])
  }
  return rows
}

function quoted(text: string): string {
  return /[",\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function fixed(input: FixedInput, bytes: Buffer): Format {
  const all = bytes.toString('latin1').split('\r\n')
  const records = all.filter(text => text.startsWith('2')).map(text => cut(input, Buffer.from(text, 'latin1')))
  const [head = ''] = all
  return {
    records,
    write: data => {
      const sum = data.reduce((total, { yen }) => total + (Number(yen) || 0), 0)
      const count = String(data.length).padStart(6, '0')
      const trailer = `8${count}${String(sum).padStart(12, '0')}`.padEnd(120)
      const texts = [head, ...data.map(record => joined(input, record)), trailer, '9'.padEnd(120), '']
      return Buffer.from(texts.join('\r\n'), 'latin1')
    },
  }
}

function cut(input: FixedInput, bytes: Buffer): RawRecord {
  let start = 0
  return Object.fromEntries(
    input.data.columns.map((column, i) => {
      const text = iconv.decode(bytes.subarray(start, start + column.bytes), 'cp932')
      start += column.bytes
      return ['name' in column ? column.name : `filler${i}`, text]
    }),
  )
}

function joined(input: FixedInput, record: RawRecord): string {
  const cells = input.data.columns.map((column, i) => {
    const text = String(record['name' in column ? column.name : `filler${i}`] ?? '')
    return iconv.encode(text, 'cp932').toString('latin1').padEnd(column.bytes)
  })
  return cells.join('')
}
