import type { Transfer } from '../events/catalogue.js'
import type { FirstFeature } from './feature.js'
import { takenFields } from './first-sql.js'
import { IdArena } from './id-arena.js'
import { KeyTable } from './key-table.js'
import { UNSURE } from './latest-words.js'

/** The first event of a key, with the fields that features take of it. Instants are microseconds. */
export interface FirstEvent {
  readonly at: number
  readonly id: string
  /** By the field's name; null where absent. */
  readonly taken: Readonly<Record<string, string | number | null>>
}

/** What is looked up: a link or charge by its fields' names. */
export type Fields = Readonly<Record<string, unknown>>

const DOUBTFUL = -1

/**
 * The first matching event of each key over all history, some 90 bytes each. Only a cache: where the first was taken
 * back it is unsure.
 */
export class FirstEvents {
  readonly #feature: FirstFeature
  /** The fields that are kept besides the id. */
  readonly takes: readonly string[]
  readonly #keys = new KeyTable()
  readonly #records = new IdArena()
  #recordCount = 0
  #at = new Float64Array(1024)
  /** Place of the key's record in the arena, from 1; 0 none yet. */
  #record = new Int32Array(1024)

  /** `features`: those that look for the same first event. */
  constructor(features: readonly [FirstFeature, ...FirstFeature[]]) {
    this.#feature = features[0]
    this.takes = takenFields(features)
  }

  /** A link or charge that is in the database. */
  note(event: Transfer): void {
    const fields: Fields = event
    if (!this.#matches(event)) return
    this.add(
      this.#feature.per.map(field => fields[field]),
      { at: event.at, id: event.id, taken: fields },
    )
  }

  /** An event by the values of its key, in the order of the feature's `per`; more may be taken of it than is kept. */
  add(key: readonly unknown[], { at, id, taken }: { at: number; id: string; taken: Fields }): void {
    const number = this.#numberOf(key)
    if (number === 0 || this.#record[number] === DOUBTFUL) return
    if (this.#record[number] !== 0 && !this.#isBefore(at, id, number)) return
    this.#records.push([id, ...this.takes.map(take => taken[take] ?? '')].join('|'))
    this.#recordCount += 1
    this.#at[number] = at
    this.#record[number] = this.#recordCount
  }

  /** A link or charge that is no longer in the database. */
  forget(event: Transfer): void {
    if (!this.#matches(event)) return
    const number = this.#numberOf(this.#feature.per.map(field => (event as Fields)[field]))
    if (number !== 0 && this.#at[number] === event.at) this.#record[number] = DOUBTFUL
  }

  /** The first event of the key of a link or charge, which may be later than itself; null where there is none. */
  of(fields: Fields): FirstEvent | null | typeof UNSURE {
    const key = this.#keyOf(this.#feature.per.map(field => fields[field]))
    const number = this.#keys.find(key)
    const record = number === 0 ? 0 : (this.#record[number] as number)
    if (record === 0) return null
    if (record === DOUBTFUL) return UNSURE
    const [id = '', ...values] = this.#records.at(record - 1).split('|')
    const taken = Object.fromEntries(this.takes.map((take, i) => [take, takenOf(take, values[i])]))
    return { at: this.#at[number] as number, id, taken }
  }

  /** Whether an event in the database, or one that was, is the first of its key, as far as can be told. */
  mayBeFirst(event: Transfer): boolean {
    if (!this.#matches(event)) return false
    const first = this.of(event)
    return first === UNSURE || first?.id === event.id
  }

  #isBefore(at: number, id: string, number: number): boolean {
    const first = this.#at[number] as number
    if (at !== first) return at < first
    const [known = ''] = this.#records.at((this.#record[number] as number) - 1).split('|')
    return id < known
  }

  #matches(event: Transfer): boolean {
    const { of, where } = this.#feature
    if (event.type !== of) return false
    return Object.entries(where).every(([field, values]) => {
      const value = (event as Fields)[field]
      return values === null || values === undefined ? value === undefined : values.includes(value as string)
    })
  }

  /** Tokens have no bar, so that two keys have one text only where they are equal. */
  #keyOf(values: readonly unknown[]): string | undefined {
    return values.some(value => value === undefined || value === null) ? undefined : values.join('|')
  }

  #numberOf(key: readonly unknown[]): number {
    const number = this.#keys.intern(this.#keyOf(key))
    if (number >= this.#at.length) {
      const [at, record] = [this.#at, this.#record]
      this.#at = new Float64Array(at.length * 2)
      this.#record = new Int32Array(record.length * 2)
      this.#at.set(at)
      this.#record.set(record)
    }
    return number
  }
}

function takenOf(take: string, value: string | undefined): string | number | null {
  if (!value) return null
  return take === 'walletOpenedAt' ? Number(value) : value
}
