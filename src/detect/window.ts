import { doubled } from './doubled.js'
import { IdArena } from './id-arena.js'
import { KeyTable } from './key-table.js'

/** What the window needs of a link or charge: contract names to text, money and time. */
export interface WindowRow {
  readonly id: string
  readonly type: 'link' | 'charge'
  /** UTC microseconds. */
  readonly at: number
  readonly yen?: number | undefined
  readonly [field: string]: unknown
}

export interface WindowShape {
  /** Text fields that features read; each is kept as a dense number. */
  readonly fields: readonly string[]
  /** Those of the fields whose events are chained, newest first. `account` is always one of them. */
  readonly chains: readonly string[]
}

const NONE = -1
const CHARGE = 1
const DEAD = 2

/**
 * Links and charges in typed arrays (about 120 bytes each). Per chain and key the position of the newest event is
 * known, and per event the position of the key's previous one, in the order of (at, id); late events are spliced in.
 */
export class Window {
  readonly shape: WindowShape
  readonly #tables: Map<string, KeyTable>
  readonly #values = new Map<string, Uint32Array>()
  readonly #previous = new Map<string, Int32Array>()
  readonly #newest = new Map<string, Int32Array>()
  readonly #ids = new IdArena()
  #at = new Float64Array(1024)
  #yen = new Float64Array(1024)
  #kind = new Uint8Array(1024)
  #size = 0

  constructor(shape: WindowShape) {
    this.shape = shape
    this.#tables = new Map(shape.fields.map(field => [field, new KeyTable()]))
    for (const field of shape.fields) this.#values.set(field, new Uint32Array(1024))
    for (const chain of shape.chains) {
      this.#previous.set(chain, new Int32Array(1024))
      this.#newest.set(chain, new Int32Array(1024).fill(NONE))
    }
  }

  get size(): number {
    return this.#size
  }

  at(position: number): number {
    return this.#at[position] as number
  }

  yen(position: number): number {
    return this.#yen[position] as number
  }

  id(position: number): string {
    return this.#ids.at(position)
  }

  isCharge(position: number): boolean {
    return ((this.#kind[position] as number) & CHARGE) !== 0
  }

  isAlive(position: number): boolean {
    return ((this.#kind[position] as number) & DEAD) === 0
  }

  /** The field's number at each position; 0 is absent. */
  values(field: string): Uint32Array {
    const values = this.#values.get(field)
    if (!values) throw new Error(`the window does not keep the field ${field}`)
    return values
  }

  /** The number that a text of this field has, 0 where no event has it. */
  numberOf(field: string, text: string | undefined): number {
    return this.#tables.get(field)?.find(text) ?? 0
  }

  /** At each position that of the key's event before it, or -1. */
  previous(chain: string): Int32Array {
    const previous = this.#previous.get(chain)
    if (!previous) throw new Error(`the window does not chain the field ${chain}`)
    return previous
  }

  /** Adds an event and returns its position. */
  insert(row: WindowRow): number {
    const position = this.#append(row.id, row.at, row.yen ?? 0, row.type === 'charge' ? CHARGE : 0)
    for (const field of this.#values.keys()) this.set(position, field, row[field] as string | undefined)
    for (const chain of this.shape.chains) this.#splice(chain, position)
    return position
  }

  /** Sets a field that is no chain's key. */
  set(position: number, field: string, text: string | undefined | null): void {
    const table = this.#tables.get(field)
    if (table && position !== NONE) this.values(field)[position] = table.intern(text)
  }

  /** Takes an event out of all counts; its place is freed when the window is next rebuilt. */
  remove(position: number): void {
    this.#kind[position] = (this.#kind[position] as number) | DEAD
  }

  /** The position of a live event, by its account's chain; -1 where the window does not hold it. */
  find(id: string, account: string): number {
    const key = this.#tables.get('account')?.find(account) ?? 0
    const previous = this.previous('account')
    let position = key === 0 ? NONE : this.#newestOf('account', key)
    while (position !== NONE && !(this.isAlive(position) && this.id(position) === id)) {
      position = previous[position] as number
    }
    return position
  }

  /** Whether no key of this event has an event that comes behind it in the order of (at, id). */
  isNewest(position: number): boolean {
    return this.shape.chains.every(chain => {
      const key = this.values(chain)[position] as number
      return key === 0 || this.#newestOf(chain, key) === position
    })
  }

  /** Whether this key has an event at an instant or later. */
  hasAtOrAfter(chain: string, key: string | undefined, at: number): boolean {
    const number = this.numberOf(chain, key)
    const newest = number === 0 ? NONE : this.#newestOf(chain, number)
    return newest !== NONE && this.at(newest) >= at
  }

  /** Negative, 0 or positive, in the order of (at, id). */
  compare(a: number, b: number): number {
    return a === b ? 0 : this.at(a) - this.at(b) || this.#ids.compare(a, b)
  }

  /** How many of its events are not after an instant. */
  countUntil(at: number): number {
    let count = 0
    for (let i = 0; i < this.#size; i++) if (this.at(i) <= at) count += 1
    return count
  }

  /** A new window with the live events after an instant; keys that none of them has are forgotten. */
  since(start: number): Window {
    const kept = new Window(this.shape)
    const positions: number[] = []
    for (let i = 0; i < this.#size; i++) if (this.isAlive(i) && this.at(i) > start) positions.push(i)
    positions.sort((a, b) => this.compare(a, b))
    const added = positions.map(i => kept.#append(this.id(i), this.at(i), this.yen(i), this.#kind[i] as number))
    for (const [field, values] of this.#values) {
      const { table, renumbered } = (this.#tables.get(field) as KeyTable).only(positions.map(i => values[i] as number))
      kept.#tables.set(field, table)
      for (const [k, i] of positions.entries())
        kept.values(field)[added[k] as number] = renumbered[values[i] as number] as number
    }
    for (const position of added) for (const chain of this.shape.chains) kept.#splice(chain, position)
    return kept
  }

  #newestOf(chain: string, key: number): number {
    const newest = this.#newest.get(chain) as Int32Array
    return key < newest.length ? (newest[key] as number) : NONE
  }

  #append(id: string, at: number, yen: number, kind: number): number {
    const position = this.#size
    if (position === this.#at.length) this.#grow()
    this.#size += 1
    this.#at[position] = at
    this.#yen[position] = yen
    this.#kind[position] = kind
    this.#ids.push(id)
    return position
  }

  #splice(chain: string, position: number): void {
    const key = this.values(chain)[position] as number
    if (key === 0) return
    const previous = this.previous(chain)
    let after = NONE
    let before = this.#newestOf(chain, key)
    while (before !== NONE && this.compare(before, position) > 0) {
      after = before
      before = previous[before] as number
    }
    previous[position] = before
    if (after === NONE) this.#setNewest(chain, key, position)
    else previous[after] = position
  }

  #setNewest(chain: string, key: number, position: number): void {
    let newest = this.#newest.get(chain) as Int32Array
    if (key >= newest.length) {
      const larger = new Int32Array(newest.length * 2).fill(NONE)
      larger.set(newest)
      this.#newest.set(chain, larger)
      newest = larger
    }
    newest[key] = position
  }

  #grow(): void {
    this.#at = doubled(this.#at)
    this.#yen = doubled(this.#yen)
    this.#kind = doubled(this.#kind)
    for (const [field, values] of this.#values) this.#values.set(field, doubled(values))
    for (const [chain, previous] of this.#previous) this.#previous.set(chain, doubled(previous))
  }
}
