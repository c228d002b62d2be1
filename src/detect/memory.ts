import type { BankenEvent, EventOf } from '../events/catalogue.js'
import { MICROS } from '../events/time.js'
import { type FirstFeature, firstLookup, type LookupFeature, type NeededRead } from './feature.js'
import { type Fields, FirstEvents, NO_FIRST, UNSURE_FIRST } from './first-events.js'
import { firstGroups } from './first-sql.js'
import { KeyTable } from './key-table.js'
import { LatestWords, UNSURE } from './latest-words.js'
import { NeededEvents } from './needed.js'
import { RailSpans, type RailWords } from './rail-spans.js'

/** A re-issued SIM says something about its phone for 72 hours (contract, section 4). */
const REISSUE = 72 * MICROS.hour

/** What must be asked of the database about an event: nothing, the few words on limits and SIMs, or all of history. */
export type Asks = 'nothing' | 'words' | 'history'

/** A link or charge that is asked about: also by the fields that look-ups of first events go by. */
export interface Subject extends Fields {
  readonly id: string
  readonly at: number
  readonly provider: string
  readonly bank: string
  readonly account: string
  readonly wallet: string
}

/** What memory says about a link or charge: no more than its rail where history must be asked. */
export interface Recalled {
  readonly asks: Asks
  readonly rail: RailWords
  /** The latest word on the account's second factor, see twoFactorText; null without one. */
  readonly twoFactor: string | null
  /** Who holds the account. */
  readonly holder: string | null
  /** What FirstEvents.find() gives, in the order of Memory.firsts. */
  readonly firsts: readonly number[]
}

/**
 * What all of history says about each account, for events that come in order: without it every batch would scan all
 * words on accounts, and all links and charges for the first ones. Like the hot window it is only a cache of the database,
 * loaded at the start and told of every change; it says so where it cannot tell.
 */
export class Memory {
  readonly #accounts = new KeyTable()
  readonly #twoFactors = new LatestWords()
  readonly #holders = new LatestWords()
  /** By the name of the look-up. */
  readonly firsts: ReadonlyMap<string, FirstEvents>
  rails = new RailSpans([])
  /** Accounts and wallets that ever had a limit of their own. */
  readonly #limited = new KeyTable()
  #hasLimited = false
  /** Phones by their last re-issue. */
  readonly #reissues = new Map<string, number>()

  /** What looked-up features need. */
  readonly needed: NeededEvents

  constructor(features: readonly FirstFeature[], needed: readonly NeededRead[]) {
    this.needed = new NeededEvents(needed)
    this.firsts = new Map([...firstGroups(features)].map(([name, group]) => [name, new FirstEvents(group)]))
  }

  /** An event that is in the database. */
  note(event: BankenEvent): void {
    this.needed.note(event)
    switch (event.type) {
      case 'link':
      case 'charge':
        for (const firsts of this.firsts.values()) firsts.note(event)
        break
      case 'two-factor':
        this.#twoFactors.note(this.#accounts.intern(event.account), event.at, twoFactorText(event))
        break
      case 'holder':
        this.#holders.note(this.#accounts.intern(event.account), event.at, event.person)
        break
      case 'limit':
        this.noteLimited(event.account, event.wallet)
        break
      case 'sim':
        if (event.status === 'reissued') this.noteReissue(event.phone, event.at)
    }
  }

  /** The last word on an account's second factor, in the form of twoFactorText; `isOnly`: there was none before. */
  noteLastTwoFactor(account: string, at: number, text: string, isOnly: boolean): void {
    this.#twoFactors.noteLast(this.#accounts.intern(account), at, text, isOnly)
  }

  /** The last word on who holds an account; `isOnly`: there was none before. */
  noteLastHolder(account: string, at: number, person: string, isOnly: boolean): void {
    this.#holders.noteLast(this.#accounts.intern(account), at, person, isOnly)
  }

  /** Whom a limit is for alone; without an account and a wallet it is for a rail. */
  noteLimited(account: string | null | undefined, wallet: string | null | undefined): void {
    if (account) this.#limited.intern(`account ${account}`)
    if (wallet) this.#limited.intern(`wallet ${wallet}`)
    this.#hasLimited ||= Boolean(account || wallet)
  }

  noteReissue(phone: string, at: number): void {
    this.#reissues.set(phone, Math.max(at, this.#reissues.get(phone) ?? at))
  }

  /** An event that is no longer in the database. Limits and re-issues may be asked for more than needed, from then on. */
  forget(event: BankenEvent): void {
    switch (event.type) {
      case 'link':
      case 'charge':
        for (const firsts of this.firsts.values()) firsts.forget(event)
        break
      case 'two-factor':
        this.#twoFactors.forget(this.#accounts.intern(event.account), event.at)
        break
      case 'holder':
        this.#holders.forget(this.#accounts.intern(event.account), event.at)
    }
  }

  holderAsOf(account: string, at: number): string | null | typeof UNSURE {
    return this.#holders.asOf(this.#accounts.find(account), at)
  }

  recall(subject: Subject): Recalled {
    const { id, at } = subject
    const account = this.#accounts.find(subject.account)
    const rail = this.rails.asOf(subject.provider, subject.bank, at)
    const twoFactor = this.#twoFactors.asOf(account, at)
    const holder = this.#holders.asOf(account, at)
    const firsts: number[] = []
    for (const events of this.firsts.values()) firsts.push(events.find(subject, at, id))
    if (twoFactor === UNSURE || holder === UNSURE || firsts.includes(UNSURE_FIRST)) {
      return { asks: 'history', rail, twoFactor: null, holder: null, firsts: [] }
    }
    return { asks: this.#mayHaveWords(subject, twoFactor) ? 'words' : 'nothing', rail, twoFactor, holder, firsts }
  }

  /** What a feature takes of its first event, microseconds or a text, by what was recalled of all first events. */
  firstValue(feature: FirstFeature): (firsts: readonly number[]) => string | number | null {
    const name = firstLookup(feature)
    const events = this.firsts.get(name) as FirstEvents
    const nth = [...this.firsts.keys()].indexOf(name)
    const { take } = feature
    const takenOf = (key: number) => {
      if (take === undefined) return events.at(key)
      return take === 'id' ? events.id(key) : events.taken(key, take)
    }
    return firsts => {
      const key = firsts[nth]
      return key === undefined || key === NO_FIRST ? null : takenOf(key)
    }
  }

  /** Whether something of what the feature needs may be there for a link or charge. */
  mayHave(feature: LookupFeature, subject: Subject, recalled = this.recall(subject)): boolean {
    if (recalled.asks === 'history') return true
    return this.needed.mayHave(feature, by => this.#spokenOf(by, subject, recalled), subject.at)
  }

  /** What others may speak of a link or charge by. */
  #spokenOf(by: string, subject: Subject, { firsts, holder }: Recalled): readonly string[] {
    switch (by) {
      case 'holder':
        return [holder].filter(isText)
      case 'person':
        return [subject.person, ...this.#takenOf(by, firsts), holder].filter(isText)
      case 'phone':
        return [subject.phone, ...this.#takenOf(by, firsts)].filter(isText)
      default:
        return [subject[by]].filter(isText)
    }
  }

  /** The values that first events have in a field. */
  #takenOf(field: string, found: readonly number[]): unknown[] {
    return [...this.firsts.values()].map((events, nth) => {
      const number = found[nth] as number
      return number === NO_FIRST || !events.takes(field) ? null : events.taken(number, field)
    })
  }

  #mayHaveWords({ account, wallet, at }: Subject, twoFactor: string | null): boolean {
    if (this.#hasLimited && this.#limited.find(`account ${account}`) + this.#limited.find(`wallet ${wallet}`) > 0)
      return true
    if (this.#reissues.size === 0 || twoFactor === null) return false
    const reissue = this.#reissues.get(twoFactorPart(twoFactor, 2) ?? '')
    return reissue !== undefined && at < reissue + REISSUE
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Knows nothing but the rails: for a few events of a long history, of which the database is asked about each. */
export class AskingMemory extends Memory {
  override holderAsOf(): typeof UNSURE {
    return UNSURE
  }

  override recall({ provider, bank, at }: Subject): Recalled {
    return { asks: 'history', rail: this.rails.asOf(provider, bank, at), twoFactor: null, holder: null, firsts: [] }
  }
}

/** A word on a second factor as memory keeps it: status, method and phone, with bars between. */
function twoFactorText({ status, method, phone }: EventOf<'two-factor'>): string {
  return [status, method, phone].map(field => field ?? '').join('|')
}

/** The status (0), method (1) or phone (2) of such a word; null where absent. */
export function twoFactorPart(text: string | null, part: 0 | 1 | 2): string | null {
  return text?.split('|')[part] || null
}
