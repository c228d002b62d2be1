import { createHash } from 'node:crypto'
import { parseAmount } from './money.js'
import type { FixedInput } from './spec.js'

export type Kind = 'header' | 'data' | 'trailer' | 'end'
export type Cells = Readonly<Record<string, string>>

/** Bytes as text, or undefined where they are of another encoding. */
export type Decode = (bytes: Uint8Array) => string | undefined

const ORDER: readonly Kind[] = ['header', 'data', 'trailer', 'end']

/** What each record of such a file has; all kinds have as many. */
export function recordBytes(input: FixedInput): number {
  return input.data.columns.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** By the characters with which a record begins. */
export function kindOf(input: FixedInput, record: Uint8Array): Kind | undefined {
  const head = Buffer.from(record.buffer, record.byteOffset, Math.min(record.length, 16)).toString('latin1')
  return ORDER.find(kind => input[kind] !== undefined && head.startsWith(input[kind].code))
}

/** The named columns of a record, or one of them, trimmed; undefined where its bytes are of another encoding. */
export function cellsOf(
  input: FixedInput,
  kind: Kind,
  record: Uint8Array,
  decode: Decode,
  only?: string,
): Cells | undefined {
  const cells: Record<string, string> = {}
  let start = 0
  for (const column of input[kind]?.columns ?? []) {
    const end = start + column.bytes
    if ('name' in column && (only === undefined || column.name === only)) {
      const text = decode(record.subarray(start, end))
      if (text === undefined) return undefined
      cells[column.name] = text.replace(/^[ \u3000]+|[ \u3000]+$/g, '')
    }
    start = end
  }
  return cells
}

/**
 * The first pass over a fixed-width file: header, data, trailer, end; each of the right length; count and sum as the
 * trailer says. Says what is wrong with the file as a whole, or nothing.
 */
export class FixedCheck {
  readonly #input: FixedInput
  readonly #decode: Decode
  readonly #hash = createHash('sha256')
  #last: Kind | undefined
  #count = 0
  #sum = 0n
  #wrong: string | undefined

  constructor(input: FixedInput, decode: Decode) {
    this.#input = input
    this.#decode = decode
  }

  add(record: Uint8Array, line: number): void {
    this.#hash.update(record)
    this.#wrong ??= this.#whyNot(record, line)
  }

  /** SHA-256 of all records: what tells this file from others. */
  digest(): Buffer {
    return this.#hash.digest()
  }

  /** Why nothing of the file may be taken; undefined where all agrees. */
  end(): string | undefined {
    if (this.#wrong !== undefined) return this.#wrong
    if (this.#last === undefined) return 'the file is empty'
    const wanted = this.#input.end ? 'end' : 'trailer'
    return this.#last === wanted
      ? undefined
      : `the file stops behind a ${this.#last} record; the ${wanted} record is missing`
  }

  #whyNot(record: Uint8Array, line: number): string | undefined {
    const width = recordBytes(this.#input)
    if (record.length !== width) return `record ${line}: ${record.length} bytes; each record has ${width}`
    const kind = kindOf(this.#input, record)
    if (!kind) return `record ${line}: begins with none of the codes of header, data, trailer and end`
    if (!this.#follows(kind))
      return `record ${line}: a ${kind} record ${this.#last ? `behind a ${this.#last} record` : 'at the start'}`
    this.#last = kind
    if (kind === 'data') return this.#addData(record, line)
    return kind === 'trailer' ? this.#compare(record, line) : undefined
  }

  #follows(kind: Kind): boolean {
    if (this.#last === undefined) return kind === 'header'
    if (kind === 'data') return this.#last === 'header' || this.#last === 'data'
    if (kind === 'trailer') return this.#last === 'header' || this.#last === 'data'
    return kind === 'end' && this.#last === 'trailer'
  }

  #addData(record: Uint8Array, line: number): string | undefined {
    this.#count += 1
    const column = this.#input.sum.data
    const amount = parseAmount(this.#cell('data', record, column))
    if (!amount.ok) return `record ${line}: ${column}: ${amount.why}, so the sum cannot be checked`
    this.#sum += BigInt(amount.value)
    return undefined
  }

  #compare(record: Uint8Array, line: number): string | undefined {
    const { count, sum } = this.#input
    const said = { count: this.#cell('trailer', record, count), sum: this.#cell('trailer', record, sum.trailer) }
    const [saidCount, saidSum] = [parseAmount(said.count), parseAmount(said.sum)]
    if (!saidCount.ok || saidCount.value !== this.#count)
      return `record ${line}: the trailer counts ${whole(saidCount)} data records, the file has ${this.#count}`
    if (!saidSum.ok || BigInt(saidSum.value) !== this.#sum)
      return `record ${line}: the trailer says ${sum.data} adds up to ${whole(saidSum)}, it adds up to ${this.#sum}`
    return undefined
  }

  #cell(kind: Kind, record: Uint8Array, column: string): string {
    return cellsOf(this.#input, kind, record, this.#decode, column)?.[column] ?? ''
  }
}

function whole(parsed: ReturnType<typeof parseAmount>): string {
  return parsed.ok ? String(parsed.value) : 'no number of'
}
