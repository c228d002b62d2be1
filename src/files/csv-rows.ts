import { refuse } from '../ingest/dead-letter.js'
import { MESSAGE_BYTES_MAX } from '../ingest/decode-json.js'
import { plainCells } from './csv-cells.js'
import { apart, type CsvRecord, type Notation, parseCsv, RecordGatherer } from './csv-records.js'
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

/** The records of a CSV file in pieces, without blank ones. */
export async function* csvRecords(path: string, meter: FileMeter, notation: Notation): AsyncGenerator<CsvRecord[]> {
  const gatherer = new RecordGatherer(notation, MESSAGE_BYTES_MAX)
  for await (const lines of readLines(path, LINE_BYTES_MAX, meter)) yield filled(gatherer.gather(lines))
  yield filled(gatherer.end())
}

function filled(records: readonly CsvRecord[]): CsvRecord[] {
  return records.filter(record => !isBlank(record.bytes))
}

/**
 * The cells of every record. All are parsed at once; then those of several lines that are no row fall apart, and what
 * they are then is parsed at once, so that a stray quote costs one line and not its neighbours.
 */
export async function rowsOf(records: readonly CsvRecord[], width: number, notation: Notation): Promise<Row[]> {
  const parsed = await parsedApart(records, notation.separator)
  const isApart = ({ lines }: CsvRecord, i: number) => lines.length > 1 && parsed[i]?.length !== width
  const rows = records.map((record, i) => rowOf(record, parsed[i], notation))
  const spoilt = records.filter(isApart).flatMap(record => filled(apart(record, notation, MESSAGE_BYTES_MAX)))
  if (spoilt.length === 0) return rows
  const whole = rows.filter(({ record }, i) => !isApart(record, i))
  return [...whole, ...(await rowsOf(spoilt, width, notation))].sort((a, b) => lineOf(a.record) - lineOf(b.record))
}

/** The number of its first line. */
export function lineOf(record: CsvRecord): number {
  return record.lines[0]?.number ?? 1
}

function rowOf(record: CsvRecord, cells: string[] | undefined, { encoding }: Notation): Row {
  return { record, cells, refusal: cells ? undefined : refusalOf(record, encoding) }
}

/** A record that is no CSV spoils the text that it is parsed in, so one whose quotes are not closed is parsed alone. */
async function parsedApart(records: readonly CsvRecord[], separator: string): Promise<(string[] | undefined)[]> {
  const texts = records.map(record => (isTooLarge(record) ? undefined : record.text))
  const isSound = (i: number) => texts[i] !== undefined && records[i]?.isWhole
  const sound = texts.filter((text, i): text is string => text !== undefined && isSound(i) === true)
  const parsed = (await parsedAll(sound, separator)).values()
  const rows: (string[] | undefined)[] = []
  for (const [i, text] of texts.entries()) {
    if (isSound(i)) rows.push(parsed.next().value ?? undefined)
    else rows.push(text === undefined ? undefined : (await parsedAll([text], separator))[0])
  }
  return rows
}

/** The cells of records, in order; undefined for one that is no CSV. */
async function parsedAll(texts: readonly string[], separator: string): Promise<(string[] | undefined)[]> {
  const plain = texts.map(text => plainCells(text, separator))
  const rests = plain.map(({ rest }) => rest).filter(rest => rest !== undefined)
  const parsed = (await parsedTexts(rests, separator)).values()
  return plain.map(({ cells, rest }) => {
    if (rest === undefined) return cells
    const others = parsed.next().value
    return others && [...cells, ...others]
  })
}

/** Where the text is none after all, halves are parsed again until the record that spoils it stands alone. */
async function parsedTexts(texts: readonly string[], separator: string): Promise<(string[] | undefined)[]> {
  const parsed = await parseCsv(texts.join('\n'), separator).catch(() => undefined)
  if (parsed?.length === texts.length) return parsed
  if (texts.length <= 1) return texts.map(() => undefined)
  const half = Math.ceil(texts.length / 2)
  const [first, second] = [texts.slice(0, half), texts.slice(half)]
  return [...(await parsedTexts(first, separator)), ...(await parsedTexts(second, separator))]
}

function isTooLarge({ bytes, lines }: CsvRecord): boolean {
  return bytes.length > MESSAGE_BYTES_MAX || lines.some(line => line.cut)
}

function refusalOf(record: CsvRecord, encoding: Encoding): ReturnType<typeof refuse> {
  if (record.lines.some(line => line.cut)) return refuse('too-large', whyCut())
  if (record.bytes.length > MESSAGE_BYTES_MAX) {
    return refuse('too-large', `the record has ${record.bytes.length} bytes; the limit is ${MESSAGE_BYTES_MAX}`)
  }
  if (record.text === undefined) return refuse('encoding', `the record is not valid ${encoding.name}`)
  return refuse('schema', 'not a CSV record: a quote that is not closed, or text behind a closing quote')
}
