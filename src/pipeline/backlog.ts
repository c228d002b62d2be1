interface Waiting {
  bytes: number
  isPaused: boolean
}

/**
 * How much was read of each partition and not taken yet, and which of them must wait: kept where partitions are read, so
 * that nothing more is delivered while word of what was taken is on its way.
 */
export class Backlog {
  readonly #bytesMax: number
  readonly #places = new Map<string, Waiting>()
  #bytes = 0
  /** Called with the place of a partition that must wait, and again where more of it comes: who reads anew forgets. */
  onFull: (place: string) => void = () => undefined
  /** Called with the place of a partition that may be read on. */
  onDrain: (place: string) => void = () => undefined

  /** `bytesMax`: of messages that may wait, all partitions together. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  add(place: string, bytes: number): void {
    const waiting = this.#waitingOf(place)
    waiting.bytes += bytes
    this.#bytes += bytes
    waiting.isPaused = this.#isFull(waiting)
    if (waiting.isPaused) this.onFull(place)
  }

  /** Bytes that were taken, by place. */
  taken(bytesOf: ReadonlyMap<string, number>): void {
    for (const [place, bytes] of bytesOf) {
      this.#waitingOf(place).bytes -= bytes
      this.#bytes -= bytes
    }
    for (const [place, waiting] of this.#places) {
      if (!waiting.isPaused || this.#isFull(waiting)) continue
      waiting.isPaused = false
      this.onDrain(place)
    }
  }

  /** A partition may always hold its share, so that one that is behind is read on while the others are full. */
  #isFull({ bytes }: Waiting): boolean {
    const share = this.#bytesMax / Math.max(1, this.#places.size)
    return bytes >= share || (this.#bytes >= this.#bytesMax && bytes > 0)
  }

  #waitingOf(place: string): Waiting {
    let waiting = this.#places.get(place)
    if (!waiting) {
      waiting = { bytes: 0, isPaused: false }
      this.#places.set(place, waiting)
    }
    return waiting
  }
}
