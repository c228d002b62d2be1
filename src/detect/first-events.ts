import type { Transfer } from '../events/catalogue.js'
import { doubled } from './doubled.js'
import { type FirstFeature, meets } from './feature.js'
import { takenFields } from './first-sql.js'
import { IdArena } from './id-arena.js'
import { KeyTable } from './key-table.js'

/** What is looked up: a link or charge by its fields' names. */
export type Fields = Readonly<Record<string, unknown>>

/** No event of the key is known. */
export const NO_FIRST = 0
/** Only history can tell. */
export const UNSURE_FIRST = -1

/**
 * The first matching event of each key over all history, some 80 bytes each. Only a cache: where the first was taken back
 * it is unsure. Keys are numbers: a look-up makes no object, for there is one for each event.
 */
export class FirstEvents {
  readonly #feature: FirstFeature
  readonly #takes: readonly string[]
  readonly #keys = new KeyTable()
  readonly #records = new IdArena()
  #recordCount = 0
  #at = new Float64Array(1024)
  /** The key's record, from 1; or NO_FIRST, UNSURE_FIRST. */
  #record = new Int32Array(1024)

  /** `features`: those that look for the same first event. */
  constructor(features: readonly [FirstFeature, ...FirstFeature[]]) {
    this.#feature = features[0]
    this.#takes = takenFields(features)
  }

  /** A link or charge that is in the database. */
  note(event: Transfer): void {
    if (!this.#matches(event)) return
    const key = this.#keyOf(event)
    if (key === undefined) return
    const number = this.#numberOf(key)
    if (!this.#mayCome(number, event.at, event.id)) return
    this.#put(number, event.at, [event.id, ...this.#takes.map(take => (event as Fields)[take] ?? '')].join('|'))
  }

  /** An event by its key and record; see firstsSql for their form. */
  add(key: string, at: number, record: string): void {
    const number = this.#numberOf(key)
    if (this.#mayCome(number, at, idOf(record))) this.#put(number, at, record)
  }

  /** Whether the key has no first event yet, or one that comes behind this place: few events do, and need a record. */
  #mayCome(number: number, at: number, id: string): boolean {
    const known = this.#record[number]
    return known === NO_FIRST || (known !== UNSURE_FIRST && this.#isLater(number, at, id))
  }

  #put(number: number, at: number, record: string): void {
    this.#records.push(record)
    this.#recordCount += 1
    this.#at[number] = at
    this.#record[number] = this.#recordCount
  }

  /** A link or charge that is no longer in the database. */
  forget(event: Transfer): void {
    if (!this.#matches(event)) return
    const number = this.#keys.find(this.#keyOf(event))
    if (number !== 0 && this.#at[number] === event.at) this.#record[number] = UNSURE_FIRST
  }

  /** The number of the key of a link or charge, if its first event is not later than this one; NO_FIRST or UNSURE_FIRST. */
  find(fields: Fields, at: number, id: string): number {
    const number = this.#keys.find(this.#keyOf(fields))
    const record = number === 0 ? NO_FIRST : (this.#record[number] as number)
    if (record === NO_FIRST || record === UNSURE_FIRST) return record
    return this.#isLater(number, at, id) ? NO_FIRST : number
  }

  at(number: number): number {
    return this.#at[number] as number
  }

  id(number: number): string {
    return idOf(this.#recordOf(number))
  }

  takes(field: string): boolean {
    return this.#takes.includes(field)
  }

  /** A taken field: microseconds or text, null where absent. */
  taken(number: number, take: string): string | number | null {
    const value = this.#recordOf(number).split('|')[this.#takes.indexOf(take) + 1]
    if (!value) return null
    return take === 'walletOpenedAt' ? Number(value) : value
  }

  /** Whether an event in the database, or one that was, is the first of its key, as far as can be told. */
  mayBeFirst(event: Transfer): boolean {
    if (!this.#matches(event)) return false
    const number = this.find(event, event.at, event.id)
    return number === UNSURE_FIRST || (number !== NO_FIRST && this.id(number) === event.id)
  }

  /** Whether the key's first event comes behind this place in the order of (at, id). */
  #isLater(number: number, at: number, id: string): boolean {
    const first = this.#at[number] as number
    return first === at ? this.id(number) > id : first > at
  }

  #recordOf(number: number): string {
    return this.#records.at((this.#record[number] as number) - 1)
  }

  #matches(event: Transfer): boolean {
    return event.type === this.#feature.of && meets(this.#feature.where, event)
  }

  /** Undefined where a field of the key is absent. */
  #keyOf(fields: Fields): string | undefined {
    let key = ''
    for (const field of this.#feature.per) {
      const value = fields[field]
      if (value === undefined || value === null) return undefined
      key += `|${value}`
    }
    return key
  }

  #numberOf(key: string): number {
    const number = this.#keys.intern(key)
    if (number >= this.#at.length) {
      this.#at = doubled(this.#at)
      this.#record = doubled(this.#record)
    }
    return number
  }
}

function idOf(record: string): string {
  const end = record.indexOf('|')
  return end === -1 ? record : record.slice(0, end)
}
