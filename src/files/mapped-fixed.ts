import { refuse } from '../ingest/dead-letter.js'
import { type Cells, cellsOf, type Decode, FixedCheck, kindOf, recordBytes } from '../ingest/mapping/fixed.js'
import type { Mapper } from '../ingest/mapping/mapper.js'
import type { FixedInput } from '../ingest/mapping/spec.js'
import type { Message } from '../ingest/receive.js'
import { encodingOf } from './encoding.js'
import { type FileMeter, readChunks } from './open.js'
import { piecesOf } from './pieces.js'

const CR = 13
const LF = 10
/** Ctrl-Z: what some senders still write behind the last record. */
const EOF_MARK = 26

/** Reads a fixed-width file twice: whether it agrees with its trailer, then its data. If not, the whole file is one letter. */
export async function* mappedFixed(
  path: string,
  mapper: Mapper,
  input: FixedInput,
  meter: FileMeter,
): AsyncGenerator<readonly Message[]> {
  const encoding = encodingOf(input.encoding ?? 'shift_jis')
  const decode: Decode = bytes => encoding.text(bytes)
  const check = new FixedCheck(input, decode)
  for await (const records of fixedRecords(path, recordBytes(input)))
    for (const { number, bytes } of records) check.add(bytes, number)
  const wrong = check.end()
  if (wrong !== undefined) {
    const mapped = [mapper.refused(refuse('mapping', `the whole file: ${wrong}`), check.digest())]
    yield [{ source: path, partition: 0, offset: 1, bytes: new Uint8Array(), mapped }]
    return
  }
  let header: Cells | undefined
  for await (const records of fixedRecords(path, recordBytes(input), meter)) {
    const messages: Message[] = []
    for (const { number, bytes } of records) {
      const kind = kindOf(input, bytes)
      if (kind === 'header') header = cellsOf(input, 'header', bytes, decode)
      if (kind !== 'data') continue
      const record = cellsOf(input, 'data', bytes, decode)
      const mapped = record
        ? mapper.record({ root: { header }, record, index: number - 2 }, bytes)
        : [mapper.refused(refuse('encoding', `the record is not valid ${encoding.name}`), bytes)]
      messages.push({ source: path, partition: 0, offset: number, bytes, mapped })
    }
    yield messages
  }
}

interface FixedRecord {
  /** From 1. */
  readonly number: number
  readonly bytes: Buffer
}

/** Records of `width` bytes, with or without line ends between them; what is left over at the end is a short record. */
async function* fixedRecords(path: string, width: number, meter?: FileMeter): AsyncGenerator<readonly FixedRecord[]> {
  const splitter = new RecordSplitter(width)
  for await (const chunk of readChunks(path, meter)) yield* piecesOf(splitter.split(chunk))
  yield splitter.end()
}

class RecordSplitter {
  readonly #width: number
  #rest = Buffer.alloc(0)
  #number = 1

  constructor(width: number) {
    this.#width = width
  }

  *split(chunk: Buffer): Generator<FixedRecord> {
    const bytes = Buffer.concat([this.#rest, chunk])
    let start = 0
    // A line end may follow: it must be there to be passed over.
    while (bytes.length - start >= this.#width + 2) {
      const end = recordEnd(bytes, start, this.#width)
      yield { number: this.#number++, bytes: bytes.subarray(start, end) }
      start = behindLineEnd(bytes, end)
    }
    this.#rest = bytes.subarray(start)
  }

  end(): FixedRecord[] {
    return lastRecords(this.#rest, this.#width, this.#number)
  }
}

function lastRecords(bytes: Buffer, width: number, first: number): FixedRecord[] {
  const records: FixedRecord[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = recordEnd(bytes, start, width)
    const isMark = end - start === 1 && bytes[start] === EOF_MARK
    if (!isMark && end > start) records.push({ number: first + records.length, bytes: bytes.subarray(start, end) })
    start = Math.max(behindLineEnd(bytes, end), start + 1)
  }
  return records
}

/** A line end before its time ends a record that is too short, so that the records behind it are still found. */
function recordEnd(bytes: Buffer, start: number, width: number): number {
  const whole = bytes.subarray(start, start + width)
  const feed = whole.indexOf(LF)
  if (feed === -1) return start + whole.length
  return start + (feed > 0 && whole[feed - 1] === CR ? feed - 1 : feed)
}

function behindLineEnd(bytes: Buffer, end: number): number {
  const behind = bytes[end] === CR ? end + 1 : end
  return bytes[behind] === LF ? behind + 1 : behind
}
