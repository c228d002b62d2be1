import { type FileMeter, readChunks } from './open.js'
import { piecesOf } from './pieces.js'

export interface Line {
  /** From 1. */
  readonly number: number
  /** Without the line feed, and without a carriage return before it. */
  readonly bytes: Uint8Array
  /** True where a carriage return stood before the line feed. */
  readonly hadReturn: boolean
  /** True of the last line of a file that ends without a line feed. */
  readonly isOpen: boolean
  /** True where bytes beyond the limit were cut off. */
  readonly cut: boolean
}

const LF = 10
const CR = 13
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * The lines of a file, in pieces. A byte order mark at the start is passed over. A line longer than `bytesMax` is cut there,
 * so that a file without line feeds takes no more memory than that.
 */
export async function* readLines(path: string, bytesMax: number, meter?: FileMeter): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter(bytesMax)
  let isFirst = true
  for await (const chunk of readChunks(path, meter)) {
    const start = isFirst && chunk.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0
    isFirst = false
    yield* piecesOf(splitter.split(chunk.subarray(start)))
  }
  yield* piecesOf(splitter.end())
}

class LineSplitter {
  readonly #bytesMax: number
  #number = 1
  #parts: Buffer[] = []
  #length = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  *split(chunk: Buffer): Generator<Line> {
    let start = 0
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      yield this.#line(chunk.subarray(start, end))
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
  }

  end(): Line[] {
    return this.#length > 0 ? [this.#line(Buffer.alloc(0), true)] : []
  }

  #line(rest: Buffer, isOpen = false): Line {
    this.#keep(rest)
    const whole = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts)
    const cut = this.#length > this.#bytesMax
    const hadReturn = whole.length > 0 && whole[whole.length - 1] === CR
    const line = { number: this.#number, bytes: hadReturn ? whole.subarray(0, -1) : whole, hadReturn, isOpen, cut }
    this.#number += 1
    this.#parts = []
    this.#length = 0
    return line
  }

  #keep(part: Buffer): void {
    const room = this.#bytesMax - this.#length
    if (room > 0 && part.length > 0) this.#parts.push(part.length > room ? part.subarray(0, room) : part)
    this.#length += part.length
  }
}
