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

/** A rule with its own statement. */
type Asked = Gate & {
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
  readonly #rules: readonly Asked[]
  readonly #allSql: string
  readonly #nearSql: string
  readonly #gatesSql: string
  readonly #columns: readonly GateColumns[]

  private constructor(statements: Statements, gates: readonly Gate[]) {
    this.#statements = statements
    this.#rules = gates.map(gate => ({ ...gate, sql: matchesSql([gate]) }))
    this.#allSql = matchesSql(gates)
    this.#nearSql = matchesSql(gates.filter(gate => !isFar(gate)))
    this.#gatesSql = gatesSql(gates)
    this.#columns = gateColumns(gates)
  }

  /** Needs the table. Rejects where DuckDB cannot plan one of the rules. */
  static async open(statements: Statements, versions: readonly RuleVersion[]): Promise<RuleRun> {
    const gates = await gatesOf(
      statements,
      versions.map((version, nth) => ({ nth, version })),
    )
    const run = new RuleRun(statements, gates)
    await statements.plan(run.#nearSql)
    for (const rule of run.#rules.filter(isFar)) await statements.plan(rule.sql)
    return run
  }

  /**
   * Each event once for every rule, severity and known_at that it was selected with. `of`: an event of the table, which
   * has so many.
   */
  async matches(count: number, of: (id: string) => Listed, memory: Memory): Promise<readonly Match[]> {
    const rows = count > GATED_MAX ? await this.#ask(this.#allSql, this.#rules) : await this.#gated(of, memory)
    return [...new Map(rows.map(row => [row.join(), matchOf(row)])).values()]
  }

  async #gated(of: (id: string) => Listed, memory: Memory): Promise<DuckDBValue[][]> {
    const looked = await this.#statements.values(this.#gatesSql)
    const candidates = (nth: number) => candidatesOf(looked, this.#columns[nth] as GateColumns)
    const near = this.#rules.filter((rule, nth) => !isFar(rule) && candidates(nth).length > 0)
    const far = this.#rules.filter((rule, nth) => isFar(rule) && mayFire(rule, candidates(nth), of, memory))
    const alone = near.length > ALONE_MAX ? far : [...near, ...far]
    const rows = near.length > ALONE_MAX ? await this.#ask(this.#nearSql, near) : []
    for (const rule of alone) for (const row of await this.#ask(rule.sql, [rule])) rows.push(row)
    return rows
  }

  async #ask(sql: string, rules: readonly Asked[]): Promise<DuckDBValue[][]> {
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
