import { parse } from 'fast-csv'
import { quotesAfter } from './csv-quotes.js'
import type { Encoding } from './encoding.js'
import type { Line } from './lines.js'

/** How a CSV file is written. */
export interface Notation {
  readonly encoding: Encoding
  readonly separator: string
}

/** A CSV record: one line, or several where a quoted field holds line feeds. */
export interface CsvRecord {
  readonly lines: readonly CsvLine[]
  readonly bytes: Uint8Array
  /** Undefined where the bytes are of another encoding. */
  readonly text: string | undefined
  /** Whether its quotes are as they should be. */
  readonly isWhole: boolean
}

interface CsvLine extends Line {
  readonly text: string | undefined
}

const CRLF = Buffer.from('\r\n')
const LF = Buffer.from('\n')

/**
 * Gathers lines into records. A quote that nobody closed costs its line alone: where text stands behind what would close
 * it, where the file ends, or past `bytesMax`, its line is a record by itself, and those behind it are looked at anew.
 */
export class RecordGatherer {
  readonly #notation: Notation
  readonly #bytesMax: number
  #open: CsvLine[] = []
  #length = 0

  constructor(notation: Notation, bytesMax: number) {
    this.#notation = notation
    this.#bytesMax = bytesMax
  }

  gather(lines: readonly Line[]): CsvRecord[] {
    const records: CsvRecord[] = []
    for (const line of lines) this.#take(withText(line, this.#notation.encoding), records)
    return records
  }

  /** What is still open at the end of the file. */
  end(): CsvRecord[] {
    const records: CsvRecord[] = []
    while (this.#open.length > 0) this.#giveUp(records)
    return records
  }

  #take(line: CsvLine, records: CsvRecord[]): void {
    const text = line.text ?? Buffer.from(line.bytes).toString('latin1')
    const quotes = quotesAfter(text, this.#notation.separator, this.#open.length > 0)
    const isFirst = this.#open.length === 0
    this.#open.push(line)
    this.#length += line.bytes.length
    if (quotes === 'closed' || (quotes === 'broken' && isFirst)) records.push(recordOf(this.#emptied(), quotes))
    else if (quotes === 'broken' || this.#length > this.#bytesMax) this.#giveUp(records)
  }

  /** The line that opened the quote is a record by itself. */
  #giveUp(records: CsvRecord[]): void {
    const [first, ...rest] = this.#emptied()
    if (first) records.push(recordOf([first], 'open'))
    for (const line of rest) this.#take(line, records)
  }

  #emptied(): CsvLine[] {
    const lines = this.#open
    this.#open = []
    this.#length = 0
    return lines
  }
}

/** Written out, for a spread takes as long as to decode the line. */
function withText({ number, bytes, hadReturn, isOpen, cut }: Line, encoding: Encoding): CsvLine {
  return { number, bytes, hadReturn, isOpen, cut, text: encoding.text(bytes) }
}

/** A record of several lines that is no row after all: its first line, and what the others are then. */
export function apart({ lines: [first, ...rest] }: CsvRecord, notation: Notation, bytesMax: number): CsvRecord[] {
  const gatherer = new RecordGatherer(notation, bytesMax)
  return [...(first ? [recordOf([first], 'open')] : []), ...gatherer.gather(rest), ...gatherer.end()]
}

function recordOf(lines: readonly CsvLine[], quotes: 'closed' | 'open' | 'broken'): CsvRecord {
  const isWhole = quotes === 'closed'
  const [first] = lines
  if (first && lines.length === 1) return { lines, bytes: first.bytes, text: first.text, isWhole }
  const ends = lines.map(({ hadReturn }, i) => (i === lines.length - 1 ? EMPTY : hadReturn ? CRLF : LF))
  const bytes = Buffer.concat(lines.flatMap((line, i) => [line.bytes, ends[i] ?? EMPTY]))
  const isText = lines.every(({ text }) => text !== undefined)
  return { lines, bytes, isWhole, text: isText ? lines.map(({ text }, i) => `${text}${ends[i]}`).join('') : undefined }
}

const EMPTY = Buffer.alloc(0)

const BOM = '\ufeff'

/**
 * The cells of each record, in order; rejects where the text is not CSV. The mark at the start of a file is gone by now, and
 * one that stands here is a sign like others: the parser would take it away from the first record of a text, and from a
 * last one without a line end, whichever are parsed together.
 */
export function parseCsv(text: string, separator = ','): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = []
    const parser = parse<string[], string[]>({ headers: false, delimiter: separator })
    parser
      .on('error', reject)
      .on('data', row => rows.push(row))
      .on('end', () => resolve(rows))
    parser.end(`${text.startsWith(BOM) ? BOM : ''}${text}${text.endsWith('\n') ? '' : '\n'}`)
  })
}
