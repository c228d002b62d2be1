const EMPTY = 0
const LOAD_MAX = 0.6

/**
 * Gives every distinct text a dense number from 1 on; 0 is "absent". Keeps 64 bits of hash for each text instead of
 * the text: a million accounts cost 12 MB outside the JavaScript heap. Two texts share a number with probability
 * n² / 2^65, below 3 in a million for ten million texts.
 */
export class KeyTable {
  #high = new Uint32Array(1024)
  #low = new Uint32Array(1024)
  #number = new Uint32Array(1024)
  #count = 0

  /** How many texts have a number. */
  get size(): number {
    return this.#count
  }

  /** The number of the text; a new one where it is met for the first time. */
  intern(text: string | undefined | null): number {
    if (text === undefined || text === null) return EMPTY
    hash64(text)
    const slot = this.#slotOf(hashHigh, hashLow)
    const found = this.#number[slot] as number
    if (found !== EMPTY) return found
    return this.#take(slot, hashHigh, hashLow)
  }

  /** The number of the text, or 0 where it was never interned. */
  find(text: string | undefined | null): number {
    if (text === undefined || text === null) return EMPTY
    hash64(text)
    return this.#number[this.#slotOf(hashHigh, hashLow)] as number
  }

  /** A new table with only these numbers, and what each of them is called there. */
  only(numbers: readonly number[]): { table: KeyTable; renumbered: Uint32Array } {
    const used = new Uint8Array(this.#count + 1)
    for (const number of numbers) used[number] = 1
    const table = new KeyTable()
    const renumbered = new Uint32Array(this.#count + 1)
    for (let i = 0; i < this.#number.length; i++) {
      const number = this.#number[i] as number
      if (number === EMPTY || used[number] === 0) continue
      const [high, low] = [this.#high[i] as number, this.#low[i] as number]
      renumbered[number] = table.#take(table.#slotOf(high, low), high, low)
    }
    return { table, renumbered }
  }

  #take(slot: number, high: number, low: number): number {
    this.#count += 1
    this.#high[slot] = high
    this.#low[slot] = low
    this.#number[slot] = this.#count
    const number = this.#count
    if (this.#count > this.#number.length * LOAD_MAX) this.#grow()
    return number
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#number.length - 1
    let slot = low & mask
    while (this.#number[slot] !== EMPTY && (this.#high[slot] !== high || this.#low[slot] !== low))
      slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const [high, low, number] = [this.#high, this.#low, this.#number]
    this.#high = new Uint32Array(high.length * 2)
    this.#low = new Uint32Array(high.length * 2)
    this.#number = new Uint32Array(high.length * 2)
    for (let i = 0; i < number.length; i++) {
      if (number[i] === EMPTY) continue
      const slot = this.#slotOf(high[i] as number, low[i] as number)
      this.#high[slot] = high[i] as number
      this.#low[slot] = low[i] as number
      this.#number[slot] = number[i] as number
    }
  }
}

/** The last hash: two variables and not a pair, for a pair would be an object for each field of each event. */
let hashHigh = 0
let hashLow = 0

/**
 * Two 32-bit lanes of multiply-and-xor over the UTF-16 units, each finished as in MurmurHash3 (A. Appleby, public
 * domain). Fast and well spread, not a cryptographic hash: tokens are made by HMAC before they come here.
 */
function hash64(text: string): void {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5f356495)
    high ^= high >>> 15
  }
  hashHigh = finish(high ^ Math.imul(low, 0x85ebca6b))
  hashLow = finish(low ^ Math.imul(high, 0xc2b2ae35))
}

function finish(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
