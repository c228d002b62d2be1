import { type Message, NO_BYTES, positionOf } from '../ingest/receive.js'
import type { Decoded, Said } from './decoded.js'
import { receivedFrom, receivedOf } from './received.js'
import type { Received } from './settle.js'

/** Whatever is not one event was refused, or mapped, before. */
const NOTHING_KNOWN = { providers: new Set<string>() }

/** What a partition delivered at once, decoded. */
export class Delivery {
  readonly #source: string
  readonly #partition: number
  readonly #offsets: Float64Array
  readonly #sizes: Int32Array
  readonly #decoded: Decoded
  /** The messages themselves of what is no event alone: the bytes of each hold those of all that came with it. */
  readonly #others = new Map<number, Message>()

  constructor(source: string, partition: number, messages: readonly Message[], decoded: Decoded) {
    this.#source = source
    this.#partition = partition
    this.#offsets = new Float64Array(messages.length)
    this.#sizes = new Int32Array(messages.length)
    this.#decoded = decoded
    for (const [place, { offset, bytes }] of messages.entries()) {
      this.#offsets[place] = offset
      this.#sizes[place] = bytes.length
    }
    for (const [place, said] of decoded.others) this.#others.set(place, told(messages[place] as Message, said))
  }

  get count(): number {
    return this.#offsets.length
  }

  offset(place: number): number {
    return this.#offsets[place] as number
  }

  /** Event time in microseconds; minus infinity of what is no event. */
  at(place: number): number {
    return this.#decoded.ats[place] as number
  }

  /** Of the last event, if there is one. */
  get lastAt(): number | undefined {
    return this.#decoded.ats.findLast(Number.isFinite)
  }

  /** Bytes that the message came with. */
  size(place: number): number {
    return this.#sizes[place] as number
  }

  /** The message as the pipeline takes it. Its event is made of the content each time, so that no object waits. */
  received(place: number): Received {
    const other = this.#others.get(place)
    if (other) return receivedOf(other, NOTHING_KNOWN)
    const { text, ends } = this.#decoded
    const content = text.slice(ends[place - 1] ?? 0, ends[place])
    const message = { source: this.#source, partition: this.#partition, offset: this.offset(place), bytes: NO_BYTES }
    return receivedFrom(message, content)
  }
}

/** Of a mapped message neither bytes nor key are kept: they may be raw identifiers. */
function told(message: Message, said: Said): Message {
  if (said.mapped) return { ...positionOf(message), bytes: NO_BYTES, mapped: said.mapped }
  // What its source has read itself goes before what the bytes say.
  return { ...said, ...message }
}
