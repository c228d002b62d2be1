import { isUtf8 } from 'node:buffer'
import { csvRecord } from '../ingest/csv-record.js'
import { refuse } from '../ingest/dead-letter.js'
import { MESSAGE_BYTES_MAX } from '../ingest/decode-json.js'
import type { Message } from '../ingest/receive.js'
import type { Source } from '../pipeline/ports.js'
import { type CsvRecord, parseCsv, RecordGatherer, recordOf } from './csv-records.js'
import { InputError } from './input-error.js'
import { readLines } from './lines.js'
import { isBlank, LINE_BYTES_MAX, whyCut } from './ndjson.js'
import { checkReadable, FileMeter } from './open.js'

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
    for await (const gathered of this.#records()) {
      const records = gathered.filter(record => !isBlank(record.bytes))
      const first = header ? undefined : records.shift()
      if (first) header = await this.#header(first)
      if (header && records.length > 0) yield await this.#messages(records, header)
    }
  }

  async *#records(): AsyncGenerator<CsvRecord[]> {
    const gatherer = new RecordGatherer(MESSAGE_BYTES_MAX)
    for await (const lines of readLines(this.name, LINE_BYTES_MAX, this.#meter)) yield gatherer.gather(lines)
    yield gatherer.end()
  }

  async #header(record: CsvRecord): Promise<readonly string[]> {
    const line = `${this.name}: line ${record.lines[0]?.number ?? 1}`
    const [header] = await parseCsv(textOf(record)).catch(() => [])
    if (!header) throw new InputError(`${line}: no CSV header`)
    const names = header.map(name => name.trim())
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined) throw new InputError(`${line}: the header names the column ${twice} twice`)
    if (!names.includes('type') && this.#defaultType === undefined) {
      throw new InputError(`${line}: the header has no column "type"; add one, or say which type it is with --type`)
    }
    return names
  }

  async #messages(records: readonly CsvRecord[], header: readonly string[]): Promise<Message[]> {
    const rows = await rowsOf(records, header.length)
    return rows.map(({ record, cells }) => {
      const message = { source: this.name, partition: 0, offset: record.lines[0]?.number ?? 1, bytes: record.bytes }
      return { ...message, read: refusalOf(record) ?? read(cells, header, this.#defaultType) }
    })
  }
}

interface Row {
  readonly record: CsvRecord
  readonly cells: readonly string[] | undefined
}

/**
 * The cells of every record. All are parsed at once; where that fails, one by one; and a record of several lines that is
 * no row falls apart into its lines, so that a stray quote costs one line and not its neighbours.
 */
async function rowsOf(records: readonly CsvRecord[], width: number): Promise<Row[]> {
  const good = records.filter(record => !refusalOf(record))
  const parsed = await parseCsv(good.map(textOf).join('\n')).catch(() => undefined)
  const cells = parsed?.length === good.length ? parsed : await Promise.all(good.map(parseAlone))
  const byRecord = new Map(good.map((record, i) => [record, cells[i]]))
  const rows: Row[] = []
  for (const record of records) {
    const own = byRecord.get(record)
    if (record.lines.length > 1 && own?.length !== width) {
      const lines = record.lines.map(line => recordOf([line])).filter(line => !isBlank(line.bytes))
      rows.push(...(await rowsOf(lines, width)))
    } else rows.push({ record, cells: own })
  }
  return rows
}

async function parseAlone(record: CsvRecord): Promise<string[] | undefined> {
  const rows = await parseCsv(textOf(record)).catch(() => [])
  return rows.length === 1 ? rows[0] : undefined
}

function textOf(record: CsvRecord): string {
  return Buffer.from(record.bytes).toString('utf8')
}

function refusalOf(record: CsvRecord): ReturnType<typeof refuse> | undefined {
  if (record.lines.some(line => line.cut)) return refuse('too-large', whyCut())
  if (record.bytes.length > MESSAGE_BYTES_MAX) {
    return refuse('too-large', `the record has ${record.bytes.length} bytes; the limit is ${MESSAGE_BYTES_MAX}`)
  }
  return isUtf8(record.bytes) ? undefined : refuse('encoding', 'the record is not valid UTF-8')
}

function read(cells: readonly string[] | undefined, header: readonly string[], defaultType: string | undefined) {
  if (!cells) return refuse('schema', 'not a CSV record: a quote that is not closed, or text behind a closing quote')
  return csvRecord(header, cells, defaultType)
}
