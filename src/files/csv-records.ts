import { parse } from 'fast-csv'
import type { Line } from './lines.js'

/** A CSV record: one line, or several where a quoted field holds line feeds. */
export interface CsvRecord {
  readonly lines: readonly Line[]
  readonly bytes: Uint8Array
}

const QUOTE = 34
const CRLF = Buffer.from('\r\n')
const LF = Buffer.from('\n')

/**
 * Gathers lines into records by counting quotes. A quote that is never closed would swallow the rest of the file: past
 * `bytesMax` its first line is given up as a record of its own, and reading goes on behind it.
 */
export class RecordGatherer {
  readonly #bytesMax: number
  #open: Line[] = []
  #quotes = 0
  #length = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  gather(lines: readonly Line[]): CsvRecord[] {
    const records: CsvRecord[] = []
    for (const line of lines) this.#take(line, records)
    return records
  }

  /** What is still open at the end of the file: each line by itself. */
  end(): CsvRecord[] {
    const left = this.#open
    this.#reset([])
    return left.map(line => recordOf([line]))
  }

  #take(line: Line, records: CsvRecord[]): void {
    this.#open.push(line)
    this.#quotes += countQuotes(line.bytes)
    this.#length += line.bytes.length
    if (this.#quotes % 2 === 0) {
      records.push(recordOf(this.#open))
      this.#reset([])
    } else if (this.#length > this.#bytesMax) {
      const [first, ...rest] = this.#open
      records.push(recordOf([first as Line]))
      this.#reset([])
      for (const again of rest) this.#take(again, records)
    }
  }

  #reset(open: Line[]): void {
    this.#open = open
    this.#quotes = 0
    this.#length = 0
  }
}

export function recordOf(lines: readonly Line[]): CsvRecord {
  if (lines.length === 1) return { lines, bytes: (lines[0] as Line).bytes }
  const parts = lines.flatMap((line, i) =>
    i === lines.length - 1 ? [line.bytes] : [line.bytes, line.hadReturn ? CRLF : LF],
  )
  return { lines, bytes: Buffer.concat(parts) }
}

function countQuotes(bytes: Uint8Array): number {
  let quotes = 0
  for (let at = bytes.indexOf(QUOTE); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) quotes++
  return quotes
}

/** The cells of each record, in order; rejects where the text is not CSV. */
export function parseCsv(text: string, separator = ','): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = []
    const parser = parse<string[], string[]>({ headers: false, delimiter: separator })
    parser
      .on('error', reject)
      .on('data', row => rows.push(row))
      .on('end', () => resolve(rows))
    parser.end(text)
  })
}
