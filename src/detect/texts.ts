import { IdArena } from './id-arena.js'
import { KeyTable } from './key-table.js'

/** Gives every distinct text a number from 1 on, and the text back: ASCII, kept once, outside the JavaScript heap. */
export class Texts {
  readonly #table = new KeyTable()
  readonly #arena = new IdArena()
  #count = 0

  intern(text: string): number {
    const number = this.#table.intern(text)
    if (number > this.#count) {
      this.#arena.push(text)
      this.#count = number
    }
    return number
  }

  at(number: number): string {
    return this.#arena.at(number - 1)
  }
}
