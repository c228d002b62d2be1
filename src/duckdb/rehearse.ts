import { Detector } from '../detect/detector.js'
import { AskingMemory } from '../detect/memory.js'
import { RuleSet } from '../detect/rule-set.js'
import { type RuleDefinition, type RuleVersion, versionOf } from '../detect/rule-version.js'
import { isSweep } from '../detect/sweep.js'
import { Sweeps } from '../detect/sweeps.js'
import { MICROS, type Microseconds } from '../events/time.js'
import type { Database } from './database.js'
import { DuckDbDetectStore } from './detect-store.js'
import { forgivingVersions } from './rule-forgiving.js'
import { Scratch } from './scratch.js'
import { DuckDbSweepStore } from './sweep-store.js'
import { transfersSql } from './transfers-sql.js'

/** A span of event time: [from, to), in microseconds. */
export interface Span {
  readonly from: Microseconds
  readonly to: Microseconds
}

export interface Judging {
  readonly hotWindowDays: number
  /** Links and charges that are judged at once, where an hour has no more. The answer does not depend on it. */
  readonly sliceEventsMax?: number
  /** Judges one of so many links and charges, chosen by their ids; one by one it asks the database, and keeps no memory. */
  readonly oneIn?: number
}

/** Tables that the engine writes. A rehearsal puts empty temporary ones before them. */
const WRITTEN = ['alert_events', 'alerts'] as const
/** Links and charges that are judged at once: a bound on memory. */
const SLICE_EVENTS_MAX = 50_000

/**
 * What a rule would have fired over stored history, found by the engine itself, in the temporary table `into` with the
 * columns of `alert_events`. The database may be open for reading: nothing of it is changed, and what the rule has fired
 * in it, if it is in force there, plays no part. The mode of the rule plays none either. Resolves to the number of links
 * and charges in the span.
 */
export async function rehearse(
  db: Database,
  definition: RuleDefinition,
  span: Span,
  { into, ...judging }: Judging & { readonly into: string },
): Promise<number> {
  const version = { definition, version: versionOf(definition), ...span }
  const forgiven = await forgivingVersions(db, [version])
  let judged = 0
  await withoutTrace(db, async () => {
    if (isSweep(definition)) await sweepSpan(db, version)
    else await judgeSpan(db, forgiven, span, judging)
    judged = (await slicesOf(db, span, SLICE_EVENTS_MAX)).reduce((sum, { count }) => sum + count, 0)
    await db.run(`CREATE OR REPLACE TEMP TABLE ${into} AS FROM temp.alert_events`)
  })
  return judged
}

/**
 * Judges a span by rules together, as above but strictly, and keeps nothing: rejects where one of them cannot be computed.
 * Resolves to the number of links and charges in it.
 */
export async function judgeTogether(
  db: Database,
  definitions: readonly RuleDefinition[],
  span: Span,
  judging: Judging,
): Promise<number> {
  const versions = definitions.map(definition => ({ definition, version: versionOf(definition), ...span }))
  await withoutTrace(db, async () => {
    const byEvent = versions.filter(({ definition }) => !isSweep(definition))
    if (byEvent.length > 0) await judgeSpan(db, byEvent, span, judging)
    for (const version of versions) if (isSweep(version.definition)) await sweepSpan(db, version)
  })
  return (await slicesOf(db, span, SLICE_EVENTS_MAX)).reduce((sum, { count }) => sum + count, 0)
}

/** Runs work of which what it writes to the engine's tables is thrown away. */
export async function withoutTrace(db: Database, work: () => Promise<void>): Promise<void> {
  for (const table of WRITTEN) await db.run(`CREATE OR REPLACE TEMP TABLE ${table} AS FROM main.${table} LIMIT 0`)
  Scratch.of(db).statements.tableMade()
  try {
    await work()
  } finally {
    for (const table of WRITTEN) await db.run(`DROP TABLE temp.${table}`)
    Scratch.of(db).statements.tableMade()
  }
}

interface Slice extends Span {
  readonly count: number
}

/** The hours with links or charges, joined to as many as may be judged at once. */
async function slicesOf(db: Database, span: Span, countMax: number): Promise<Slice[]> {
  const rows = await db.values(
    `SELECT epoch_us(event_at) // ${MICROS.hour} AS hour, count(*) FROM ${transfersSql([], span)} GROUP BY hour ORDER BY hour`,
  )
  const slices: Slice[] = []
  for (const [hour, counted] of rows) {
    const from = Math.max(span.from, Number(hour) * MICROS.hour)
    const to = Math.min(span.to, (Number(hour) + 1) * MICROS.hour)
    const count = Number(counted)
    const last = slices.at(-1)
    if (last && last.count + count <= countMax)
      slices[slices.length - 1] = { from: last.from, to, count: last.count + count }
    else slices.push({ from, to, count })
  }
  return slices
}

/** Judges a span by these rules, slice by slice. After each slice the table `judged` holds what they saw of it. */
export async function judgeSpan(
  db: Database,
  versions: readonly RuleVersion[],
  span: Span,
  { hotWindowDays, sliceEventsMax, oneIn }: Judging,
  afterSlice: () => Promise<void> = async () => undefined,
): Promise<void> {
  const slices = await slicesOf(db, span, (sliceEventsMax ?? SLICE_EVENTS_MAX) * (oneIn ?? 1))
  const rules = new RuleSet(versions)
  const store = new SpanStore(db, rules, oneIn)
  // What is marked is a slice already, and `judged` must hold all of it.
  const limits = { hotWindowDays: oneIn === undefined ? hotWindowDays : 0, sliceEventsMax: Number.POSITIVE_INFINITY }
  const detector = await Detector.open(store, rules, limits)
  for (const { from, to } of slices) {
    await Scratch.of(db).begin()
    store.to = to
    await detector.judgeFrom(from)
    await afterSlice()
  }
}

/** Marks what lies before `to` where it is asked for all from an instant on, and keeps no alert. */
class SpanStore extends DuckDbDetectStore {
  readonly #db: Database
  readonly #oneIn: number | undefined
  to = Number.POSITIVE_INFINITY

  constructor(db: Database, rules: RuleSet, oneIn?: number) {
    const asking = oneIn === undefined ? undefined : new AskingMemory(rules.first, rules.needed)
    super(db, rules, { asking, keepsJudged: true })
    this.#db = db
    this.#oneIn = oneIn
  }

  /** To a few events of a long history all of it is old: none of it is worth a window in memory. */
  override quantileAt(share: number): Promise<number | null> {
    return super.quantileAt(this.#oneIn === undefined ? share : 1)
  }

  override async markFrom(at: number): Promise<number> {
    const count = await super.markFrom(at, this.to)
    if ((this.#oneIn ?? 1) === 1) return count
    await this.#db.run(`DELETE FROM touched WHERE md5_number_lower(id) % ${this.#oneIn} <> 0`)
    const [row] = await this.#db.values('SELECT count(*) FROM touched')
    return Number(row?.[0])
  }

  override async saveAlerts(): Promise<void> {}
}

async function sweepSpan(db: Database, version: RuleVersion): Promise<void> {
  const sweeps = await Sweeps.open(new FreshSweeps(db, false), new RuleSet([version]))
  await sweeps.renew([{ rule: version.definition.id, from: version.from ?? 0 }])
}

/** No period was ever swept, and none that is swept is kept. */
class FreshSweeps extends DuckDbSweepStore {
  override async periods(): Promise<never[]> {
    return []
  }

  override async save(): Promise<void> {}

  override async forget(): Promise<void> {}

  override async saveAlerts(): Promise<void> {}
}
