import { type Outcome, refuse } from './dead-letter.js'

/** A bank or a provider: its id and every name that it is known by. */
export interface Named {
  readonly id: string
  readonly names: readonly string[]
}

const SMALL = 'ァィゥェォッャュョヮ'
const LARGE = 'アイウエオツヤユヨワ'
const HIRAGANA = /[ぁ-ゖ]/g
const DASHES = /[-‐‑–—―−ｰ]/g
const COMPANY = /株式会社|\(株\)|\(.*\)/g
const BANK_WORDS = /(銀行|ギンコウ|BANK)$/
const NEAREST = 3
const NAMES_KEPT_MAX = 10_000

/**
 * One spelling for all that mean the same: full and half width, case, spaces, hiragana and katakana, small and large kana
 * (passbooks print デイーバライ), dashes. It never leaves out a letter.
 */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(HIRAGANA, kana => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    .replace(/[ァ-ヮ]/g, kana => LARGE[SMALL.indexOf(kana)] ?? kana)
    .replace(DASHES, 'ー')
    .replace(COMPANY, '')
    .replace(/[\s.,・']/g, '')
}

/** Every spelling of one kind of name. Unknown names are refused with the nearest known ones, never guessed. */
class Spellings {
  readonly #ids = new Map<string, string>()
  /** By folded spelling, a name as it is written. */
  readonly #written = new Map<string, string>()
  readonly #what: string

  constructor(what: string, all: readonly Named[], spellingsOf: (name: string) => readonly string[]) {
    this.#what = what
    for (const { id, names } of all) for (const name of [id, ...names]) this.#add(id, name, spellingsOf(name))
  }

  #add(id: string, name: string, spellings: readonly string[]): void {
    for (const spelling of spellings) {
      const other = this.#ids.get(spelling)
      if (other !== undefined && other !== id)
        throw new NameError(`${name}: a name of ${this.#what} ${other} and ${id}`)
      this.#ids.set(spelling, id)
      this.#written.set(spelling, name)
    }
  }

  has(id: string): boolean {
    return this.#ids.get(folded(id)) === id
  }

  find(spelling: string): string | undefined {
    return this.#ids.get(spelling)
  }

  /** The known names that are nearest to an unknown one, each with its id. */
  nearest(spelling: string): string {
    const ranked = [...this.#written].map(([known, name]) => ({ known, name, far: distance(spelling, known) }))
    ranked.sort((a, b) => a.far - b.far || (a.known < b.known ? -1 : 1))
    const ids = new Set<string>()
    const isNear = (known: string, far: number) => far < Math.max(spelling.length, known.length)
    const near = ranked.filter(({ known, far }) => {
      if (!isNear(known, far)) return false
      const id = this.#ids.get(known) as string
      return !ids.has(id) && ids.add(id)
    })
    return near
      .slice(0, NEAREST)
      .map(({ known, name }) => `${name} (${this.#ids.get(known)})`)
      .join(', ')
  }
}

/** Two ids share a spelling: which of them is meant could not be said. */
export class NameError extends Error {
  override name = 'NameError'
}

/** Turns any spelling of a bank or a provider into its id: the one place that does. */
export class Names {
  readonly #banks: Spellings
  readonly #providers: Spellings
  readonly #knownBanks = new Map<string, Outcome<string>>()
  readonly #knownProviders = new Map<string, Outcome<string>>()

  /** Throws a NameError where two banks, or two providers, share a spelling. */
  constructor(banks: readonly Named[], providers: readonly Named[]) {
    this.#banks = new Spellings('the banks', banks, name => [...new Set([folded(name), bankSpelling(name)])])
    this.#providers = new Spellings('the providers', providers, name => [folded(name)])
  }

  /** A 4-digit code as it is; fewer digits where zeros were lost from a listed code; any listed name; `*`. */
  bank(text: string): Outcome<string> {
    return remembered(this.#knownBanks, text, () => this.#findBank(text))
  }

  provider(text: string): Outcome<string> {
    return remembered(this.#knownProviders, text, () => {
      const id = this.#providers.find(folded(text))
      if (id !== undefined) return { ok: true, value: id }
      return refuse('unknown-provider', `not a known provider; the nearest: ${this.#providers.nearest(folded(text))}`)
    })
  }

  #findBank(text: string): Outcome<string> {
    const plain = text.normalize('NFKC').trim()
    if (plain === '*' || /^\d{4}$/.test(plain)) return { ok: true, value: plain }
    if (/^\d{1,3}$/.test(plain) && this.#banks.has(plain.padStart(4, '0')))
      return { ok: true, value: plain.padStart(4, '0') }
    const spelling = folded(text)
    const id = this.#banks.find(spelling) ?? this.#banks.find(bankSpelling(text))
    if (id !== undefined) return { ok: true, value: id }
    return refuse('mapping', `not a known bank; the nearest: ${this.#banks.nearest(spelling)}`)
  }
}

/** Names come from few: what was found once is kept, up to a bound. */
function remembered(known: Map<string, Outcome<string>>, text: string, find: () => Outcome<string>): Outcome<string> {
  const before = known.get(text)
  if (before) return before
  if (known.size >= NAMES_KEPT_MAX) known.clear()
  const found = find()
  known.set(text, found)
  return found
}

/** みずほ and みずほ銀行 are one; what is nothing but the word bank stays. */
function bankSpelling(name: string): string {
  const whole = folded(name)
  return whole.replace(BANK_WORDS, '') || whole
}

/** Edit distance (Levenshtein), two rows at a time. */
export function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const row = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const change = (above[j] as number) + (letter === b[j] ? 0 : 1)
      row.push(Math.min(change, (row[j] as number) + 1, (above[j + 1] as number) + 1))
    }
    above = row
  }
  return above[b.length] as number
}
