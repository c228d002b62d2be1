import { type BankenEvent, type EventType, isTransfer, type Transfer } from '../events/catalogue.js'
import { MICROS } from '../events/time.js'
import { type AlertChange, renewAlerts } from './alert-changes.js'
import { coldFeatures, type Featured, hotFeatures, joined } from './features.js'
import { HotWindow } from './hot-window.js'
import { lateReads } from './reads.js'
import type { RuleSet } from './rule-set.js'
import type { DetectStore, WorkRow } from './store.js'
import { inTurns } from './turns.js'

/** What a batch did to the set of events. */
export interface EventChange {
  readonly fresh: readonly BankenEvent[]
  /** Events that lost their place to another content of their id. */
  readonly displaced: readonly BankenEvent[]
}

/** A store that keeps in memory what it would else look up in history. */
export interface InformedStore extends DetectStore {
  /** Reads it from the database, before the first batch. */
  load(): Promise<void>
  /** Is told what each batch has changed, before it is asked anything else about that batch. Asks the database nothing. */
  remember(change: EventChange): Promise<void>
}

/** What is to be judged: the batch's own links and charges, where they stand in the hot window, and the marked ones. */
interface Work {
  readonly transfers: readonly Transfer[]
  readonly positions: ReadonlyMap<string, number>
  readonly gone: readonly string[]
}

/** A change that memory holds, with what of it may touch stored events. */
export interface Admitted extends Work {
  readonly late: readonly Transfer[]
  readonly words: ReadonlyMap<EventType, readonly BankenEvent[]>
}

/** Bounds on memory; the answer does not depend on them. */
export interface DetectorLimits {
  readonly hotWindowDays: number
  /** Stored links and charges that are judged again at once. */
  readonly sliceEventsMax: number
}

/** Events that say something about accounts, rails or phones, which links and charges are joined with. */
const WORDS: ReadonlySet<EventType> = new Set(['two-factor', 'holder', 'adoption', 'suspension', 'limit', 'sim'])
/** An approximate stop reaches this far back (contract, section 4). */
const APPROXIMATE = 5 * MICROS.minute

/**
 * Judges the links and charges of a batch, and again those that its late events touch, so that the alerts are always
 * those of an in-order run. Each change is first admitted, and then judged inside its transaction; one more may be admitted
 * as soon as it is. After a rejection it is of no further use.
 */
export class Detector {
  readonly #store: InformedStore
  readonly #rules: RuleSet
  readonly #hot: HotWindow
  readonly #withinMax: number
  readonly #sliceEventsMax: number
  #newestAt: number

  private constructor(store: InformedStore, rules: RuleSet, hot: HotWindow, sliceEventsMax: number, newestAt: number) {
    this.#store = store
    this.#rules = rules
    this.#hot = hot
    this.#sliceEventsMax = sliceEventsMax
    this.#withinMax = Math.max(0, ...rules.reach.values())
    this.#newestAt = newestAt
  }

  static async open(
    store: InformedStore,
    rules: RuleSet,
    { hotWindowDays, sliceEventsMax }: DetectorLimits,
  ): Promise<Detector> {
    await store.load()
    const hot = await HotWindow.load(store, rules.shape, hotWindowDays)
    const newestAt = (await store.quantileAt(1)) ?? Number.NEGATIVE_INFINITY
    return new Detector(store, rules, hot, sliceEventsMax, newestAt)
  }

  /** Takes a change into memory, and asks the database nothing: that may have it yet, or not. */
  async admit({ fresh, displaced }: EventChange): Promise<Admitted> {
    this.#hot.trim()
    await this.#store.remember({ fresh, displaced })
    const gone = displaced.filter(isTransfer)
    const transfers = fresh.filter(isTransfer).sort(inOrder)
    const words = this.#lateWords(fresh, displaced)
    const { late, positions } = await this.#insert(transfers, gone)
    for (const { at } of transfers) this.#newestAt = Math.max(this.#newestAt, at)
    return { transfers, positions, gone: gone.map(({ id }) => id), late, words }
  }

  /** To be called once the change is stored. `onJudged`: from then on the next one may be admitted. */
  async detect(admitted: Promise<Admitted>, onJudged: () => void = () => undefined): Promise<readonly AlertChange[]> {
    const { late, words, ...work } = await admitted
    const touched = await this.#store.markTouched(late, words)
    const hasWork = work.transfers.length + work.gone.length + touched > 0
    if (hasWork) await this.#judge(work)
    onJudged()
    return hasWork ? renewAlerts(this.#store, this.#rules) : []
  }

  /** Judges every stored link and charge at or after an instant again: for rules that have changed. */
  async judgeFrom(at: number): Promise<readonly AlertChange[]> {
    if ((await this.#store.markFrom(at)) === 0) return []
    await this.#judge({ transfers: [], positions: new Map(), gone: [] })
    return renewAlerts(this.#store, this.#rules)
  }

  /**
   * Slice by slice, so that memory is bounded however much is touched. A feature looks back only: the holders that it
   * counts are those of its own slice, of the slices before, and of the batch's own links, which are told of first.
   */
  async #judge(work: Work): Promise<void> {
    const types = new Set(work.transfers.map(({ type }) => type))
    const count = await this.#store.sliceWork(types, this.#sliceEventsMax)
    for (let slice = 0; slice < count; slice++) {
      const own = slice === count - 1 ? work : { ...work, transfers: [], gone: [] }
      await this.#judgeSlice(own, await this.#store.makeWork(slice))
    }
  }

  async #judgeSlice({ transfers, positions, gone }: Work, rows: readonly WorkRow[]): Promise<void> {
    for (const row of rows) this.#setHolder(row, positions)
    const touched = rows.filter(row => row.touched && !positions.has(row.id))
    const featured = await this.#features(transfers, positions, touched)
    await this.#store.fire(featured.ids, featured.columns, gone)
  }

  /** Puts the batch's events into the hot window; tells which of them may touch stored ones, and where each one stands. */
  async #insert(transfers: readonly Transfer[], gone: readonly Transfer[]) {
    for (const { id, account } of gone) {
      const position = this.#hot.window.find(id, account)
      if (position !== -1) this.#hot.window.remove(position)
    }
    const late: Transfer[] = [...gone]
    const positions = new Map<string, number>()
    // They come in order, so that none of them is late because of another one of the batch.
    await inTurns(transfers, transfer => {
      const position = this.#hot.insert(transfer)
      positions.set(transfer.id, position)
      if (this.#hot.isLate(position)) late.push(transfer)
    })
    return { late, positions }
  }

  #lateWords(fresh: readonly BankenEvent[], displaced: readonly BankenEvent[]): Map<EventType, BankenEvent[]> {
    const { reads } = this.#rules
    const late = new Set(lateReads(reads, fresh, this.#hot, this.#newestAt))
    for (const event of fresh) if (WORDS.has(event.type) && this.#isLateWord(event)) late.add(event)
    const read = new Set(reads.map(({ of }) => of))
    for (const event of displaced) if (WORDS.has(event.type) || read.has(event.type)) late.add(event)
    const words = new Map<EventType, BankenEvent[]>()
    for (const event of late) if (!isTransfer(event)) words.set(event.type, [...(words.get(event.type) ?? []), event])
    return words
  }

  /** Whether a word may speak of links or charges that are stored already. */
  #isLateWord(word: BankenEvent): boolean {
    if (word.at - APPROXIMATE > this.#newestAt) return false
    if (word.type !== 'two-factor' && word.type !== 'holder') return true
    return !this.#hot.covers(word.at, 0) || this.#hot.window.hasAtOrAfter('account', word.account, word.at)
  }

  #setHolder(row: WorkRow, positions: ReadonlyMap<string, number>): void {
    if (!this.#hot.covers(row.at, 0)) return
    const position = positions.get(row.id) ?? this.#hot.window.find(row.id, row.account)
    this.#hot.window.set(position, 'holder', row.holder)
  }

  async #features(transfers: readonly Transfer[], positions: ReadonlyMap<string, number>, touched: readonly WorkRow[]) {
    const hot: number[] = []
    const cold: WorkRow[] = []
    for (const row of [...transfers.map(workRow), ...touched]) {
      if (!this.#hot.covers(row.at, this.#withinMax)) cold.push(row)
      else hot.push(positions.get(row.id) ?? this.#hot.window.find(row.id, row.account))
    }
    const parts: Featured[] = [await hotFeatures(this.#hot, this.#rules, hot)]
    if (cold.length > 0) parts.push(await coldFeatures(this.#store, this.#rules, cold))
    return joined(this.#rules, parts)
  }
}

function inOrder(a: Transfer, b: Transfer): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1)
}

function workRow({ id, type, at, account }: Transfer): WorkRow {
  return { id, type, at, account, holder: null, touched: false }
}
