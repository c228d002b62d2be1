import type { EventChange, InformedStore } from '../detect/detector.js'
import { KnownWork } from '../detect/known-work.js'
import { Memory } from '../detect/memory.js'
import type { FeatureColumns } from '../detect/sliding.js'
import type { DetectionPlan, WorkRow } from '../detect/store.js'
import { inTurns } from '../detect/turns.js'
import type { WindowRow } from '../detect/window.js'
import { type BankenEvent, columnOf, type EventType, isTransfer, type Transfer } from '../events/catalogue.js'
import { Affected, AffectedAlerts } from './affected.js'
import type { Database } from './database.js'
import { Firings, GatheredChanges } from './firings.js'
import { Judge } from './judge.js'
import { WORK } from './judged-sql.js'
import { loadMemory, loadRails } from './memory-load.js'
import { Scratch } from './scratch.js'
import { Statements } from './statements.js'
import { pickFresh, TRANSFERS } from './tables.js'
import { texts } from './tally-rails.js'
import { type Slice, Touched } from './touched.js'
import { type Bounds, boundsOf, transfersSql } from './transfers-sql.js'
import { windowRows, windowSql } from './window-rows.js'
import { WorkList } from './work-list.js'

const FOREVER = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
/** An alert that is renewed takes as much memory as so many events that are judged. */
const EVENTS_PER_ALERT = 10
/** Types whose words on rails are kept as spans. */
const RAIL_WORDS: ReadonlySet<EventType> = new Set(['adoption', 'suspension', 'limit'])

export interface DetectStoreOptions {
  /** A memory that is never loaded, for it asks the database about every event. */
  readonly asking?: Memory | undefined
  /** Fills the table `judged` with what is judged, whether a rule reads it or not, for whoever reads it afterwards. */
  readonly keepsJudged?: boolean
}

/** Detection's side of DuckDB. What follows `remember` runs inside the transaction of a batch, once its events are stored. */
export class DuckDbDetectStore extends AffectedAlerts implements InformedStore {
  readonly #db: Database
  readonly #plan: DetectionPlan
  readonly #statements: Statements
  readonly #scratch: Scratch
  readonly #touched: Touched
  readonly #work: WorkList
  readonly #judge: Judge
  readonly #firings: Firings
  readonly #memory: Memory
  #isLoaded: boolean
  #railsAreStale = true
  #displaced: readonly Transfer[] = []
  #slices: readonly Slice[] = []
  /** The one at hand; null where nothing is marked. */
  #slice: Slice | null = null
  #gathered = new GatheredChanges()
  #alertsMax = Number.POSITIVE_INFINITY

  constructor(db: Database, plan: DetectionPlan, { asking, keepsJudged = false }: DetectStoreOptions = {}) {
    super()
    this.#db = db
    this.#plan = plan
    this.#memory = asking ?? new Memory(plan.first, plan.needed)
    this.#isLoaded = asking !== undefined
    this.#statements = Statements.of(db)
    this.#scratch = Scratch.of(db)
    this.#touched = new Touched(this.#statements, this.#scratch, plan)
    this.#work = new WorkList(this.#scratch, plan)
    this.#judge = new Judge(this.#statements, this.#scratch, plan, keepsJudged)
    this.#firings = new Firings(this.#statements, this.#scratch, plan)
  }

  rowsFrom(at: number, fields: readonly string[]): AsyncGenerator<readonly WindowRow[]> {
    const bounds = { from: at, to: Number.POSITIVE_INFINITY }
    return windowRows(this.#db, windowSql({ bounds, fields }), fields)
  }

  async quantileAt(share: number): Promise<number | null> {
    const [row] = await this.#db.values(
      `SELECT epoch_us(quantile_disc(event_at, ${share})) FROM ${transfersSql([], FOREVER)}`,
    )
    return row?.[0] === null || row?.[0] === undefined ? null : Number(row[0])
  }

  async load(): Promise<void> {
    if (this.#isLoaded) return
    await loadMemory(this.#db, this.#plan.first, this.#memory)
    this.#isLoaded = true
  }

  async remember({ fresh, displaced }: EventChange): Promise<void> {
    for (const event of displaced) this.#memory.forget(event)
    await inTurns(fresh, event => this.#memory.note(event))
    if ([...fresh, ...displaced].some(({ type }) => RAIL_WORDS.has(type))) this.#railsAreStale = true
    this.#displaced = displaced.filter(isTransfer)
    this.#work.begin(fresh.filter(isTransfer))
  }

  markTouched(transfers: readonly Transfer[], words: ReadonlyMap<EventType, readonly BankenEvent[]>): Promise<number> {
    return this.#touched.mark(transfers, words, this.#memory)
  }

  markFrom(at: number, to = Number.POSITIVE_INFINITY): Promise<number> {
    return this.#touched.markFrom(at, to)
  }

  async sliceWork(freshTypes: ReadonlySet<EventType>, countMax: number): Promise<number> {
    if (freshTypes.size === 0) await this.#work.clear()
    this.#slices = await this.#touched.slices(countMax)
    this.#alertsMax = Math.ceil(countMax / EVENTS_PER_ALERT)
    this.#gathered = new GatheredChanges()
    return Math.max(1, this.#slices.length)
  }

  async makeWork(slice: number): Promise<readonly WorkRow[]> {
    this.#slice = this.#slices[slice] ?? null
    await this.#work.addTouched(this.#slice)
    return this.#work.rows(this.#memory, slice === 0)
  }

  async *contextOf(targets: readonly WorkRow[], fields: readonly string[]): AsyncGenerator<readonly WindowRow[]> {
    yield* windowRows(this.#db, await this.#contextSql(targets, fields), fields)
  }

  async contextCount(targets: readonly WorkRow[]): Promise<number> {
    const [row] = await this.#db.values(`SELECT count(*) FROM (${await this.#contextSql(targets, [])})`)
    return Number(row?.[0])
  }

  async fire(ids: readonly string[], features: FeatureColumns, gone: readonly string[]): Promise<void> {
    await this.#renewRails(ids)
    const listed = ids.map(id => this.#work.of(id))
    const matches = await this.#judge.judge(new KnownWork(listed, features, this.#memory))
    const { taken, added } = await this.#firings.replace(this.#judge, matches, gone, this.#former(gone))
    this.#gathered.add(taken, added)
  }

  async affected(): Promise<readonly string[]> {
    const isFirst = this.#gathered.isWhole
    const changed = this.#gathered.take(this.#alertsMax)
    if (changed.ids.length > 0 || isFirst) this.affectedLast = await Affected.by(this.#scratch, changed, !isFirst)
    return changed.ids
  }

  async #renewRails(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    if (!this.#isLoaded) throw new Error('there are events to judge, but memory was not loaded')
    if (this.#railsAreStale) this.#memory.rails = await loadRails(this.#statements)
    this.#railsAreStale = false
  }

  /** The span of the events that may have fired before: the slice's marked ones and those that are gone. */
  #former(gone: readonly string[]): Bounds | undefined {
    const spans = [this.#slice?.bounds ?? null, gone.length > 0 ? boundsOf(this.#displaced) : null].filter(
      span => span !== null,
    )
    if (spans.length === 0) return undefined
    return { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) }
  }

  /** What shares a key with a target and lies in its reach before it. */
  async #contextSql(targets: readonly WorkRow[], fields: readonly string[]): Promise<string> {
    const ids = targets.map(({ id }) => id)
    await this.#scratch.empty('context_keys', TRANSFERS)
    await pickFresh(this.#scratch, 'SELECT unnest($1::VARCHAR[])', [texts(ids)])
    const keysSql = `SELECT * FROM ${WORK} WHERE id IN (SELECT unnest($1::VARCHAR[]))`
    await this.#scratch.insertOnce('context_keys', keysSql, [texts(ids)])
    const reach = Math.max(0, ...this.#plan.reach.values())
    const { from, to } = boundsOf(targets) ?? { from: 0, to: 0 }
    const further = ['account', ...this.#plan.reach.keys()]
    const shared = [...new Set(further)]
      .map(columnOf)
      .map(key => `${key} IN (SELECT ${key} FROM context_keys WHERE ${key} IS NOT NULL)`)
    return windowSql({ bounds: { from: from - reach, to }, fields, further, where: shared.join(' OR ') })
  }
}
