import { existsSync, renameSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { hasFileSources } from '../../duckdb/belongs.js'
import { type Database, DatabaseError } from '../../duckdb/database.js'
import { DuckDbJournal } from '../../duckdb/journal.js'
import { bindTokenKey } from '../../duckdb/token-key.js'
import { MICROS } from '../../events/time.js'
import type { Log } from '../../kafka/client.js'
import { Cluster } from '../../kafka/cluster.js'
import { refused } from '../../kafka/connect-errors.js'
import { isHopeless, troubleOf } from '../../kafka/trouble.js'
import { type BatchLimits, Feed } from '../../pipeline/feed.js'
import { type Engine, Live, type LiveOptions, SupersededError } from '../../pipeline/live.js'
import { GivenUpError } from '../../pipeline/live-ports.js'
import { NO_MARK } from '../../pipeline/mark.js'
import { InterruptedError, patiently } from '../../pipeline/patient.js'
import { switchOffCoreDumps } from './core-dumps.js'
import { DuckDbEngine } from './engine.js'
import { openMigrated } from './home.js'
import type { Cluster as Choice } from './kafka.js'
import { LiveRules, UnfitRulesError } from './live-rules.js'
import { watch } from './live-watch.js'
import { mappedTopics } from './mapped-topics.js'
import { Reading } from './reading.js'
import { overSample } from './rule-sample.js'
import { withSnapshots } from './snapshots.js'
import { withSql } from './sql-endpoint.js'

/** What the live run tells while it goes, and the door through which time and names come in. */
export interface LiveSurroundings {
  readonly db: string
  /** Goes on behind offsets that were deleted before they were read. */
  readonly acceptsGaps: boolean
  /** A name that no other process has. */
  readonly instance: string
  readonly log: Log
  /** Milliseconds of a clock that only runs forward. */
  readonly now: () => number
  /** Processor time of this process so far. */
  readonly cpuMicros: () => number
  readonly onRole: LiveOptions['onRole']
  readonly onBatch: LiveOptions['onBatch']
}

const RETRY_MS = 2_000

/** Runs the pipeline on Kafka until `signal` is aborted. A database that went another way is set aside and built anew. */
export async function runLive(choice: Choice, around: LiveSurroundings, signal: AbortSignal): Promise<void> {
  if (mappedTopics(choice).keyFingerprint) switchOffCoreDumps(sentence => around.log('warn', sentence, {}))
  const losses = new Losses(choice, around)
  const rules = new LiveRules(
    choice.home,
    choice.config,
    around.log,
    overSample(choice.home, choice.config, around.cpuMicros),
  )
  const unwatch = rules.watch()
  try {
    await lives(choice, around, rules, losses, signal)
  } finally {
    unwatch()
  }
}

async function lives(
  choice: Choice,
  around: LiveSurroundings,
  rules: LiveRules,
  losses: Losses,
  signal: AbortSignal,
): Promise<void> {
  for (let life = 1; !signal.aborted; life++) {
    const cluster = await connected(choice, { ...around, instance: `${around.instance}-${life}` }, signal)
    if (!cluster) return
    losses.begin()
    try {
      return await onDatabase(cluster, choice, around, rules, signal)
    } catch (error) {
      if (error instanceof InterruptedError) return around.log('warn', `${error.message}; ${IN_OUTBOX}`, {})
      if (error instanceof SupersededError) setAside(around, error)
      else if (error instanceof UnfitRulesError) around.log('error', error.message, { beginsAgain: true })
      else losses.take(error)
    } finally {
      await cluster.close()
    }
  }
}

/** A consumer that was given up is no end: all begins again, as in a new process, until it has gone on for too long. */
class Losses {
  readonly #choice: Choice
  readonly #around: LiveSurroundings
  #begun = Number.NEGATIVE_INFINITY
  #since: number | undefined

  constructor(choice: Choice, around: LiveSurroundings) {
    this.#choice = choice
    this.#around = around
  }

  begin(): void {
    this.#begun = this.#around.now()
  }

  /** Throws what ends the run. */
  take(error: unknown): void {
    const { brokers, brokerDownMsMax } = this.#choice.settings
    const now = this.#around.now()
    // A life that has lasted shows that the cluster was there.
    if (this.#since === undefined || now - this.#begun > brokerDownMsMax) this.#since = now
    const trouble = troubleOf(error instanceof GivenUpError ? error.cause : error, brokers)
    if (!(error instanceof GivenUpError) || now - this.#since > brokerDownMsMax) throw trouble
    this.#around.log('warn', trouble.message, { beginsAgain: true })
  }
}

/** Tries until a broker answers, or for as long as config/ allows; undefined where it was interrupted. */
async function connected(choice: Choice, around: LiveSurroundings, signal: AbortSignal): Promise<Cluster | undefined> {
  const { settings, credentials } = choice
  const since = around.now()
  while (!signal.aborted) {
    try {
      return await Cluster.connect(settings, credentials, around.instance, around.log)
    } catch (error) {
      const trouble = refused(error, { ...settings, credentials }) ?? troubleOf(error, settings.brokers)
      if (isHopeless(error) || around.now() - since > settings.brokerDownMsMax) throw trouble
      around.log('warn', trouble.message, { triesAgainInMs: RETRY_MS })
      await setTimeout(RETRY_MS, undefined, { signal }).catch(() => undefined)
    }
  }
  return undefined
}

async function onDatabase(
  cluster: Cluster,
  choice: Choice,
  around: LiveSurroundings,
  rules: LiveRules,
  signal: AbortSignal,
): Promise<void> {
  const megabytesMax = choice.config.settings.databaseMegabytesMax
  const db = await openMigrated(around.db, choice.home, { create: true, isLive: true, megabytesMax })
  try {
    const own = await rules.load(db)
    if (await hasFileSources(db)) throw new DatabaseError(`${around.db}: ${FROM_FILES}`)
    const { keyFingerprint } = mappedTopics(choice)
    if (keyFingerprint) await bindTokenKey(db, keyFingerprint, around.db)
    const feed = new Feed({ skewMax: choice.settings.skewMinutesMax * MICROS.minute })
    const engine = await DuckDbEngine.open(db, choice.config, own)
    await live(cluster, choice, { db, engine: rules.over(engine, db), feed }, around, signal)
  } finally {
    db.close()
  }
}

async function live(
  cluster: Cluster,
  choice: Choice,
  { db, engine, feed }: { readonly db: Database; readonly engine: Engine; readonly feed: Feed },
  around: LiveSurroundings,
  signal: AbortSignal,
): Promise<void> {
  const { settings, config } = choice
  const journal = new DuckDbJournal(db)
  const patience = { now: around.now, downMsMax: settings.brokerDownMsMax, onTrouble: (e: unknown) => cluster.tell(e) }
  const read = await journal.positions()
  const insisting = <T>(work: () => Promise<T>) => patiently(work, patience, () => signal.aborted)
  const { positions, behind } = await insisting(() => cluster.startOf(read, around.acceptsGaps))
  const mark = (await journal.marks()).at(-1) ?? NO_MARK
  for (const place of behind) feed.expect(place)
  const snapshots = withSnapshots(engine, db, config.settings.snapshot, around)
  const guard = watch(feed, settings, around.now)
  const endpoint = await withSql(db, config.settings.sql, around.log)
  const reading = new Reading({ cluster: choice, instance: around.instance, sources: cluster.sources }, feed, {
    log: around.log,
    onContact: guard.onContact,
    onTrouble: patience.onTrouble,
  })
  try {
    await insisting(() => reading.start(positions))
    const election = await insisting(() => cluster.elect(around.now))
    const { outlet } = cluster
    const parts = { engine: snapshots.engine, journal, outlet, election, feed, positions, mark }
    await new Live(parts, {
      batch: batchLimits(choice),
      batchWaitMsMax: settings.batchWaitMsMax,
      positionsMsMax: settings.positionsMsMax,
      ...patience,
      onRole: around.onRole,
      onBatch: around.onBatch,
    }).run(signal)
  } finally {
    guard.end()
    await reading.end()
    await endpoint.close()
    await snapshots.end()
  }
}

function batchLimits({ settings }: Choice): BatchLimits {
  return { countMax: settings.batchCountMax, bytesMax: settings.batchBytesMax }
}

function setAside({ db, log }: LiveSurroundings, why: SupersededError): void {
  let nth = 1
  while (existsSync(`${db}.aside-${nth}`)) nth += 1
  const aside = `${db}.aside-${nth}`
  renameSync(db, aside)
  if (existsSync(`${db}.wal`)) renameSync(`${db}.wal`, `${aside}.wal`)
  log('warn', `${why.message}; the old one is kept`, { database: db, keptAs: aside })
}

const FROM_FILES =
  'has events from files, and a live database has those of its topics alone, so that it can be built anew from them. ' +
  'Name another database, and bring the files in by: banken publish FILE'

const IN_OUTBOX = 'what is not on the topics yet is in the database, and the next run sends it'
