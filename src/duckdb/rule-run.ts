import type { DuckDBValue } from '@duckdb/node-api'
import { ASKED_MAX, type Gate, type GateColumns, gateColumns, gatesSql, looksBack, needs } from '../detect/gate.js'
import type { Memory } from '../detect/memory.js'
import type { RuleVersion } from '../detect/rule-version.js'
import { matchesSql, type Numbered } from '../detect/rules-sql.js'
import { blamed } from './refusal.js'
import { gatesOf } from './rule-gate.js'
import type { Statements } from './statements.js'
import type { Listed } from './work-list.js'

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

/** Among more events every rule has candidates, and one plan of all costs less than many. */
export const GATED_MAX = 2_000

/** Of so many rules that do not look into history one statement of all of them costs less than one of each. */
const ALONE_MAX = 3

/** Of more that do, the one statement of all rules costs less, whose plan is there. */
const FAR_ALONE_MAX = 6

/** A rule with its own statement. */
type DueRule = Gate & {
  readonly sql: string
}

/** An event that passes a rule's gate. */
interface Candidate {
  readonly id: string
  readonly regardless: boolean
}

/**
 * Runs rules over the table `judged`. To ask a rule costs about the same for one event as for a thousand, and most rules
 * select none of a batch: a rule is run only where an event may be selected, by what it asks besides look-ups, and by
 * what memory knows of what those need.
 */
export class RuleRun {
  readonly #statements: Statements
  readonly all: readonly DueRule[]
  readonly #allSql: string
  readonly #nearSql: string
  readonly #columns: readonly GateColumns[]
  readonly #gatesSql = new Map<string, string>()

  private constructor(statements: Statements, gates: readonly Gate[]) {
    this.#statements = statements
    this.all = gates.map(gate => ({ ...gate, sql: matchesSql([gate]) }))
    this.#allSql = matchesSql(gates)
    this.#nearSql = matchesSql(gates.filter(gate => !isFar(gate)))
    this.#columns = gateColumns(gates)
  }

  /** Needs the table. Rejects where DuckDB cannot plan one of the rules. */
  static async open(statements: Statements, versions: readonly RuleVersion[]): Promise<RuleRun> {
    const gates = await gatesOf(
      statements.db,
      versions.map((version, nth) => ({ nth, version })),
    )
    const run = new RuleRun(statements, gates)
    await statements.plan(run.#allSql)
    return run
  }

  /** The rules that may select one of these rows, `count` in all, which are those of the table in parts. `of`: an event. */
  async due(
    parts: readonly string[],
    count: number,
    of: (id: string) => Listed,
    memory: Memory,
  ): Promise<readonly DueRule[]> {
    const looked: DuckDBValue[][] = []
    for (const rows of parts) for (const row of await this.#statements.values(this.#gatesOver(rows))) looked.push(row)
    if (looked.length !== count) throw new Error(`${count} events to judge, ${looked.length} looked at`)
    return this.all.filter((rule, nth) => {
      const passed = candidatesOf(looked, this.#columns[nth] as GateColumns)
      return isFar(rule) ? mayFire(rule, passed, of, memory) : passed.length > 0
    })
  }

  /** Of the events in the table each once for every rule, severity and known_at that it was selected with. */
  async matches(rules: readonly DueRule[]): Promise<readonly Match[]> {
    const areMany = rules === this.all || rules.filter(isFar).length > FAR_ALONE_MAX
    const rows = areMany ? await this.#ask(this.#allSql, this.all) : await this.#each(rules)
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

  #gatesOver(rows: string): string {
    const sql = this.#gatesSql.get(rows) ?? gatesSql(this.all, rows)
    this.#gatesSql.set(rows, sql)
    return sql
  }

  async #ask(sql: string, rules: readonly DueRule[]): Promise<DuckDBValue[][]> {
    try {
      return await this.#statements.values(sql)
    } catch (error) {
      const ids = rules.filter(isFar).map(({ version }) => version.definition.id)
      throw blamed(error, `${ids.join(' or ')}: what it looks up`)
    }
  }
}

/** The events that pass a gate. */
function candidatesOf(looked: readonly DuckDBValue[][], { near, without }: GateColumns): Candidate[] {
  return looked
    .filter(row => row[near] === true)
    .map(row => ({ id: row[0] as string, regardless: row[without] === true }))
}

function isFar({ version }: Numbered): boolean {
  return version.definition.features.some(looksBack)
}

function matchOf(row: readonly DuckDBValue[]): Match {
  const [nth, id, severity, knownAt, entity] = row as [number, string, string | null, bigint | null, string | null]
  return { nth, id, severity, knownAt: knownAt === null ? null : Number(knownAt), entity }
}

function mayFire(
  { version }: Numbered,
  candidates: readonly Candidate[],
  of: (id: string) => Listed,
  memory: Memory,
): boolean {
  if (candidates.some(({ regardless }) => regardless)) return true
  const needing = memory.everHad(version.definition.features.filter(needs))
  if (needing.length === 0) return false
  return candidates.length > ASKED_MAX || candidates.some(({ id }) => memory.mayHave(needing, of(id)))
}
