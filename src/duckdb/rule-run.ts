import type { DuckDBValue } from '@duckdb/node-api'
import { Gates } from '../detect/gate.js'
import type { KnownWork } from '../detect/known-work.js'
import type { Memory } from '../detect/memory.js'
import { looksBack } from '../detect/needed.js'
import type { RuleVersion } from '../detect/rule-version.js'
import { matchesSql, type Numbered } from '../detect/rules-sql.js'
import { inTurns } from '../detect/turns.js'
import { blamed } from './refusal.js'
import { ruleTrees } from './rule-tree.js'
import type { Statements } from './statements.js'

/** An event that a rule selected. */
export interface Match {
  /** The rule version's place in the plan. */
  readonly nth: number
  readonly id: string
  /** Where the rule gives one. */
  readonly severity: string | null
  /** Microseconds. */
  readonly knownAt: number | null
  /** The entity's type, where the rule has two. */
  readonly entity: string | null
}

/** Of so many rules that do not look into history one statement of all of them costs less than one of each. */
const ALONE_MAX = 3

/** Of more that do, the one statement of all rules costs less, whose plan is there. */
const FAR_ALONE_MAX = 6

/** A rule with its own statement. */
interface DueRule extends Numbered {
  readonly sql: string
}

/** What is to be run on what. */
export interface Due {
  readonly rules: readonly DueRule[]
  /** Places of the events that one of the rules may select. */
  readonly rows: readonly number[]
}

/**
 * Runs rules over the table `judged`. Most rules select none of a batch, and few events are selected by any: what may be
 * selected is told from memory, and the rest is never written to the database.
 */
export class RuleRun {
  readonly #statements: Statements
  readonly #all: readonly DueRule[]
  readonly #gates: Gates
  readonly #allSql: string
  readonly #nearSql: string

  private constructor(statements: Statements, all: readonly DueRule[], gates: Gates) {
    this.#statements = statements
    this.#gates = gates
    this.#all = all
    this.#allSql = matchesSql(all)
    this.#nearSql = matchesSql(all.filter(rule => !isFar(rule)))
  }

  /** Needs the table. Rejects where DuckDB cannot plan one of the rules. */
  static async open(statements: Statements, versions: readonly RuleVersion[], memory: Memory): Promise<RuleRun> {
    const trees = await ruleTrees(
      statements.db,
      versions.map(({ definition }) => definition),
    )
    const all = versions.map((version, nth) => ({ nth, version, sql: matchesSql([{ nth, version }]) }))
    const run = new RuleRun(statements, all, new Gates(versions, trees, memory))
    await statements.plan(run.#allSql)
    return run
  }

  async due(work: KnownWork): Promise<Due> {
    const rules = new Set<number>()
    const rows: number[] = []
    await inTurns(work.events, (_, row) => {
      const passed = this.#gates.passed(work.at(row))
      if (passed.length > 0) rows.push(row)
      for (const nth of passed) rules.add(nth)
    })
    return { rules: this.#all.filter(({ nth }) => rules.has(nth)), rows }
  }

  /** Of the events in the table each once for every rule, severity and known_at that it was selected with. */
  async matches(rules: readonly DueRule[]): Promise<readonly Match[]> {
    const areMany = rules.filter(isFar).length > FAR_ALONE_MAX
    const rows = areMany ? await this.#ask(this.#allSql, this.#all) : await this.#each(rules)
    return [...new Map(rows.map(row => [row.join(), matchOf(row)])).values()]
  }

  async #each(rules: readonly DueRule[]): Promise<DuckDBValue[][]> {
    const near = rules.filter(rule => !isFar(rule))
    const areMany = near.length > ALONE_MAX
    const rows = areMany ? await this.#ask(this.#nearSql, near) : []
    for (const rule of areMany ? rules.filter(isFar) : rules)
      for (const row of await this.#ask(rule.sql, [rule])) rows.push(row)
    return rows
  }

  async #ask(sql: string, rules: readonly DueRule[]): Promise<DuckDBValue[][]> {
    try {
      return await this.#statements.values(sql)
    } catch (error) {
      const ids = rules.filter(isFar).map(({ version }) => version.definition.id)
      if (ids.length === 0) throw error
      throw blamed(error, `${ids.join(' or ')}: what it looks up`)
    }
  }
}

function isFar({ version }: Numbered): boolean {
  return version.definition.features.some(looksBack)
}

function matchOf(row: readonly DuckDBValue[]): Match {
  const [nth, id, severity, knownAt, entity] = row as [number, string, string | null, bigint | null, string | null]
  return { nth, id, severity, knownAt: knownAt === null ? null : Number(knownAt), entity }
}
