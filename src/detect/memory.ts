import type { BankenEvent } from '../events/catalogue.js'
import { MICROS } from '../events/time.js'
import type { FirstFeature } from './feature.js'
import { type Fields, type FirstEvent, FirstEvents } from './first-events.js'
import { firstGroups } from './first-sql.js'
import { KeyTable } from './key-table.js'
import { LatestWords, UNSURE } from './latest-words.js'
import { RailSpans, type RailWords } from './rail-spans.js'

/** A re-issued SIM says something about its phone for 72 hours (contract, section 4). */
const REISSUE = 72 * MICROS.hour

/** What must be asked of the database about an event: nothing, the few words on limits and SIMs, or all of history. */
export type Asks = 'nothing' | 'words' | 'history'

/** What memory says about a link or charge: all but its rail only where history need not be asked. */
export interface Recalled {
  readonly asks: Asks
  readonly rail: RailWords
  /** The latest word on the account's second factor. */
  readonly twoFactor: TwoFactorWord | null
  /** Who holds the account. */
  readonly holder: string | null
  /** By the name of the look-up (see firstLookup): the first events that are not later than the one asked about. */
  readonly firsts: ReadonlyMap<string, FirstEvent>
}

export interface TwoFactorWord {
  readonly status: string
  readonly method: string | null
  readonly phone: string | null
}

/** A link or charge that is asked about. */
export interface Subject {
  readonly id: string
  readonly at: number
  readonly provider: string
  readonly bank: string
  readonly account: string
  readonly wallet: string
  /** These, and what else look-ups of first events go by. */
  readonly fields: Fields
}

const NOTHING_KNOWN = { twoFactor: null, holder: null, firsts: new Map<string, FirstEvent>() }

/**
 * What all of history says about each account, for events that come in order: without it every batch would scan all
 * words on accounts, and all links and charges for the first ones. Like the hot window it is only a cache of the database,
 * loaded at the start and told of every change; it says so where it cannot tell.
 */
export class Memory {
  readonly twoFactors = new LatestWords()
  readonly holders = new LatestWords()
  readonly firsts: ReadonlyMap<string, FirstEvents>
  rails = new RailSpans([])
  /** Accounts and wallets that ever had a limit of their own. */
  readonly #limited = { account: new KeyTable(), wallet: new KeyTable() }
  /** Phones by their last re-issue. */
  readonly #reissues = new LatestInstants()

  constructor(features: readonly FirstFeature[]) {
    this.firsts = new Map([...firstGroups(features)].map(([name, group]) => [name, new FirstEvents(group)]))
  }

  /** An event that is in the database. */
  note(event: BankenEvent): void {
    switch (event.type) {
      case 'link':
      case 'charge':
        for (const firsts of this.firsts.values()) firsts.note(event)
        break
      case 'two-factor':
        this.twoFactors.note(event.account, event.at, twoFactorText(event.status, event.method, event.phone))
        break
      case 'holder':
        this.holders.note(event.account, event.at, event.person)
        break
      case 'limit':
        this.noteLimited(event.account, event.wallet)
        break
      case 'sim':
        if (event.status === 'reissued') this.noteReissue(event.phone, event.at)
    }
  }

  /** Whom a limit is for alone; for neither it is for a rail. */
  noteLimited(account: string | null | undefined, wallet: string | null | undefined): void {
    this.#limited.account.intern(account)
    this.#limited.wallet.intern(wallet)
  }

  noteReissue(phone: string, at: number): void {
    this.#reissues.note(phone, at)
  }

  /** An event that is no longer in the database. A limit or a re-issue is asked for once more than needed, from then on. */
  forget(event: BankenEvent): void {
    switch (event.type) {
      case 'link':
      case 'charge':
        for (const firsts of this.firsts.values()) firsts.forget(event)
        break
      case 'two-factor':
        this.twoFactors.forget(event.account, event.at)
        break
      case 'holder':
        this.holders.forget(event.account, event.at)
    }
  }

  recall(subject: Subject): Recalled {
    const { account, at } = subject
    const rail = this.rails.asOf(subject.provider, subject.bank, at)
    const word = this.twoFactors.asOf(account, at)
    const holder = this.holders.asOf(account, at)
    const firsts = this.#firstsOf(subject)
    if (word === UNSURE || holder === UNSURE || firsts === UNSURE) return { asks: 'history', rail, ...NOTHING_KNOWN }
    const twoFactor = word === null ? null : twoFactorWord(word)
    return { asks: this.#mayHaveWords(subject, twoFactor) ? 'words' : 'nothing', rail, twoFactor, holder, firsts }
  }

  #firstsOf({ id, at, fields }: Subject): ReadonlyMap<string, FirstEvent> | typeof UNSURE {
    const found = new Map<string, FirstEvent>()
    for (const [name, events] of this.firsts) {
      const first = events.of(fields)
      if (first === UNSURE) return UNSURE
      if (first && (first.at < at || (first.at === at && first.id <= id))) found.set(name, first)
    }
    return found
  }

  #mayHaveWords({ account, wallet, at }: Subject, twoFactor: TwoFactorWord | null): boolean {
    if (this.#limited.account.find(account) > 0 || this.#limited.wallet.find(wallet) > 0) return true
    const reissue = twoFactor?.phone ? this.#reissues.of(twoFactor.phone) : null
    return reissue !== null && at < reissue + REISSUE
  }
}

/** A word as memory keeps it: no field of it has a bar. */
export function twoFactorText(...fields: readonly unknown[]): string {
  return fields.map(field => field ?? '').join('|')
}

function twoFactorWord(text: string): TwoFactorWord {
  const [status = '', method, phone] = text.split('|')
  return { status, method: method || null, phone: phone || null }
}

/** The greatest instant of each text. */
class LatestInstants {
  readonly #texts = new KeyTable()
  #at: number[] = []

  note(text: string, at: number): void {
    const number = this.#texts.intern(text)
    this.#at[number] = Math.max(at, this.#at[number] ?? at)
  }

  of(text: string): number | null {
    const number = this.#texts.find(text)
    return number === 0 ? null : (this.#at[number] as number)
  }
}
