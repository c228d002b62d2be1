import type { AlertChange } from '../../detect/alert-changes.js'
import { entriesBehind, type HistoryEntry, newEntries } from '../../detect/rule-history.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import { buryRetracted } from '../../duckdb/bury.js'
import type { Database } from '../../duckdb/database.js'
import { DuckDbEventStore } from '../../duckdb/event-store.js'
import { newestEventAt, ruleHistory } from '../../duckdb/rule-history.js'
import { DuckDbTallies } from '../../duckdb/tallies.js'
import { MICROS, periodStart } from '../../events/time.js'
import { outputTopics } from '../../events/topics.js'
import type { Config } from '../../files/config.js'
import { type Keep, SupersededError } from '../../pipeline/live.js'
import type { OutRecord } from '../../pipeline/outbox.js'
import {
  alertRecord,
  deadLetterRecord,
  ruleRecord,
  type TallyChange,
  tallyRecord,
  tombstone,
} from '../../pipeline/outgoing.js'
import { type BatchChange, type BatchReport, Pipeline } from '../../pipeline/pipeline.js'
import type { Received } from '../../pipeline/settle.js'
import { inTransaction } from '../../pipeline/transaction.js'
import { knownOf } from './known.js'
import { openDetector } from './pipeline.js'

/** The database with its pipeline and tallies, as the live loop drives it. */
export class DuckDbEngine {
  readonly #db: Database
  readonly #config: Config
  #own: readonly RuleDefinition[]
  #pipeline: Pipeline | undefined
  #tallies: DuckDbTallies | undefined
  /** Start of the JST day of the newest event; alerts are buried when it moves on. */
  #day = Number.NEGATIVE_INFINITY

  private constructor(db: Database, config: Config, own: readonly RuleDefinition[]) {
    this.#db = db
    this.#config = config
    this.#own = own
  }

  /** `own`: the rules of this instance's home, which take effect when it leads. */
  static async open(db: Database, config: Config, own: readonly RuleDefinition[]): Promise<DuckDbEngine> {
    const engine = new DuckDbEngine(db, config, own)
    const newest = await newestEventAt(db)
    if (newest !== null) engine.#day = periodStart('1 day', newest)
    if ((await ruleHistory(db)).length > 0) await engine.#reopen([], NOTHING_LEFT)
    return engine
  }

  async commit(batch: readonly Received[], keep: Keep, next?: () => readonly Received[]): Promise<BatchReport> {
    // Another leader has taken part of what was looked ahead to: memory is read anew from the database.
    if (this.#pipeline?.expects(batch) === false) await this.#reopen([], NOTHING_LEFT)
    if (!this.#pipeline) throw new Error('no rules are in force yet')
    return this.#pipeline.commit(batch, async changed => keep(await this.#recordsOf(changed)), next)
  }

  async adoptRules(history: readonly HistoryEntry[]): Promise<void> {
    const missing = entriesBehind(await ruleHistory(this.#db), history)
    if (!missing) throw new SupersededError('this database was judged by rules that were never published')
    if (missing.length > 0 || !this.#pipeline) await this.#reopen(missing, NOTHING_LEFT)
  }

  /** Other rules than those that it has: in force when they are next enforced. */
  offer(own: readonly RuleDefinition[]): void {
    this.#own = own
  }

  /** Gives what that adds to the history of versions. */
  async enforceRules(keep: Keep): Promise<readonly HistoryEntry[]> {
    const added = newEntries(await ruleHistory(this.#db), this.#own, await newestEventAt(this.#db))
    if (added.length > 0 || !this.#pipeline) await this.#reopen(added, keep)
    return added
  }

  async #reopen(added: readonly HistoryEntry[], keep: Keep): Promise<void> {
    const { detector, tallies, store } = await putInForce(this.#db, this.#config, added, keep)
    this.#tallies = tallies
    const options = { ...this.#config.settings, known: knownOf(this.#config) }
    this.#pipeline = await Pipeline.open(store, detector, options)
  }

  async #recordsOf({ change, alerts }: BatchChange): Promise<OutRecord[]> {
    const fresh = change.fresh.map(({ event }) => event)
    const displaced = change.displaced.map(({ event }) => event)
    const tallies = (await this.#tallies?.renew({ fresh, displaced, alerts })) ?? []
    const newest = fresh.reduce((latest, { at }) => Math.max(latest, at), Number.NEGATIVE_INFINITY)
    return [
      ...change.deadLetters.map(deadLetterRecord),
      ...published(alerts, tallies),
      ...(await this.#tombstones(newest)),
    ]
  }

  /** Of alerts that nobody needs to take back any more. Their topic is not known by now: both are told. */
  async #tombstones(newestAt: number): Promise<OutRecord[]> {
    const day = Number.isFinite(newestAt) ? periodStart('1 day', newestAt) : newestAt
    if (day <= this.#day) return []
    this.#day = day
    const ids = await buryRetracted(this.#db, day - this.#config.settings.kafka.tombstoneDays * MICROS.day)
    return ids.flatMap(id => [tombstone(outputTopics.alerts, id), tombstone(outputTopics.shadowAlerts, id)])
  }
}

/** What is on the topics already is not published again. */
const NOTHING_LEFT: Keep = async () => undefined

/** Adds to the history of rules of a live database, and keeps what is judged again for the topics, in one transaction. */
export async function putInForce(db: Database, config: Config, added: readonly HistoryEntry[], keep: Keep) {
  const store = new DuckDbEventStore(db)
  const tallies = await DuckDbTallies.open(db)
  const opened = await inTransaction(store, async () => {
    const judged = await openDetector(db, added, { limits: config.settings, isLive: true })
    const records = [...added.map(ruleRecord), ...published(judged.alerts, await tallies.renewAll())]
    if (records.length > 0) await keep(records)
    return judged
  })
  return { ...opened, tallies, store }
}

function published(alerts: readonly AlertChange[], tallies: readonly TallyChange[]): OutRecord[] {
  return [...alerts.map(alertRecord), ...tallies.map(tallyRecord)]
}
