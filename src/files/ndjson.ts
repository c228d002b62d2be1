import { refuse } from '../ingest/dead-letter.js'
import { MESSAGE_BYTES_MAX } from '../ingest/decode-json.js'
import type { Message } from '../ingest/receive.js'
import type { Source } from '../pipeline/ports.js'
import { type Line, readLines } from './lines.js'
import { checkReadable, FileMeter } from './open.js'

/** How much of a line is kept at most, as the bytes of its dead letter: far above any message, far below memory. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024

/** An NDJSON file: one JSON object a line; empty lines are no messages. */
export class NdjsonSource implements Source {
  readonly name: string
  readonly #meter: FileMeter

  constructor(path: string) {
    checkReadable(path)
    this.name = path
    this.#meter = new FileMeter(path)
  }

  get share(): number {
    return this.#meter.share
  }

  async *messages(): AsyncGenerator<readonly Message[]> {
    for await (const lines of readLines(this.name, LINE_BYTES_MAX, this.#meter)) {
      yield lines.filter(line => !isBlank(line.bytes)).map(line => this.#message(line))
    }
  }

  #message(line: Line): Message {
    const message = { source: this.name, partition: 0, offset: line.number, bytes: line.bytes }
    return line.cut ? { ...message, read: refuse('too-large', whyCut()) } : message
  }
}

export function whyCut(): string {
  return `longer than ${LINE_BYTES_MAX} bytes, of which only so many are kept; the limit for a message is ${MESSAGE_BYTES_MAX}`
}

const SPACE = 32
const TAB = 9

export function isBlank(bytes: Uint8Array): boolean {
  return bytes.every(byte => byte === SPACE || byte === TAB)
}
