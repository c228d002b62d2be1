import type { DuckDBValue } from '@duckdb/node-api'
import type { SweepRun } from '../detect/sweep.js'
import type { Hours, SweepState } from '../detect/sweep-book.js'
import { sweepSql, sweptFiringsSql } from '../detect/sweep-sql.js'
import type { DueSweep, SweepStore, SweptPeriod } from '../detect/sweeps.js'
import type { BankenEvent, EventType } from '../events/catalogue.js'
import { formatJst, type Microseconds } from '../events/time.js'
import { Affected, AffectedAlerts } from './affected.js'
import type { Column } from './append.js'
import { appendRows } from './append.js'
import type { Database } from './database.js'
import { type Change, GatheredChanges, SHOWN } from './firings.js'
import { newestEventAt } from './rule-history.js'
import { Scratch } from './scratch.js'
import type { Answer } from './statements.js'
import { answersOf, type Query } from './sweep-answers.js'
import { type Found, foundOf } from './sweep-found.js'
import { texts } from './tally-rails.js'

const SWEPT = '(run INTEGER, id VARCHAR, entity VARCHAR, severity VARCHAR, known_at TIMESTAMPTZ, observed VARCHAR)'
const found: readonly Column<Found>[] = [
  { kind: 'text', of: ({ id }) => id },
  { kind: 'text', of: ({ entity }) => entity },
  { kind: 'text', of: ({ severity }) => severity },
  { kind: 'instant', of: ({ knownAt }) => knownAt },
  { kind: 'text', of: ({ observed }) => observed },
]

/** Runs whose firings are looked up and written at once. */
const RUNS_MAX = 32

/** Alerts that are renewed at once. */
const ALERTS_MAX = 20_000

const SPOKEN_SQL = `SELECT DISTINCT rule, epoch_us(sweep_from) FROM alert_events
  WHERE sweep_from IS NOT NULL AND account IN (
    SELECT unnest($1::VARCHAR[]) UNION ALL SELECT account FROM two_factors WHERE phone IN (SELECT unnest($2::VARCHAR[])))`

/** The sweeps' side of DuckDB. */
export class DuckDbSweepStore extends AffectedAlerts implements SweepStore {
  readonly #db: Database
  readonly #scratch: Scratch
  readonly #addsRails: boolean
  readonly #areEventsCommitted: boolean
  #gathered = new GatheredChanges()
  /** By their SQL. */
  readonly #ahead = new Map<string, Answer>()

  /**
   * `isWithBatch`: sweeps inside the transaction of a batch, whose events nobody else sees yet, and leaves the rails of
   * the alerts beside those of the batch's own detection, for the tallies.
   */
  constructor(db: Database, isWithBatch: boolean) {
    super()
    this.#db = db
    this.#scratch = Scratch.of(db)
    this.#addsRails = isWithBatch
    this.#areEventsCommitted = !isWithBatch
  }

  async periods(): Promise<(SweptPeriod & { state: SweepState })[]> {
    const rows = await this.#db.values('SELECT rule, epoch_us(period_from), state FROM sweeps')
    return rows.map(([rule, start, state]) => ({
      rule: rule as string,
      start: Number(start),
      state: state as SweepState,
    }))
  }

  async save(periods: readonly SweptPeriod[], state: SweepState, isKnown: boolean): Promise<void> {
    if (periods.length === 0) return
    if (isKnown) await this.#forgetStates(periods)
    const columns: Column<SweptPeriod>[] = [
      { kind: 'text', of: ({ rule }) => rule },
      { kind: 'instant', of: ({ start }) => start },
      { kind: 'text', of: () => state },
    ]
    await appendRows(this.#db, 'sweeps', columns, periods)
  }

  async #forgetStates(periods: readonly SweptPeriod[]): Promise<void> {
    await this.#db.run(
      `DELETE FROM sweeps WHERE (rule, epoch_us(period_from)) IN (SELECT (unnest($1::VARCHAR[]), unnest($2::VARCHAR[])::BIGINT))`,
      [texts(periods.map(({ rule }) => rule)), instants(periods.map(({ start }) => start))],
    )
  }

  newestAt(): Promise<Microseconds | null> {
    return newestEventAt(this.#db)
  }

  async hoursFrom(at: Microseconds): Promise<Hours> {
    const rows = await this.#db.values(`
      SELECT DISTINCT type, epoch_us(from_jst(date_trunc('hour', to_jst(event_at)))) AS hour
      FROM events WHERE event_at >= make_timestamptz(${at}) ORDER BY hour`)
    const hours = new Map<EventType, Microseconds[]>()
    for (const [type, hour] of rows as unknown as [EventType, bigint][]) {
      hours.set(type, [...(hours.get(type) ?? []), Number(hour)])
    }
    return hours
  }

  async forget(rule: string, from: Microseconds): Promise<void> {
    await this.#take(`FROM alert_events WHERE rule = $1 AND sweep_from >= make_timestamptz(${from})`, [rule])
    await this.#db.run(`DELETE FROM sweeps WHERE rule = $1 AND period_from >= make_timestamptz(${from})`, [rule])
  }

  async spokenOf(words: readonly BankenEvent[]): Promise<SweptPeriod[]> {
    const accounts = words.flatMap(word => (word.type === 'two-factor' ? [word.account] : []))
    const phones = words.flatMap(word => (word.type === 'sim' ? [word.phone] : []))
    const rows = await this.#db.values(SPOKEN_SQL, [texts([...accounts, NOBODY]), texts([...phones, NOBODY])])
    return rows.map(([rule, start]) => ({ rule: rule as string, start: Number(start) }))
  }

  async ask(due: readonly DueSweep[]): Promise<void> {
    this.#ahead.clear()
    const queries = due.slice(0, RUNS_MAX).map(queryOf)
    let nth = 0
    for await (const answer of answersOf(this.#db, queries, this.#areEventsCommitted)) {
      this.#ahead.set((queries[nth++] as Query).sql, answer)
    }
  }

  async *#answers(due: readonly DueSweep[]): AsyncGenerator<Answer> {
    const ahead = new Map(this.#ahead)
    this.#ahead.clear()
    const queries = due.map(queryOf)
    const left = queries.filter(({ sql }) => !ahead.has(sql))
    const others = answersOf(this.#db, left, this.#areEventsCommitted)
    try {
      for (const { sql } of queries) yield ahead.get(sql) ?? ((await others.next()).value as Answer)
    } finally {
      await others.return(undefined)
    }
  }

  async sweep(due: readonly DueSweep[]): Promise<void> {
    let nth = 0
    let finding: SweepRun[] = []
    for await (const swept of this.#answers(due)) {
      const { run, sweptBefore } = due[nth++] as DueSweep
      if (sweptBefore.length > 0) await this.withdraw(run.version.definition.id, sweptBefore)
      const rows = foundOf(run.version.definition, swept.names, swept.rows)
      if (rows.length === 0) continue
      if (finding.length === 0) await this.#scratch.empty('swept', SWEPT)
      const place = finding.push(run) - 1
      await this.#scratch.append('swept', [{ kind: 'integer', of: () => place }, ...found], rows)
      if (finding.length === RUNS_MAX) {
        await this.#add(finding)
        finding = []
      }
    }
    if (finding.length > 0) await this.#add(finding)
  }

  /** Adds what the runs found, which is in the table `swept`. */
  async #add(runs: readonly SweepRun[]): Promise<void> {
    const insert = `INSERT INTO alert_events BY NAME ${sweptFiringsSql(runs)} RETURNING ${SHOWN}`
    const added: unknown = await this.#db.values(insert)
    this.#gathered.add([], added as Change[])
  }

  withdraw(rule: string, starts: readonly Microseconds[]): Promise<void> {
    return this.#take(`FROM alert_events WHERE ${ofPeriods('sweep_from')}`, [rule, instants(starts)])
  }

  async affected(): Promise<readonly string[]> {
    const isFirst = this.#gathered.isWhole
    const changed = this.#gathered.take(ALERTS_MAX)
    const isLast = changed.ids.length === 0
    if (isLast) this.#gathered = new GatheredChanges()
    this.affectedLast = isLast ? undefined : await Affected.by(this.#scratch, changed, this.#addsRails || !isFirst)
    return changed.ids
  }

  async #take(former: string, values: DuckDBValue[]): Promise<void> {
    const taken = await this.#db.values(`SELECT DISTINCT ${SHOWN} ${former}`, values)
    if (taken.length > 0) await this.#db.run(`DELETE ${former}`, values)
    this.#gathered.add(taken as unknown as Change[], [])
  }
}

function queryOf({ run }: DueSweep): Query {
  const { version, from, to } = run
  const what = `${version.definition.id}: what it finds from ${formatJst(from)} to ${formatJst(to)}`
  return { sql: sweepSql(run), what }
}

/** No token is empty. */
const NOBODY = ''

/** Rows of the rule `$1` at the periods `$2`: as values, for thousands of them written out take long to plan. */
function ofPeriods(column: string): string {
  return `rule = $1 AND epoch_us(${column}) IN (SELECT unnest($2::VARCHAR[])::BIGINT)`
}

function instants(starts: readonly Microseconds[]): DuckDBValue {
  return texts(starts.map(String))
}
