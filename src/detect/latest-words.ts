import { KeyTable } from './key-table.js'
import { Texts } from './texts.js'

/** Only history can tell. */
export const UNSURE = Symbol('unsure')

const NONE = 0
const DOUBTFUL = -1

/**
 * The latest word about each subject, some 60 bytes each: whatever is asked of an instant that is not before it needs no
 * look into history. Only a cache: where a word was taken back, or two were said at one instant, it is unsure.
 */
export class LatestWords {
  readonly #subjects = new KeyTable()
  readonly #words = new Texts()
  #at = new Float64Array(1024)
  #word = new Int32Array(1024)

  /** A word that is in the database. */
  note(subject: string, at: number, text: string): void {
    const number = this.#numberOf(subject)
    const word = this.#words.intern(text)
    const known = this.#word[number] as number
    const since = this.#at[number] as number
    if (known === NONE || at > since) this.#set(number, at, word)
    else if (at === since && known !== word) this.#set(number, at, DOUBTFUL)
  }

  /** A word that is no longer in the database. */
  forget(subject: string, at: number): void {
    const number = this.#numberOf(subject)
    if (this.#word[number] === NONE || at >= (this.#at[number] as number)) this.#set(number, at, DOUBTFUL)
  }

  /** The latest word at or before an instant; null where there is none. */
  asOf(subject: string, at: number): string | null | typeof UNSURE {
    const number = this.#subjects.find(subject)
    const word = number === 0 ? NONE : (this.#word[number] as number)
    if (word === NONE) return null
    if (word === DOUBTFUL || (this.#at[number] as number) > at) return UNSURE
    return this.#words.at(word)
  }

  #set(number: number, at: number, word: number): void {
    this.#at[number] = at
    this.#word[number] = word
  }

  #numberOf(subject: string): number {
    const number = this.#subjects.intern(subject)
    if (number >= this.#at.length) {
      const [at, word] = [this.#at, this.#word]
      this.#at = new Float64Array(at.length * 2)
      this.#word = new Int32Array(word.length * 2)
      this.#at.set(at)
      this.#word.set(word)
    }
    return number
  }
}
