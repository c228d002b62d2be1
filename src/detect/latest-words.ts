import { doubled } from './doubled.js'
import { Texts } from './texts.js'

/** Only history can tell. */
export const UNSURE = Symbol('unsure')

const NONE = 0
const DOUBTFUL = -1

/**
 * The last two words about each subject, some 50 bytes each: whatever is asked of an instant that is not before them needs
 * no look into history. Two, for a batch may tell of a link and of what was said after it. Subjects are dense numbers from
 * 1. Only a cache: where a word was taken back, or two were said at one instant, it is unsure.
 */
export class LatestWords {
  readonly #texts = new Texts()
  readonly #last = new Words()
  /** NONE: nothing was said before the last word. */
  readonly #before = new Words()

  /** A word that is in the database. */
  note(subject: number, at: number, text: string): void {
    const word = this.#texts.intern(text)
    const last = this.#last.of(subject)
    if (last === NONE) this.#last.set(subject, at, word)
    else if (at > this.#last.at(subject)) this.#push(subject, at, word)
    else if (at === this.#last.at(subject)) this.#last.add(subject, at, word)
    else this.#before.add(subject, at, word)
  }

  /** The last word in the database, before any other is told; where it is not the only one, the others are not. */
  noteLast(subject: number, at: number, text: string, isOnly: boolean): void {
    this.note(subject, at, text)
    if (!isOnly) this.#before.set(subject, at, DOUBTFUL)
  }

  /** A word that is no longer in the database. */
  forget(subject: number, at: number): void {
    const isLater = this.#last.of(subject) === NONE || at > this.#last.at(subject)
    if (isLater) this.#push(subject, at, DOUBTFUL)
    else if (at === this.#last.at(subject)) this.#last.set(subject, at, DOUBTFUL)
    else if (this.#before.of(subject) === NONE || at >= this.#before.at(subject)) {
      this.#before.set(subject, at, DOUBTFUL)
    }
  }

  /** The latest word at or before an instant; null where there is none. */
  asOf(subject: number, at: number): string | null | typeof UNSURE {
    const last = this.#last.of(subject)
    if (last === NONE || at >= this.#last.at(subject)) return this.#textOf(last)
    const before = this.#before.of(subject)
    return before !== NONE && at < this.#before.at(subject) ? UNSURE : this.#textOf(before)
  }

  #push(subject: number, at: number, word: number): void {
    const last = this.#last.of(subject)
    if (last !== NONE) this.#before.set(subject, this.#last.at(subject), last)
    this.#last.set(subject, at, word)
  }

  #textOf(word: number): string | null | typeof UNSURE {
    if (word === NONE) return null
    return word === DOUBTFUL ? UNSURE : this.#texts.at(word)
  }
}

/** One word a subject, with its instant. */
class Words {
  #at = new Float64Array(1024)
  #word = new Int32Array(1024)

  of(subject: number): number {
    return subject < this.#word.length ? (this.#word[subject] as number) : NONE
  }

  at(subject: number): number {
    return this.#at[subject] as number
  }

  /** Takes a word where there is none or an earlier one; two at one instant are doubtful. */
  add(subject: number, at: number, word: number): void {
    const known = this.of(subject)
    if (known === NONE || at > this.at(subject)) this.set(subject, at, word)
    else if (at === this.at(subject) && known !== word) this.set(subject, at, DOUBTFUL)
  }

  set(subject: number, at: number, word: number): void {
    while (subject >= this.#at.length) {
      this.#at = doubled(this.#at)
      this.#word = doubled(this.#word)
    }
    this.#at[subject] = at
    this.#word[subject] = word
  }
}
