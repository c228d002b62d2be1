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

/** A text field: its texts by number, and the number at each position; 0 is absent. */
interface Field {
  readonly name: string
  table: KeyTable
  values: Uint32Array
}

/** By the number of a key of the field its newest event, and at each position that of the key's event before it. */
interface Chain {
  readonly of: Field
  newest: Int32Array
  previous: Int32Array
}

/**
 * Links and charges in typed arrays (about 120 bytes each). Per chain and key the position of the newest event is
 * known, and per event the position of the key's previous one, in the order of (at, id); late events are spliced in.
 */
export class Window {
  readonly shape: WindowShape
  /** As lists too: every event goes through all of them. */
  readonly #fields: readonly Field[]
  readonly #chains: readonly Chain[]
  readonly #fieldOf: ReadonlyMap<string, Field>
  readonly #chainOf: ReadonlyMap<string, Chain>
  readonly #ids = new IdArena()
  #at = new Float64Array(1024)
  #yen = new Float64Array(1024)
  #kind = new Uint8Array(1024)
  #size = 0

  constructor(shape: WindowShape) {
    this.shape = shape
    this.#fields = shape.fields.map(name => ({ name, table: new KeyTable(), values: new Uint32Array(1024) }))
    this.#fieldOf = new Map(this.#fields.map(field => [field.name, field]))
    this.#chains = shape.chains.map(name => {
      return { of: this.#field(name), newest: new Int32Array(1024).fill(NONE), previous: new Int32Array(1024) }
    })
    this.#chainOf = new Map(this.#chains.map(chain => [chain.of.name, chain]))
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
    return this.#field(field).values
  }

  /** The number that a text of this field has, 0 where no event has it. */
  numberOf(field: string, text: string | undefined): number {
    return this.#fieldOf.get(field)?.table.find(text) ?? 0
  }

  /** At each position that of the key's event before it, or -1. */
  previous(chain: string): Int32Array {
    return this.#chain(chain).previous
  }

  /** Adds an event and returns its position. */
  insert(row: WindowRow): number {
    const position = this.#append(row.id, row.at, row.yen ?? 0, row.type === 'charge' ? CHARGE : 0)
    for (const { name, table, values } of this.#fields) values[position] = table.intern(row[name] as string | undefined)
    for (const chain of this.#chains) this.#splice(chain, position)
    return position
  }

  /** Sets a field that is no chain's key. */
  set(position: number, field: string, text: string | undefined | null): void {
    const known = this.#fieldOf.get(field)
    if (known && position !== NONE) known.values[position] = known.table.intern(text)
  }

  /** Takes an event out of all counts; its place is freed when the window is next rebuilt. */
  remove(position: number): void {
    this.#kind[position] = (this.#kind[position] as number) | DEAD
  }

  /** The position of a live event, by its account's chain; -1 where the window does not hold it. */
  find(id: string, account: string): number {
    const chain = this.#chain('account')
    let position = newestOf(chain, chain.of.table.find(account))
    while (position !== NONE && !(this.isAlive(position) && this.id(position) === id)) {
      position = chain.previous[position] as number
    }
    return position
  }

  /** Whether no key of this event has an event that comes behind it in the order of (at, id). */
  isNewest(position: number): boolean {
    return this.#chains.every(chain => {
      const key = chain.of.values[position] as number
      return key === 0 || newestOf(chain, key) === position
    })
  }

  /** Whether this key has an event at an instant or later. */
  hasAtOrAfter(chain: string, key: string | undefined, at: number): boolean {
    const newest = newestOf(this.#chain(chain), this.numberOf(chain, key))
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
    for (const { name, table: whole, values } of this.#fields) {
      const { table, renumbered } = whole.only(positions.map(i => values[i] as number))
      const field = kept.#field(name)
      field.table = table
      for (const [k, i] of positions.entries())
        field.values[added[k] as number] = renumbered[values[i] as number] as number
    }
    for (const position of added) for (const chain of kept.#chains) kept.#splice(chain, position)
    return kept
  }

  #field(name: string): Field {
    const field = this.#fieldOf.get(name)
    if (!field) throw new Error(`the window does not keep the field ${name}`)
    return field
  }

  #chain(name: string): Chain {
    const chain = this.#chainOf.get(name)
    if (!chain) throw new Error(`the window does not chain the field ${name}`)
    return chain
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

  #splice(chain: Chain, position: number): void {
    const key = chain.of.values[position] as number
    if (key === 0) return
    const { previous } = chain
    let after = NONE
    let before = newestOf(chain, key)
    while (before !== NONE && this.compare(before, position) > 0) {
      after = before
      before = previous[before] as number
    }
    previous[position] = before
    if (after === NONE) setNewest(chain, key, position)
    else previous[after] = position
  }

  #grow(): void {
    this.#at = doubled(this.#at)
    this.#yen = doubled(this.#yen)
    this.#kind = doubled(this.#kind)
    for (const field of this.#fields) field.values = doubled(field.values)
    for (const chain of this.#chains) chain.previous = doubled(chain.previous)
  }
}

/** The position of the newest event of a key; -1 of an absent one, or without an event. */
function newestOf({ newest }: Chain, key: number): number {
  return key !== 0 && key < newest.length ? (newest[key] as number) : NONE
}

function setNewest(chain: Chain, key: number, position: number): void {
  if (key >= chain.newest.length) {
    const larger = new Int32Array(chain.newest.length * 2).fill(NONE)
    larger.set(chain.newest)
    chain.newest = larger
  }
  chain.newest[key] = position
}
