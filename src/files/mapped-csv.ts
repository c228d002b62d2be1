import { type Outcome, refuse } from '../ingest/dead-letter.js'
import { whyNoneUnder } from '../ingest/mapping/columns.js'
import type { Mapper } from '../ingest/mapping/mapper.js'
import type { Input } from '../ingest/mapping/spec.js'
import type { Message } from '../ingest/receive.js'
import { headerOf } from './csv.js'
import type { CsvRecord } from './csv-records.js'
import { csvRecords, lineOf, type Row, rowsOf } from './csv-rows.js'
import { encodingOf } from './encoding.js'
import { InputError } from './input-error.js'
import type { FileMeter } from './open.js'

type CsvInput = Extract<Input, { format: 'csv' }>
type Cells = Readonly<Record<string, string>>

/** The records of a provider's CSV file, each mapped. */
export async function* mappedCsv(
  path: string,
  mapper: Mapper,
  input: CsvInput,
  meter: FileMeter,
): AsyncGenerator<readonly Message[]> {
  const notation = { encoding: encodingOf(input.encoding), separator: input.separator ?? ',' }
  let columns: readonly string[] | undefined = input.columns
  for await (const records of csvRecords(path, meter, notation)) {
    const first = columns ? undefined : records.shift()
    if (first) columns = checkedHeader(path, first, await headerOf(path, first, notation), mapper)
    const names = columns
    if (!names || records.length === 0) continue
    const rows = await rowsOf(records, names.length, notation)
    yield rows.map(row => messageOf(path, mapper, row, names, input))
  }
}

/** A first row of data must not be taken for a header, nor be repeated in a sentence. */
function checkedHeader(path: string, record: CsvRecord, names: readonly string[], mapper: Mapper): readonly string[] {
  const line = `${path}: line ${lineOf(record)}`
  const second = names.findIndex((name, i) => names.indexOf(name) !== i)
  if (second >= 0)
    throw new InputError(`${line}: columns ${names.indexOf(names[second] ?? '') + 1} and ${second + 1} have one name`)
  if (names.some(name => mapper.keys.has(name))) {
    const lacking = whyNoneUnder(names, mapper.mapping)
    if (lacking === undefined) return names
    throw new InputError(`${line}: no record under this header can be an event of ${mapper.id}: ${lacking}`)
  }
  const wanted = [...mapper.keys].filter(key => key !== '$' && key !== '@index').join(', ')
  throw new InputError(
    `${line}: no header of this provider, for none of its columns is read by ${mapper.id} (${wanted}). For a file without a ` +
      'header, list input.columns in the mapping',
  )
}

function messageOf(path: string, mapper: Mapper, row: Row, names: readonly string[], input: CsvInput): Message {
  const { record } = row
  const cells = row.refusal ?? cut(record, input) ?? named(row.cells ?? [], names, input.columns !== undefined)
  const mapped = cells.ok
    ? mapper.record({ root: cells.value, record: cells.value, index: 0 }, record.bytes)
    : [mapper.refused(cells, record.bytes)]
  return { source: path, partition: 0, offset: lineOf(record), bytes: record.bytes, mapped }
}

/** A row that ends within its last cell has all its cells: only the missing line end tells that an amount may go on. */
function cut({ lines }: CsvRecord, { lastLineEnd = 'required' }: CsvInput): ReturnType<typeof refuse> | undefined {
  if (lastLineEnd === 'optional' || !lines.at(-1)?.isOpen) return undefined
  return refuse('mapping', NO_LINE_END)
}

const NO_LINE_END =
  'the last line has no line end, so it may have been cut off; the whole file must be sent again, or, where this provider ' +
  'never writes one, say lastLineEnd: optional under input'

/** A file without a header may gain columns at the end; under a header each row has its width. */
function named(cells: readonly string[], names: readonly string[], mayBeLonger: boolean): Outcome<Cells> {
  if (cells.length < names.length || (cells.length > names.length && !mayBeLonger))
    return refuse('mapping', `the row has ${cells.length} fields, ${names.length} are expected`)
  const value: Record<string, string> = {}
  for (let i = 0; i < names.length; i++) value[names[i] as string] = cells[i] as string
  return { ok: true, value }
}
