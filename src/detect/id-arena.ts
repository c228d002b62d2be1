/** Ids of a window, one behind the other in a byte array outside the JavaScript heap. Ids are ASCII (contract, section 1). */
export class IdArena {
  #bytes = Buffer.allocUnsafe(64 * 1024)
  #ends = new Float64Array(1024)
  #count = 0

  push(id: string): void {
    const start = this.#startOf(this.#count)
    if (start + id.length > this.#bytes.length) this.#bytes = grown(this.#bytes, start + id.length)
    if (this.#count === this.#ends.length) {
      const ends = new Float64Array(this.#ends.length * 2)
      ends.set(this.#ends)
      this.#ends = ends
    }
    this.#bytes.write(id, start, 'latin1')
    this.#ends[this.#count] = start + id.length
    this.#count += 1
  }

  at(index: number): string {
    return this.#bytes.toString('latin1', this.#startOf(index), this.#ends[index])
  }

  /** Negative, 0 or positive, as the ids compare by their bytes. */
  compare(a: number, b: number): number {
    return this.#bytes.compare(
      this.#bytes,
      this.#startOf(b),
      this.#ends[b] as number,
      this.#startOf(a),
      this.#ends[a] as number,
    )
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number)
  }
}

function grown(bytes: Buffer, needed: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, needed))
  bytes.copy(larger)
  return larger as Buffer<ArrayBuffer>
}
