import { createHash } from 'node:crypto'
import { refuse } from '../ingest/dead-letter.js'
import { decodeDocument } from '../ingest/decode-json.js'
import type { Mapped, Mapper } from '../ingest/mapping/mapper.js'
import type { Message } from '../ingest/receive.js'
import type { Source } from '../pipeline/ports.js'
import { encodingOf } from './encoding.js'
import { readLines } from './lines.js'
import { mappedCsv } from './mapped-csv.js'
import { mappedFixed } from './mapped-fixed.js'
import { isBlank, LINE_BYTES_MAX, whyCut } from './ndjson.js'
import { checkReadable, FileMeter, readChunks } from './open.js'
import { piecesOf } from './pieces.js'

/** A provider's own file, read through its mapping. */
export class MappedSource implements Source {
  readonly name: string
  readonly #meter: FileMeter
  readonly #mapper: Mapper

  constructor(path: string, mapper: Mapper) {
    checkReadable(path)
    this.name = path
    this.#meter = new FileMeter(path)
    this.#mapper = mapper
  }

  get share(): number {
    return this.#meter.share
  }

  messages(): AsyncGenerator<readonly Message[]> {
    const { input } = this.#mapper.mapping
    if (input.format === 'csv') return mappedCsv(this.name, this.#mapper, input, this.#meter)
    if (input.format === 'fixed') return mappedFixed(this.name, this.#mapper, input, this.#meter)
    return input.format === 'json' ? this.#document() : this.#lines()
  }

  async *#lines(): AsyncGenerator<readonly Message[]> {
    for await (const lines of readLines(this.name, LINE_BYTES_MAX, this.#meter)) {
      yield lines
        .filter(line => !isBlank(line.bytes))
        .map(({ number, bytes, cut }) => {
          const mapped = cut ? [this.#mapper.refused(refuse('too-large', whyCut()), bytes)] : this.#mapped(bytes)
          return { source: this.name, partition: 0, offset: number, bytes, mapped }
        })
    }
  }

  #mapped(bytes: Uint8Array): readonly Mapped[] {
    const utf8 = this.#utf8(bytes)
    return utf8 ? this.#mapper.message(utf8) : [this.#mapper.refused(this.#otherEncoding(), bytes)]
  }

  /** The whole file is one document; its records are numbered from 1. */
  async *#document(): AsyncGenerator<readonly Message[]> {
    const parts: Buffer[] = []
    let length = 0
    for await (const chunk of readChunks(this.name, this.#meter)) {
      length += chunk.length
      if (length <= LINE_BYTES_MAX + 1) parts.push(chunk)
    }
    const bytes = Buffer.concat(parts)
    const utf8 = this.#utf8(bytes)
    const json = utf8 ? decodeDocument(withoutMark(utf8), LINE_BYTES_MAX) : this.#otherEncoding()
    const digest = createHash('sha256').update(bytes).digest()
    const message = { source: this.name, partition: 0, bytes: EMPTY }
    if (!json.ok) yield [{ ...message, offset: 1, mapped: [this.#mapper.refused(json, digest)] }]
    else {
      let offset = 0
      for (const piece of piecesOf(this.#mapper.documentRecords(json.value, digest)))
        yield piece.map(mapped => ({ ...message, offset: ++offset, mapped }))
    }
  }

  #utf8(bytes: Uint8Array): Uint8Array | undefined {
    const { encoding } = this.#mapper.mapping.input
    if (encoding !== 'shift_jis') return bytes
    const text = encodingOf(encoding).text(bytes)
    return text === undefined ? undefined : Buffer.from(text)
  }

  #otherEncoding() {
    const { name } = encodingOf(this.#mapper.mapping.input.encoding)
    return refuse('encoding', `the message is not valid ${name}`)
  }
}

const EMPTY = new Uint8Array()
const BOM = [0xef, 0xbb, 0xbf]

function withoutMark(bytes: Uint8Array): Uint8Array {
  return BOM.every((byte, i) => bytes[i] === byte) ? bytes.subarray(BOM.length) : bytes
}
