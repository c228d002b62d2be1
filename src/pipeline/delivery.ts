import { NO_BYTES } from '../ingest/receive.js'
import type { Decoded } from './decoded.js'
import { ReceivedContent, receivedOf } from './received.js'
import type { Received } from './settle.js'

/** Whatever is not one event was refused, or mapped, before. */
const NOTHING_KNOWN = { providers: new Set<string>() }

/** What a partition delivered at once, as the feed takes it: message by message. */
export class Delivery {
  readonly #decoded: Decoded

  constructor(decoded: Decoded) {
    this.#decoded = decoded
  }

  get count(): number {
    return this.#decoded.offsets.length
  }

  offset(place: number): number {
    return this.#decoded.offsets[place] as number
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
    return this.#decoded.sizes[place] as number
  }

  /** The message as the pipeline takes it, made each time, so that no object waits. */
  received(place: number): Received {
    const { source, partition, text, ends, others } = this.#decoded
    const other = others.get(place)
    if (other) return receivedOf(other, NOTHING_KNOWN)
    const content = text.slice(ends[place - 1] ?? 0, ends[place])
    return new ReceivedContent({ source, partition, offset: this.offset(place), bytes: NO_BYTES }, content)
  }
}
