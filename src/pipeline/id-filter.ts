const BITS_PER_ID = 32
const PROBES = 12
const IDS_PER_SLICE = 1 << 20
const WORDS_PER_SLICE = (IDS_PER_SLICE * BITS_PER_ID) / 32
const BITS_PER_SLICE = WORDS_PER_SLICE * 32

/**
 * Says of an id "never seen" or "perhaps": a Bloom filter (B. H. Bloom, 1970) of 4 bytes an id in slices of 2^20 ids.
 * About one unknown id in a million gets a "perhaps" for each slice; the database then has the last word.
 */
export class IdFilter {
  readonly #slices: Uint32Array[] = []
  #inLast = IDS_PER_SLICE

  add(id: string): void {
    if (this.#inLast === IDS_PER_SLICE) {
      this.#slices.push(new Uint32Array(WORDS_PER_SLICE))
      this.#inLast = 0
    }
    this.#inLast += 1
    const slice = this.#slices[this.#slices.length - 1] as Uint32Array
    const [first, step] = twoHashes(id)
    for (let i = 0; i < PROBES; i++) {
      const bit = (first + i * step) % BITS_PER_SLICE
      slice[bit >>> 5] = (slice[bit >>> 5] as number) | (1 << (bit & 31))
    }
  }

  mayHave(id: string): boolean {
    const [first, step] = twoHashes(id)
    return this.#slices.some(slice => {
      for (let i = 0; i < PROBES; i++) {
        const bit = (first + i * step) % BITS_PER_SLICE
        if (((slice[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return false
      }
      return true
    })
  }
}

/** Two lanes of FNV-1a with different primes; the probes are made of both (Kirsch and Mitzenmacher, 2006). */
function twoHashes(id: string): readonly [number, number] {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
  }
  a ^= a >>> 16
  b ^= b >>> 13
  return [Math.imul(a, 0xc2b2ae35) >>> 0, (Math.imul(b, 0x27d4eb2f) | 1) >>> 0]
}
