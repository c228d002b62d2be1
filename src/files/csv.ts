import { csvRecord } from '../ingest/csv-record.js'
import type { Message } from '../ingest/receive.js'
import type { Source } from '../pipeline/ports.js'
import { type CsvRecord, type Notation, parseCsv } from './csv-records.js'
import { csvRecords, lineOf, rowsOf } from './csv-rows.js'
import { UTF_8 } from './encoding.js'
import { InputError } from './input-error.js'
import { checkReadable, FileMeter } from './open.js'

/** As the contract has CSV. */
export const COMMAS: Notation = { encoding: UTF_8, separator: ',' }

/** A CSV file with a header of contract names. The type of a row is its `type` cell, or `defaultType`. */
export class CsvSource implements Source {
  readonly name: string
  readonly #meter: FileMeter
  readonly #defaultType: string | undefined

  constructor(path: string, defaultType?: string) {
    checkReadable(path)
    this.name = path
    this.#meter = new FileMeter(path)
    this.#defaultType = defaultType
  }

  get share(): number {
    return this.#meter.share
  }

  async *messages(): AsyncGenerator<readonly Message[]> {
    let header: readonly string[] | undefined
    for await (const records of csvRecords(this.name, this.#meter, COMMAS)) {
      const first = header ? undefined : records.shift()
      if (first) header = await this.#header(first)
      if (header && records.length > 0) yield await this.#messages(records, header)
    }
  }

  async #header(record: CsvRecord): Promise<readonly string[]> {
    const names = await headerOf(this.name, record, COMMAS)
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    const line = lineOf(record)
    if (twice !== undefined)
      throw new InputError(`${this.name}: line ${line}: the header names the column ${twice} twice`)
    if (!names.includes('type') && this.#defaultType === undefined) {
      throw new InputError(
        `${this.name}: line ${line}: the header has no column "type"; add one, or say which type it is with --type`,
      )
    }
    return names
  }

  async #messages(records: readonly CsvRecord[], header: readonly string[]): Promise<Message[]> {
    const rows = await rowsOf(records, header.length, COMMAS)
    return rows.map(({ record, cells, refusal }) => {
      const message = { source: this.name, partition: 0, offset: lineOf(record), bytes: record.bytes }
      return { ...message, read: refusal ?? csvRecord(header, cells ?? [], this.#defaultType) }
    })
  }
}

/** The names of the columns; throws an InputError where the record is no header. */
export async function headerOf(path: string, record: CsvRecord, { encoding, separator }: Notation): Promise<string[]> {
  const line = `${path}: line ${lineOf(record)}`
  const { text } = record
  if (text === undefined) throw new InputError(`${line}: the header is not valid ${encoding.name}`)
  const [header] = await parseCsv(text, separator).catch(() => [])
  if (!header) throw new InputError(`${line}: no CSV header`)
  return header.map(name => name.trim())
}
