import { doubled } from './doubled.js'
import { Texts } from './texts.js'

/** Only history can tell. */
export const UNSURE = Symbol('unsure')

const NONE = 0
const DOUBTFUL = -1

/**
 * The latest word about each subject, some 40 bytes each: whatever is asked of an instant that is not before it needs no
 * look into history. Subjects are dense numbers from 1. Only a cache: where a word was taken back, or two were said at
 * one instant, it is unsure.
 */
export class LatestWords {
  readonly #words = new Texts()
  #at = new Float64Array(1024)
  #word = new Int32Array(1024)

  /** A word that is in the database. */
  note(subject: number, at: number, text: string): void {
    const word = this.#words.intern(text)
    const known = this.#wordOf(subject)
    const since = this.#at[subject] as number
    if (known === NONE || at > since) this.#set(subject, at, word)
    else if (at === since && known !== word) this.#set(subject, at, DOUBTFUL)
  }

  /** A word that is no longer in the database. */
  forget(subject: number, at: number): void {
    if (this.#wordOf(subject) === NONE || at >= (this.#at[subject] as number)) this.#set(subject, at, DOUBTFUL)
  }

  /** The latest word at or before an instant; null where there is none. */
  asOf(subject: number, at: number): string | null | typeof UNSURE {
    const word = this.#wordOf(subject)
    if (word === NONE) return null
    if (word === DOUBTFUL || (this.#at[subject] as number) > at) return UNSURE
    return this.#words.at(word)
  }

  #wordOf(subject: number): number {
    return subject < this.#word.length ? (this.#word[subject] as number) : NONE
  }

  #set(subject: number, at: number, word: number): void {
    while (subject >= this.#at.length) {
      this.#at = doubled(this.#at)
      this.#word = doubled(this.#word)
    }
    this.#at[subject] = at
    this.#word[subject] = word
  }
}
