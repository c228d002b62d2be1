import { refuse } from '../ingest/dead-letter.js'
import { MESSAGE_BYTES_MAX } from '../ingest/decode-json.js'
import { type CsvRecord, parseCsv, RecordGatherer, recordOf } from './csv-records.js'
import type { Encoding } from './encoding.js'
import { readLines } from './lines.js'
import { isBlank, LINE_BYTES_MAX, whyCut } from './ndjson.js'
import type { FileMeter } from './open.js'

/** A record with its cells, or with why it has none. */
export interface Row {
  readonly record: CsvRecord
  readonly cells: readonly string[] | undefined
  readonly refusal: ReturnType<typeof refuse> | undefined
}

export interface Notation {
  readonly encoding: Encoding
  readonly separator: string
}

/** The records of a CSV file in pieces, without blank ones. */
export async function* csvRecords(path: string, meter: FileMeter): AsyncGenerator<CsvRecord[]> {
  const gatherer = new RecordGatherer(MESSAGE_BYTES_MAX)
  for await (const lines of readLines(path, LINE_BYTES_MAX, meter)) yield filled(gatherer.gather(lines))
  yield filled(gatherer.end())
}

function filled(records: readonly CsvRecord[]): CsvRecord[] {
  return records.filter(record => !isBlank(record.bytes))
}

/**
 * The cells of every record. All are parsed at once, and where that fails in parts; and a record of several lines that is
 * no row falls apart into its lines, so that a stray quote costs one line and not its neighbours.
 */
export async function rowsOf(records: readonly CsvRecord[], width: number, notation: Notation): Promise<Row[]> {
  const texts = new Map(records.map(record => [record, textOf(record, notation.encoding)]))
  const good = records.filter(record => texts.get(record) !== undefined)
  const parsed = await parsedApart(
    good.map(record => texts.get(record) ?? ''),
    notation.separator,
  )
  const byRecord = new Map(good.map((record, i) => [record, parsed[i]]))
  const rows: Row[] = []
  for (const record of records) {
    const cells = byRecord.get(record)
    if (record.lines.length > 1 && cells?.length !== width) {
      const lines = record.lines.map(line => recordOf([line])).filter(line => !isBlank(line.bytes))
      rows.push(...(await rowsOf(lines, width, notation)))
    } else rows.push({ record, cells, refusal: cells ? undefined : refusalOf(record, notation.encoding) })
  }
  return rows
}

/** A record that is no CSV spoils the text that it is parsed in, so those that do not look like it are parsed alone. */
async function parsedApart(texts: readonly string[], separator: string): Promise<(string[] | undefined)[]> {
  const suspects = new Set(texts.flatMap((text, i) => (looksWhole(text, separator) ? [] : [i])))
  const parsed = await parsedAll(
    texts.filter((_, i) => !suspects.has(i)),
    separator,
  )
  const rows: (string[] | undefined)[] = []
  let next = 0
  for (const [i, text] of texts.entries())
    rows.push(suspects.has(i) ? (await parsedAll([text], separator))[0] : parsed[next++])
  return rows
}

/** Whether each quote begins a cell, ends one, or is doubled within: a guess that saves time, and decides nothing. */
function looksWhole(text: string, separator: string): boolean {
  for (let quote = text.indexOf('"'); quote !== -1; quote = text.indexOf('"', quote)) {
    if (quote > 0 && text[quote - 1] !== separator) return false
    quote = text.indexOf('"', quote + 1)
    while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2)
    if (quote === -1 || (quote + 1 < text.length && text[quote + 1] !== separator)) return false
    quote += 1
  }
  return true
}

/** Where the text is none after all, halves are parsed again until the record that spoils it stands alone. */
async function parsedAll(texts: readonly string[], separator: string): Promise<(string[] | undefined)[]> {
  const parsed = await parseCsv(texts.join('\n'), separator).catch(() => undefined)
  if (parsed?.length === texts.length) return parsed
  if (texts.length <= 1) return texts.map(() => undefined)
  const half = Math.ceil(texts.length / 2)
  const [first, second] = [texts.slice(0, half), texts.slice(half)]
  return [...(await parsedAll(first, separator)), ...(await parsedAll(second, separator))]
}

/** Undefined where the record is too large or of another encoding. */
function textOf(record: CsvRecord, encoding: Encoding): string | undefined {
  if (record.bytes.length > MESSAGE_BYTES_MAX || record.lines.some(line => line.cut)) return undefined
  return encoding.text(record.bytes)
}

function refusalOf(record: CsvRecord, encoding: Encoding): ReturnType<typeof refuse> {
  if (record.lines.some(line => line.cut)) return refuse('too-large', whyCut())
  if (record.bytes.length > MESSAGE_BYTES_MAX) {
    return refuse('too-large', `the record has ${record.bytes.length} bytes; the limit is ${MESSAGE_BYTES_MAX}`)
  }
  if (encoding.text(record.bytes) === undefined) return refuse('encoding', `the record is not valid ${encoding.name}`)
  return refuse('schema', 'not a CSV record: a quote that is not closed, or text behind a closing quote')
}
