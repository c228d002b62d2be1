import { firstGroups, matchSql, sameKeySql } from '../detect/first-sql.js'
import type { Memory } from '../detect/memory.js'
import type { DetectionPlan } from '../detect/store.js'
import { type BankenEvent, columnOf, type EventType, type Transfer } from '../events/catalogue.js'
import type { Scratch } from './scratch.js'
import type { Statements } from './statements.js'
import { stageTransfers } from './tables.js'
import { texts } from './tally-rails.js'
import { ReadMarks } from './touched-by-reads.js'
import { speaks, WordMarks } from './touched-by-words.js'
import { type Bounds, boundsOf, transfersSql } from './transfers-sql.js'

const TOUCHED = '(id VARCHAR, event_at TIMESTAMPTZ)'
const FOUND_SQL = 'SELECT count(DISTINCT id), epoch_us(min(event_at)), epoch_us(max(event_at)) FROM touched'
const LATE_SQL = 'SELECT count(*), epoch_us(min(event_at)), epoch_us(max(event_at)) FROM late'

interface Place {
  readonly at: number
  readonly id: string
}

/** Marked events between two places in the order of (at, id). */
export interface Slice {
  /** They lie in this span. */
  readonly bounds: Bounds
  /** Behind this one; null: from the first on. */
  readonly after: Place | null
  /** Up to this one, itself included; null: to the last. */
  readonly upTo: Place | null
}

/** The last event of each slice. */
function lastsSql(countMax: number): string {
  return `SELECT epoch_us(event_at), id FROM (
      SELECT id, event_at, row_number() OVER (ORDER BY event_at, id) AS n, count(*) OVER () AS total
      FROM (SELECT DISTINCT id, event_at FROM touched))
    WHERE n % ${countMax} = 0 OR n = total ORDER BY n`
}

/**
 * Marks, in the temporary table `touched` (ids may stand there twice), the stored links and charges that must be judged
 * again. It may mark more than needed, never less.
 */
export class Touched {
  readonly #statements: Statements
  readonly #scratch: Scratch
  readonly #plan: DetectionPlan
  readonly #words: WordMarks
  readonly #reads: ReadMarks
  #bounds: Bounds | null = null
  #count = 0

  constructor(statements: Statements, scratch: Scratch, plan: DetectionPlan) {
    this.#statements = statements
    this.#scratch = scratch
    this.#plan = plan
    this.#words = new WordMarks(scratch)
    this.#reads = new ReadMarks(scratch, plan.reads)
  }

  /** What late or displaced events may change. Resolves to how many are marked. */
  async mark(
    transfers: readonly Transfer[],
    words: ReadonlyMap<EventType, readonly BankenEvent[]>,
    memory: Memory,
  ): Promise<number> {
    await this.#scratch.empty('touched', TOUCHED)
    this.#bounds = null
    this.#count = 0
    if (transfers.length === 0 && words.size === 0) return 0
    await stageTransfers(this.#scratch, transfers, 'late')
    for (const [type, events] of words) if (speaks(type)) await this.#words.mark(type, events)
    const late = words.has('holder') ? (await this.#found(LATE_SQL)).bounds : boundsOf(transfers)
    if (late) await this.#markByChains(late)
    await this.#markByFirst(transfers, memory)
    await this.#reads.mark([...transfers, ...[...words.values()].flat()])
    return this.#counted()
  }

  /** The marked ones in the order of (at, id), cut so that none has more than so many; none without any. */
  async slices(countMax: number): Promise<readonly Slice[]> {
    if (!this.#bounds) return []
    if (this.#count <= countMax) return [{ bounds: this.#bounds, after: null, upTo: null }]
    const rows = await this.#statements.db.values(lastsSql(countMax))
    const lasts = rows.map(([at, id]) => ({ at: Number(at), id: id as string }))
    return lasts.map((last, i) => {
      const before = lasts[i - 1]
      const from = before?.at ?? this.#bounds?.from ?? last.at
      return { bounds: { from, to: last.at + 1 }, after: before ?? null, upTo: last }
    })
  }

  /** Every link and charge at or after an instant, and before another one. */
  async markFrom(at: number, to: number): Promise<number> {
    await this.#scratch.empty('touched', TOUCHED)
    const bounds = { from: at, to }
    await this.#scratch.insertOnce('touched', `SELECT id, event_at FROM ${transfersSql([], bounds)}`)
    return this.#counted()
  }

  async #counted(): Promise<number> {
    const { count, bounds } = await this.#found(FOUND_SQL)
    this.#bounds = bounds
    this.#count = count
    return count
  }

  async #found(sql: string): Promise<{ count: number; bounds: Bounds | null }> {
    const [row = []] = await this.#statements.values(sql)
    const [count, from, to] = row.map(Number) as [number, number, number]
    return { count, bounds: count === 0 ? null : { from, to: to + 1 } }
  }

  /** Every event f of a late event's key with late.at <= f.at < late.at + the key's reach. */
  async #markByChains({ from, to }: Bounds): Promise<void> {
    for (const [chain, withinMicros] of this.#plan.reach) {
      const fields = chain === 'account' ? [] : [chain]
      const key = chain === 'account' ? 'account_key' : columnOf(chain)
      const marked = `SELECT DISTINCT f.id, f.event_at FROM ${transfersSql(fields, { from, to: to + withinMicros })} f
        JOIN late ON f.${key} = late.${key}
        WHERE f.event_at >= late.event_at AND f.event_at < late.event_at + to_microseconds(${withinMicros})`
      await this.#scratch.insertOnce('touched', marked)
    }
  }

  /**
   * A late event that is, or that was, the first of its kind changes the feature of every later event of its key. One
   * that has another before it changes nothing.
   */
  async #markByFirst(transfers: readonly Transfer[], memory: Memory): Promise<void> {
    for (const [name, [feature]] of firstGroups(this.#plan.first)) {
      const firsts = transfers.filter(transfer => memory.firsts.get(name)?.mayBeFirst(transfer) ?? true)
      const bounds = boundsOf(firsts)
      if (!bounds) continue
      const fields = feature.per.filter(field => field !== 'account')
      const later = { from: bounds.from, to: Number.POSITIVE_INFINITY }
      const marked = `SELECT DISTINCT f.id, f.event_at FROM ${transfersSql(fields, later)} f
        JOIN late first ON ${sameKeySql(feature, 'f', 'first')}
        WHERE first.type = '${feature.of}' AND ${matchSql(feature, 'first')}
          AND first.id IN (SELECT unnest($1::VARCHAR[])) AND f.event_at >= first.event_at`
      await this.#scratch.insertOnce('touched', marked, [texts(firsts.map(({ id }) => id))])
    }
  }
}
