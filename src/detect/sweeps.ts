import type { BankenEvent, EventType } from '../events/catalogue.js'
import { MICROS, type Microseconds } from '../events/time.js'
import { type AlertChange, renewAlerts } from './alert-changes.js'
import type { EventChange } from './detector.js'
import type { RuleSet } from './rule-set.js'
import type { DetectStore } from './store.js'
import type { SweepRun } from './sweep.js'
import { type Hours, SweepBook, type SweepState } from './sweep-book.js'

/** A period of a rule, by its start. */
export interface SweptPeriod {
  readonly rule: string
  readonly start: Microseconds
}

/** A run that is due. */
export interface DueSweep {
  readonly run: SweepRun
  /** Starts of those of its periods that were swept before. */
  readonly sweptBefore: readonly Microseconds[]
}

/** What sweeps ask of the database, inside a transaction. */
export interface SweepStore extends Pick<DetectStore, 'affected' | 'alerts' | 'facts' | 'saveAlerts'> {
  /** Every period that is known, with its state. */
  periods(): Promise<readonly (SweptPeriod & { readonly state: SweepState })[]>
  /** Stores the state of periods; `isKnown` where they have one. */
  save(periods: readonly SweptPeriod[], state: SweepState, isKnown: boolean): Promise<void>
  newestAt(): Promise<Microseconds | null>
  /** Of all stored events from an instant on. */
  hoursFrom(at: Microseconds): Promise<Hours>
  /** Forgets the periods of a rule from an instant on, and what fired in them. */
  forget(rule: string, from: Microseconds): Promise<void>
  /** Periods in which accounts fired of whose second factor these words speak. */
  spokenOf(words: readonly BankenEvent[]): Promise<readonly SweptPeriod[]>
  /** Asks ahead what the first of these runs find, for a sweep of the same runs: until then no event may change. */
  ask(due: readonly DueSweep[]): Promise<void>
  /** Runs rules over periods, and replaces what fired in those that were swept before. */
  sweep(due: readonly DueSweep[]): Promise<void>
  /** Takes back what fired in these periods. */
  withdraw(rule: string, starts: readonly Microseconds[]): Promise<void>
}

/** Words on the second factor: an alert shows its state at the last firing event, whatever the rule reads. */
const FACTOR_WORDS: ReadonlySet<EventType> = new Set(['two-factor', 'sim'])

/**
 * The sweeps of all rules. A sweep of a period is a function of the events before its end, run once the set holds an
 * event at or after it; so what has been found once nothing is due is a function of the set. Ordinary traffic costs a few
 * rows a period. Must be called inside a transaction; after a rejection it is of no further use.
 */
export class Sweeps {
  readonly #store: SweepStore
  readonly #rules: RuleSet
  readonly #books: ReadonlyMap<string, SweepBook>
  #newestAt: Microseconds

  private constructor(
    store: SweepStore,
    rules: RuleSet,
    books: ReadonlyMap<string, SweepBook>,
    newestAt: Microseconds,
  ) {
    this.#store = store
    this.#rules = rules
    this.#books = books
    this.#newestAt = newestAt
  }

  static async open(store: SweepStore, rules: RuleSet): Promise<Sweeps> {
    const states = new Map<string, Map<Microseconds, SweepState>>()
    for (const { rule, start, state } of await store.periods()) {
      states.set(rule, (states.get(rule) ?? new Map()).set(start, state))
    }
    const ids = [...new Set(rules.sweeps.map(({ definition }) => definition.id))]
    const bookOf = (id: string) => {
      const versions = rules.sweeps.filter(({ definition }) => definition.id === id)
      return new SweepBook(id, versions, states.get(id) ?? new Map())
    }
    const books = new Map(ids.map(id => [id, bookOf(id)]))
    return new Sweeps(store, rules, books, (await store.newestAt()) ?? Number.NEGATIVE_INFINITY)
  }

  /** Takes note of what a batch has changed. */
  async note({ fresh, displaced }: EventChange): Promise<void> {
    if (this.#books.size === 0) return
    const newestBefore = this.#newestAt
    for (const { at } of fresh) this.#newestAt = Math.max(this.#newestAt, at)
    if (displaced.some(({ at }) => at >= newestBefore)) {
      this.#newestAt = (await this.#store.newestAt()) ?? Number.NEGATIVE_INFINITY
    }
    const events = [...fresh, ...displaced]
    const hours = hoursOf(events)
    const changed = [...this.#books.values()].flatMap(book =>
      book.note(hours).map(start => ({ rule: book.rule, start, state: book.stateOf(start) })),
    )
    for (const state of ['new', 'stale'] as const) {
      const periods = changed.filter(period => period.state === state)
      await this.#store.save(periods, state, state === 'stale')
    }
    await this.#noteWords(events.filter(({ type }) => FACTOR_WORDS.has(type)))
  }

  /** Whether there is anything to run. */
  get isDue(): boolean {
    return [...this.#books.values()].some(
      book => book.due(this.#newestAt).length > 0 || book.early(this.#newestAt).length > 0,
    )
  }

  /** Rules that begin, change or end at an instant: forgets what they fired from there on, and runs what is due anew. */
  async renew(
    changes: readonly { readonly rule: string; readonly from: Microseconds }[],
  ): Promise<readonly AlertChange[]> {
    for (const { rule, from } of changes) {
      await this.#store.forget(rule, from)
      this.#books.get(rule)?.forget(from)
    }
    const afterMax = Math.max(0, ...this.#rules.sweeps.map(({ definition }) => definition.after ?? 0))
    const hours = await this.#store.hoursFrom(Math.min(...changes.map(({ from }) => from)) - afterMax)
    for (const rule of new Set(changes.map(change => change.rule))) {
      const book = this.#books.get(rule)
      if (book) await this.#store.save(periodsOf(rule, book.admit(hours)), 'new', false)
    }
    return this.run()
  }

  /** Asks ahead what is due, so that the answers are there when it is run. */
  ask(): Promise<void> {
    return this.#store.ask(this.#due(this.#newestAt).flatMap(({ sweeps }) => sweeps))
  }

  #due(newestAt: Microseconds): { readonly book: SweepBook; readonly sweeps: readonly DueSweep[] }[] {
    return [...this.#books.values()].map(book => ({ book, sweeps: book.due(newestAt).map(run => dueOf(book, run)) }))
  }

  /** Runs what is due, and resolves to what that changes. `until`: as though the set held an event at this time. */
  async run(until = Number.NEGATIVE_INFINITY): Promise<readonly AlertChange[]> {
    const newestAt = Math.max(this.#newestAt, until)
    for (const book of this.#books.values()) await this.#withdraw(book, book.early(newestAt))
    const due = this.#due(newestAt)
    await this.#store.sweep(due.flatMap(({ sweeps }) => sweeps))
    // What has become of the periods is stored once: that takes as long as a sweep that finds nothing.
    const done = due.map(({ book, sweeps }) => ({ book, starts: sweeps.flatMap(({ run }) => run.periods) }))
    const periods = done.flatMap(({ book, starts }) => periodsOf(book.rule, starts))
    await this.#store.save(periods, 'done', true)
    for (const { book, starts } of done) book.set(starts, 'done')
    return renewAlerts(this.#store, this.#rules)
  }

  async #withdraw(book: SweepBook, starts: readonly Microseconds[]): Promise<void> {
    if (starts.length === 0) return
    await this.#store.withdraw(book.rule, starts)
    await this.#store.save(periodsOf(book.rule, starts), 'new', true)
    book.set(starts, 'new')
  }

  async #noteWords(words: readonly BankenEvent[]): Promise<void> {
    const sweptTo = Math.max(...[...this.#books.values()].map(book => book.sweptTo))
    const late = words.filter(({ at }) => at < sweptTo)
    if (late.length === 0) return
    for (const { rule, start } of await this.#store.spokenOf(late)) {
      if (this.#books.get(rule)?.spoil(start)) await this.#store.save([{ rule, start }], 'stale', true)
    }
  }
}

function dueOf(book: SweepBook, run: SweepRun): DueSweep {
  return { run, sweptBefore: run.periods.filter(start => book.stateOf(start) === 'stale') }
}

function periodsOf(rule: string, starts: readonly Microseconds[]): SweptPeriod[] {
  return starts.map(start => ({ rule, start }))
}

function hoursOf(events: readonly BankenEvent[]): Hours {
  const hours = new Map<EventType, Set<Microseconds>>()
  for (const { type, at } of events) {
    const hour = Math.floor(at / MICROS.hour) * MICROS.hour
    const known = hours.get(type)
    if (known) known.add(hour)
    else hours.set(type, new Set([hour]))
  }
  return new Map([...hours].map(([type, starts]) => [type, [...starts].sort((a, b) => a - b)]))
}
