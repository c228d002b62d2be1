import { placeholdersOf, wordsOf } from '../../detect/rule.js'
import type { RuleDefinition } from '../../detect/rule-version.js'
import { namedFeaturesSql } from '../../detect/rules-sql.js'
import { isSweep, type SweepDefinition, sweepEnd } from '../../detect/sweep.js'
import type { Database } from '../../duckdb/database.js'
import { periodStart } from '../../events/time.js'
import type { Config } from '../../files/config.js'
import { checkRules } from './check-rules.js'
import { openMigrated } from './home.js'
import { assemble } from './pipeline.js'
import type { CaseRow } from './rule-cases.js'

/** What a run over the rows of a case made. */
export interface CaseRun {
  /** The severity of each event that fired, by its id. */
  readonly fired: ReadonlyMap<string, string>
  /** Why rows were refused, by their line. */
  readonly refused: ReadonlyMap<number, string>
  /** What the rule's SQL and reason name, for each event of the last batch, by its id; empty where nobody looked. */
  readonly seen: ReadonlyMap<string, SeenValues>
}

export type SeenValues = Readonly<Record<string, unknown>>

/** A database in memory that runs one case after the other, each from nothing: opening one takes longer than emptying it. */
export class CaseBench {
  readonly #db: Database
  readonly #config: Config

  private constructor(db: Database, config: Config) {
    this.#db = db
    this.#config = config
  }

  static async open(home: string, config: Config): Promise<CaseBench> {
    const db = await openMigrated(':memory:', home, { create: true })
    // A case has a few rows: more threads only wait for each other.
    await db.run('SET threads = 1')
    return new CaseBench(db, config)
  }

  /** Rejects with a RuleError where DuckDB refuses the rule. */
  check(rule: RuleDefinition): Promise<void> {
    return checkRules(this.#db, [rule])
  }

  /** Sends the rows through the pipeline in the order given, with this rule alone. `looks`: at what it sees, too. */
  async run(rule: RuleDefinition, rows: readonly CaseRow[], batchCountMax: number, looks: boolean): Promise<CaseRun> {
    await this.#empty()
    let seen: ReadonlyMap<string, SeenValues> = new Map()
    // What is judged is there no longer than the transaction.
    const look = async () => {
      if (looks && !isSweep(rule)) seen = await this.#seen(rule)
    }
    const pipeline = await assemble(this.#db, this.#config, [rule], { batchCountMax, isStrict: true })
    const refused = new Map<number, string>()
    for await (const { change } of pipeline.run(sourceOf(rows), undefined, look)) {
      for (const { position, reason, why } of change.deadLetters) refused.set(position.offset, `${reason}): ${why}`)
      if (isSweep(rule)) await pipeline.finish()
    }
    if (isSweep(rule)) await pipeline.finish(overAfter(rule, rows))
    if (looks && isSweep(rule)) seen = await this.#observed()
    const rowsFired = await this.#db.values('SELECT event_id, severity FROM alert_events')
    return { fired: new Map(rowsFired.map(([id, severity]) => [id as string, severity as string])), refused, seen }
  }

  async #seen(rule: RuleDefinition): Promise<ReadonlyMap<string, SeenValues>> {
    const work = `SELECT *${namedFeaturesSql(rule, 'j')} FROM judged j`
    const described = await this.#db.values(`SELECT column_name, column_type FROM (DESCRIBE ${work})`)
    const named = new Set([...wordsOf(rule.sql), ...placeholdersOf(`${rule.reason.ja} ${rule.reason.en}`)])
    const columns = described.filter(([name]) => name !== 'id' && named.has(name as string))
    // In Japan's time, as the case writes it and as `explain` shows it.
    const shown = columns.map(([name, type]) => (isInstant(type) ? `jst_text(w.${name}) AS ${name}` : `w.${name}`))
    const rows = await this.#db.rows(`SELECT ${['w.id', ...shown].join(', ')} FROM (${work}) w`)
    return new Map(rows.map(({ id, ...values }) => [id as string, values]))
  }

  /** What a sweep says of the events that fired. */
  async #observed(): Promise<ReadonlyMap<string, SeenValues>> {
    const rows = await this.#db.values('SELECT event_id, observed FROM alert_events')
    return new Map(rows.map(([id, observed]) => [id as string, JSON.parse(String(observed))]))
  }

  /** Deletes only from tables that ever had a row: there are many, and a case needs few. */
  async #empty(): Promise<void> {
    const rows = await this.#db.values(
      "SELECT table_name FROM duckdb_tables() WHERE NOT temporary AND estimated_size > 0 AND table_name NOT LIKE 'schema_%'",
    )
    for (const [table] of rows) await this.#db.run(`DELETE FROM ${table}`)
  }

  close(): void {
    this.#db.close()
  }
}

/** A case ends with the period of its last event: then a sweep looks at that too. */
function overAfter(rule: SweepDefinition, rows: readonly CaseRow[]): number {
  return sweepEnd(rule, periodStart(rule.every, Math.max(...rows.map(({ event }) => event.at))))
}

function sourceOf(rows: readonly CaseRow[]) {
  return {
    name: 'cases',
    async *messages() {
      yield rows.map(row => row.message)
    },
  }
}

function isInstant(type: unknown): boolean {
  return type === 'TIMESTAMP WITH TIME ZONE'
}
