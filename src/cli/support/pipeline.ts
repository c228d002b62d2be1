import type { AlertChange } from '../../detect/alert-changes.js'
import { Detector, type DetectorLimits } from '../../detect/detector.js'
import { type HistoryEntry, newEntries, versionsOf } from '../../detect/rule-history.js'
import { RuleSet } from '../../detect/rule-set.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import { isSweep } from '../../detect/sweep.js'
import { Sweeps } from '../../detect/sweeps.js'
import { SweptDetector } from '../../detect/swept-detector.js'
import { isLive } from '../../duckdb/belongs.js'
import { type Database, DatabaseError } from '../../duckdb/database.js'
import { DuckDbDetectStore } from '../../duckdb/detect-store.js'
import { DuckDbEventStore } from '../../duckdb/event-store.js'
import { forgivingVersions } from '../../duckdb/rule-forgiving.js'
import { addHistory, newestEventAt, ruleHistory } from '../../duckdb/rule-history.js'
import { DuckDbSweepStore } from '../../duckdb/sweep-store.js'
import { type Config, readConfig } from '../../files/config.js'
import { Pipeline } from '../../pipeline/pipeline.js'
import { inTransaction } from '../../pipeline/transaction.js'
import { openMigrated } from './home.js'
import { knownOf } from './known.js'
import { loadRules, type RefusedRule } from './rule-load.js'

export interface OpenPipeline {
  readonly db: Database
  readonly config: Config
  readonly pipeline: Pipeline
  /** Files of rules that are left out; the version before each of them goes on. */
  readonly refused: readonly RefusedRule[]
}

/** Stands between the pipeline and a port, to see what passes: the benchmark measures with it. */
export type Observe = <T extends object>(port: T, label: string) => T

const LIVE =
  'belongs to banken run, which builds it from topics alone and can build it anew from them. Name another database, or ' +
  'bring the files onto the topics: banken publish FILE'

/** Opens (or makes) the database and the pipeline that fills it from files. The caller closes `db`. */
export async function openPipeline(
  path: string,
  home: string,
  batchCountMax?: number,
  observe: Observe = port => port,
): Promise<OpenPipeline> {
  const config = readConfig(home)
  const db = await openMigrated(path, home, { create: true, megabytesMax: config.settings.databaseMegabytesMax })
  try {
    if (await isLive(db)) throw new DatabaseError(`${path}: ${LIVE}`)
    const { rules, refused } = await loadRules(db, home, config)
    return { db, config, refused, pipeline: await assemble(db, config, rules, { batchCountMax, observe }) }
  } catch (error) {
    db.close()
    throw error
  }
}

export interface AssembleOptions {
  readonly batchCountMax?: number | undefined
  readonly observe?: Observe
  /** Rejects where a rule cannot be computed of an event, for who writes the rule; else that is unknown. */
  readonly isStrict?: boolean
}

/** The pipeline over an open database with these rules. */
export async function assemble(
  db: Database,
  config: Config,
  rules: readonly RuleDefinition[],
  { batchCountMax = config.settings.batchCountMax, observe = port => port, isStrict = false }: AssembleOptions = {},
): Promise<Pipeline> {
  const store = observe(new DuckDbEventStore(db), 'events')
  const { detector, alerts } = await inTransaction(store, async () => {
    const added = newEntries(await ruleHistory(db), rules, await newestEventAt(db))
    return openDetector(db, added, { limits: config.settings, isLive: false, observe, isStrict })
  })
  return Pipeline.open(store, detector, { ...config.settings, batchCountMax, known: knownOf(config) }, alerts)
}

export interface OpenDetectorOptions {
  readonly limits: DetectorLimits
  /** Sweeps are run with each batch and not when it is finished, and leave their rails to the tallies. */
  readonly isLive: boolean
  readonly observe?: Observe
  readonly isStrict?: boolean
}

/** Adds to the history of rules, inside a transaction, and judges again what the changes take effect on. */
export async function openDetector(
  db: Database,
  added: readonly HistoryEntry[],
  { limits, isLive, observe = port => port, isStrict = false }: OpenDetectorOptions,
): Promise<{ detector: SweptDetector; alerts: readonly AlertChange[] }> {
  await addHistory(db, added)
  const versions = versionsOf(await ruleHistory(db))
  const ruleSet = new RuleSet(isStrict ? versions : await forgivingVersions(db, versions))
  const store = observe(new DuckDbDetectStore(db, ruleSet, { keepsJudged: isStrict }), 'detect')
  const detector = await Detector.open(store, ruleSet, limits)
  const changes = added.flatMap(({ rule, from, definition }) => {
    return from === null ? [] : [{ rule, from, isSweep: isSweep(JSON.parse(definition)) }]
  })
  const judgedFrom = changes.filter(change => !change.isSweep).map(({ from }) => from)
  const alerts = judgedFrom.length > 0 ? await detector.judgeFrom(Math.min(...judgedFrom)) : []
  const sweeps = await Sweeps.open(observe(new DuckDbSweepStore(db, isLive), 'sweep'), ruleSet)
  const sweepChanges = changes.filter(change => change.isSweep)
  const swept = sweepChanges.length > 0 ? await sweeps.renew(sweepChanges) : []
  return { detector: new SweptDetector(detector, sweeps, isLive), alerts: [...alerts, ...swept] }
}
