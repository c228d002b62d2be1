import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { parseCsv } from './csv-records.js'
import { encodingOf } from './encoding.js'
import { InputError } from './input-error.js'
import { checkReadable } from './open.js'

/** What a file of a provider looks like, as far as a program can tell. */
export interface Sample {
  readonly path: string
  readonly format: 'json' | 'ndjson' | 'csv' | 'fixed'
  readonly encoding: 'utf-8' | 'shift_jis'
  readonly separator?: string
  /** Of a CSV file without a header: made-up names of its columns. */
  readonly columns?: readonly string[]
  /** Of a CSV file whose last line has no line end. */
  readonly isOpen?: boolean
  readonly records: readonly unknown[]
  /** Bytes of a line, where all lines have as many. */
  readonly lineBytes?: number
}

const RECORDS_MAX = 1000

/** Looks at the first records of a file. Throws an InputError for one that cannot be read or is empty. */
export async function readSample(path: string): Promise<Sample> {
  checkReadable(path)
  const bytes = readFileSync(path)
  const encoding = isUtf8(bytes) ? 'utf-8' : 'shift_jis'
  const text = encodingOf(encoding)
    .text(bytes)
    ?.replace(/^\ufeff/, '')
  if (text === undefined) throw new InputError(`${path}: neither UTF-8 nor Shift_JIS`)
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '' && line !== '\x1a')
  if (lines.length === 0) throw new InputError(`${path}: empty; there is nothing to guess from`)
  const json = jsonSample(text, lines)
  return { path, encoding, ...(json ?? (await tableSample(text, lines, bytes))) }
}

type Found = Omit<Sample, 'path' | 'encoding'>

/** Some lines may be bad: a sample has a few of them. */
function jsonSample(text: string, lines: readonly string[]): Found | undefined {
  const whole = parsed(text)
  if (typeof whole === 'object' && whole !== null && lines.length > 1)
    return { format: 'json', records: Array.isArray(whole) ? whole.slice(0, RECORDS_MAX) : [whole] }
  const records = lines.slice(0, RECORDS_MAX).map(parsed)
  const objects = records.filter(record => typeof record === 'object' && record !== null)
  if (objects.length * 2 < records.length) return undefined
  return { format: 'ndjson', records: objects }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function tableSample(text: string, lines: readonly string[], bytes: Buffer): Promise<Found> {
  const separator = separatorOf(lines[0] ?? '')
  const rows = await parseCsv(text, separator).catch(() => parseCsv(lines.slice(0, 2).join('\n'), separator))
  const [first = [], ...rest] = rows.slice(0, RECORDS_MAX)
  if (first.length < 2) return { format: 'fixed', records: [], lineBytes: lineBytes(bytes) }
  const hasHeader =
    new Set(first).size === first.length && first.every(cell => /\D/.test(cell) && !/^[A-Z]?\d+$/.test(cell))
  const columns = hasHeader ? first : first.map((_, i) => `column${i + 1}`)
  const records = (hasHeader ? rest : rows).map(row =>
    Object.fromEntries(columns.map((name, i) => [name.trim(), row[i] ?? ''])),
  )
  return {
    format: 'csv',
    records,
    ...(separator === ',' ? {} : { separator }),
    ...(hasHeader ? {} : { columns }),
    isOpen: !text.endsWith('\n'),
  }
}

const SEPARATORS = ['\t', ',', '|', ';'] as const

/** The sign that stands most often in the first line; a comma where none does. */
function separatorOf(line: string): string {
  const counts = SEPARATORS.map(sign => line.split(sign).length - 1)
  const most = Math.max(...counts)
  return most === 0 ? ',' : (SEPARATORS[counts.indexOf(most)] ?? ',')
}

function lineBytes(bytes: Buffer): number {
  const end = bytes.indexOf('\n')
  return end === -1 ? bytes.length : end - (bytes[end - 1] === 13 ? 1 : 0)
}
