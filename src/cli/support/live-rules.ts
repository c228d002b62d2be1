import { type HistoryEntry, REMOVED, withPrevious } from '../../detect/rule-history.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import type { Database } from '../../duckdb/database.js'
import { duckDbReason, isDuckDbError } from '../../duckdb/refusal.js'
import { ruleHistory } from '../../duckdb/rule-history.js'
import { formatJst } from '../../events/time.js'
import { type Config, readThresholds } from '../../files/config.js'
import { rulesStamp, schemaStamp } from '../../files/stamp.js'
import type { Log } from '../../kafka/client.js'
import type { Engine, Keep } from '../../pipeline/live.js'
import type { DuckDbEngine } from './engine.js'
import type { Measuring } from './rule-cost.js'
import { LEFT_OUT, loadRules, type RefusedRule } from './rule-load.js'
import { Stillness } from './stillness.js'

/** Rules that were good to read cannot judge what is stored. The database must be opened anew, without them. */
export class UnfitRulesError extends Error {
  override name = 'UnfitRulesError'
}

const LOOK_MS = 1_000

/** The rules of a home while a run goes on: read anew when their files have changed and then held still for a moment. */
export class LiveRules {
  readonly #home: string
  readonly #config: Config
  readonly #log: Log
  readonly #measuring: Measuring
  readonly #files: Stillness
  readonly #schema: Stillness
  #hasChanged = false
  /** What was last read. */
  #rules: readonly RuleDefinition[] | undefined
  #refusedCount = 0
  #told = ''
  /** The files that could be read and not be used. */
  #unfit: string | undefined

  constructor(home: string, config: Config, log: Log, measuring: Measuring) {
    this.#measuring = measuring
    this.#home = home
    this.#config = config
    this.#log = log
    this.#files = new Stillness(rulesStamp(home))
    this.#schema = new Stillness(schemaStamp(home))
  }

  /** Looks at the files every second, until the returned function is called. */
  watch(): () => void {
    const timer = setInterval(() => this.look(), LOOK_MS)
    return () => clearInterval(timer)
  }

  look(): void {
    if (this.#files.isNew(rulesStamp(this.#home))) this.#hasChanged = true
    if (this.#schema.isNew(schemaStamp(this.#home))) this.#log('warn', SCHEMA_LATER, {})
  }

  /** What is to be in force. What is refused is told; the version before it goes on, where the database knows one. */
  async load(db: Database): Promise<readonly RuleDefinition[]> {
    this.#hasChanged = false
    if (this.#unfit === this.#files.held) return lastOf(await ruleHistory(db))
    try {
      const { rules, refused } = await this.#read(db)
      this.#refusedCount = refused.length
      this.#rules = rules
      this.#tell(refused)
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ConfigError' && this.#rules)) throw error
      this.#log('error', error.message, { meanwhile: ALL_AS_BEFORE })
    }
    return this.#rules
  }

  /** Once for all who ask about the same files. */
  #tell(refused: readonly RefusedRule[]): void {
    const text = JSON.stringify([this.#files.held, refused])
    if (text === this.#told) return
    this.#told = text
    for (const { rule, sentence } of refused) this.#log('error', sentence, { rule, meanwhile: LEFT_OUT })
  }

  async #read(db: Database) {
    const { settings } = this.#config
    const thresholds = readThresholds(this.#home, settings.profile)
    // Of its own connection, so that what the engine keeps in temporary tables is left alone.
    const beside = await db.beside()
    try {
      return await loadRules(beside, this.#home, { thresholds, settings }, this.#measuring)
    } finally {
      beside.close()
    }
  }

  /** The engine, which takes changed rules between two batches. */
  over(engine: DuckDbEngine, db: Database): Engine {
    return {
      commit: (batch, keep, next) => engine.commit(batch, keep, next),
      adoptRules: history => engine.adoptRules(history),
      enforceRules: async keep => {
        // What goes on in the place of a refused file is known only by the history, which may have come from the topic.
        if (this.#hasChanged || this.#refusedCount > 0) engine.offer(await this.load(db))
        await this.#enforce(engine, db, keep)
      },
      renewRules: async keep => {
        if (!this.#hasChanged) return
        engine.offer(await this.load(db))
        await this.#enforce(engine, db, keep)
      },
    }
  }

  async #enforce(engine: DuckDbEngine, db: Database, keep: Keep): Promise<void> {
    const before = await ruleHistory(db)
    const added = await engine.enforceRules(keep).catch((error: unknown) => {
      // A rule that fails on a database of which no rule is known yet has nothing to fall back on.
      if (!isDuckDbError(error) || before.length === 0 || this.#unfit === this.#files.held) throw error
      this.#unfit = this.#files.held
      throw new UnfitRulesError(`${UNFIT}: ${duckDbReason(error)}; ${ALL_AS_BEFORE}`, { cause: error })
    })
    for (const { rule, version, from } of added) {
      const since = from === null ? 'the beginning' : formatJst(from)
      const does = version === REMOVED ? `ends at ${since}` : `judges from ${since}`
      this.#log(from === null ? 'debug' : 'info', `${rule} ${version} ${does}`, { rule, version })
    }
  }
}

/** The rules that the history ends with. */
function lastOf(history: readonly HistoryEntry[]): readonly RuleDefinition[] {
  return withPrevious(history, [], new Set(history.map(({ rule }) => rule)))
}

const UNFIT = 'the changed rules cannot judge what is stored'
const ALL_AS_BEFORE = 'all rules judge as they did before, until the file is mended'
const SCHEMA_LATER =
  'pipelines/schema or pipelines/views has changed; that takes effect when banken run is started again'
