import { firedSql } from '../detect/rules-sql.js'
import type { DetectionPlan } from '../detect/store.js'
import type { Column } from './append.js'
import type { Judge } from './judge.js'
import type { Match } from './rule-run.js'
import type { Scratch } from './scratch.js'
import type { Statements } from './statements.js'
import { type Bounds, boundsSql } from './transfers-sql.js'

/** What was fired about the events whose judgement has changed. */
function formerSql(bounds: Bounds): string {
  return `FROM alert_events
    WHERE ${boundsSql('event_at', bounds)} AND sweep_from IS NULL
      AND event_id IN (SELECT id FROM touched_transfers UNION ALL SELECT id FROM gone)`
}

/** Of a firing event: what makes a Change. */
export const SHOWN = 'alert_id, provider, bank, epoch_us(event_at), epoch_us(period_from), epoch_us(period_to)'
const id: readonly Column<string>[] = [{ kind: 'text', of: id => id }]
const match: readonly Column<Match>[] = [
  { kind: 'integer', of: ({ nth }) => nth },
  { kind: 'text', of: ({ id }) => id },
  { kind: 'text', of: ({ severity }) => severity },
  { kind: 'instant', of: ({ knownAt }) => knownAt },
  { kind: 'text', of: ({ entity }) => entity },
]

/** The firings of so many rules are written one by one: their plans are kept, and those of many at once rarely come again. */
const ALONE_MAX = 3

const MATCHES = '(nth INTEGER, id VARCHAR, severity VARCHAR, known_at TIMESTAMPTZ, entity VARCHAR)'

/** A firing event that came or went: its alert, rail, time and period. */
export type Change = readonly [alert: string, provider: string, bank: string, at: bigint, from: bigint, to: bigint]

/** Alerts of which firing events came or went. */
export interface Changed {
  readonly ids: readonly string[]
  /** Of their periods. */
  readonly span: Bounds
  /** The first event that came. */
  readonly from: number
  /** Of the events that went, as `provider|bank`. */
  readonly rails: readonly string[]
}

/** Writes what the rules selected to `alert_events`. */
export class Firings {
  readonly #statements: Statements
  readonly #scratch: Scratch
  readonly #plan: DetectionPlan

  constructor(statements: Statements, scratch: Scratch, plan: DetectionPlan) {
    this.#statements = statements
    this.#scratch = scratch
    this.#plan = plan
  }

  /**
   * Replaces what the events of `touched_transfers` and of `gone` fired before, which lie in the span `former` if there
   * are any.
   */
  async replace(judge: Judge, matches: readonly Match[], gone: readonly string[], former?: Bounds) {
    const taken = former ? await this.#take(gone, former) : []
    const added = matches.length > 0 ? await this.#add(matches, judge) : []
    return { taken, added }
  }

  async #take(gone: readonly string[], former: Bounds): Promise<Change[]> {
    const { db } = this.#statements
    await this.#scratch.empty('gone', '(id VARCHAR)')
    await this.#scratch.append('gone', id, gone)
    const taken = await db.values(`SELECT DISTINCT ${SHOWN} ${formerSql(former)}`)
    if (taken.length > 0) await db.run(`DELETE ${formerSql(former)}`)
    return taken as unknown as Change[]
  }

  async #add(matches: readonly Match[], judge: Judge): Promise<Change[]> {
    await this.#scratch.empty('matches', MATCHES)
    await this.#scratch.append('matches', match, matches)
    await judge.pick('fired', 'SELECT id FROM matches')
    const columns = await judge.columns()
    const rows = [...new Set(matches.map(({ nth }) => nth))]
      .sort((a, b) => a - b)
      .map(nth => this.#rowsOf(nth, columns))
    const added: Change[] = []
    for (const sql of rows.length > ALONE_MAX ? [rows.join('\nUNION ALL\n')] : rows) {
      const changes: unknown = await this.#statements.values(
        `INSERT INTO alert_events BY NAME ${sql} RETURNING ${SHOWN}`,
      )
      for (const change of changes as Change[]) added.push(change)
    }
    return added
  }

  #rowsOf(nth: number, columns: ReadonlySet<string>): string {
    const version = this.#plan.versions[nth]
    if (!version) throw new Error(`there is no rule of number ${nth}`)
    const own = `SELECT id, severity, known_at, entity FROM matches WHERE nth = ${nth}`
    return firedSql(version, columns, own, 'fired')
  }
}

/** The changes of a batch, whose events may be judged in slices: each alert is taken once, when all of them are judged. */
export class GatheredChanges {
  readonly #ids = new Set<string>()
  readonly #rails = new Set<string>()
  readonly #span = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
  #from = Number.POSITIVE_INFINITY
  #isWhole = true

  /** Whether nothing was taken yet. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  add(taken: readonly Change[], added: readonly Change[]): void {
    for (const [, provider, bank] of taken) this.#rails.add(`${provider}|${bank}`)
    for (const [, , , at] of added) this.#from = Math.min(this.#from, Number(at))
    for (const changes of [taken, added]) {
      for (const [alert, , , , from, to] of changes) {
        this.#ids.add(alert)
        this.#span.from = Math.min(this.#span.from, Number(from))
        this.#span.to = Math.max(this.#span.to, Number(to))
      }
    }
  }

  /** Some of the alerts; none: all were taken. */
  take(countMax: number): Changed {
    this.#isWhole = false
    const ids = [...this.#ids].slice(0, countMax)
    for (const id of ids) this.#ids.delete(id)
    return { ids, span: { ...this.#span }, from: this.#from, rails: [...this.#rails] }
  }
}
