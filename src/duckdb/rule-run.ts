import type { DuckDBValue } from '@duckdb/node-api'
import { ASKED_MAX, firstSql, type Gate, looksBack, needs } from '../detect/gate.js'
import type { Memory } from '../detect/memory.js'
import type { RuleVersion } from '../detect/rule-version.js'
import { matchesSql, type Numbered } from '../detect/rules-sql.js'
import { blamed } from './refusal.js'
import { gateOf } from './rule-gate.js'
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

/** A rule that looks into history. */
type FarRule = Numbered & {
  /** All of it. */
  readonly sql: string
}

/** An event that passes a rule's gate. */
interface Candidate {
  readonly id: string
  readonly regardless: boolean
}

/**
 * Runs rules over the table `judged`. To ask history costs about the same for one event as for a thousand, so that a rule
 * that looks there is run only where an event may be selected, by what the rule asks besides and by what memory knows of
 * what its features need.
 */
export class RuleRun {
  readonly #statements: Statements
  readonly #allSql: string
  readonly #firstSql: string
  readonly #far: ReadonlyMap<number, FarRule>

  private constructor(statements: Statements, rules: readonly Numbered[], gates: readonly Gate[]) {
    this.#statements = statements
    this.#allSql = matchesSql(rules)
    this.#firstSql = firstSql(
      rules.filter(rule => !isFar(rule)),
      gates,
    )
    this.#far = new Map(gates.map(gate => [gate.nth, { ...gate, sql: matchesSql([gate]) }]))
  }

  /** Needs the table. Rejects where DuckDB cannot plan one of the rules. */
  static async open(statements: Statements, versions: readonly RuleVersion[]): Promise<RuleRun> {
    const rules = versions.map((version, nth) => ({ nth, version }))
    const gates: Gate[] = []
    for (const rule of rules.filter(isFar)) gates.push(await gateOf(statements, rule))
    return new RuleRun(statements, rules, gates)
  }

  /**
   * Each event once for every rule, severity and known_at that it was selected with. `of`: an event of the table, which
   * has so many.
   */
  async matches(count: number, of: (id: string) => Listed, memory: Memory): Promise<readonly Match[]> {
    const rows = count > GATED_MAX ? await this.#ask(this.#allSql, this.#far.values()) : await this.#gated(of, memory)
    return [...new Map(rows.map(row => [row.join(), matchOf(row)])).values()]
  }

  async #gated(of: (id: string) => Listed, memory: Memory): Promise<DuckDBValue[][]> {
    const rows: DuckDBValue[][] = []
    const candidates = new Map<number, Candidate[]>([...this.#far.keys()].map(nth => [nth, []]))
    for (const [regardless, ...row] of await this.#statements.values(this.#firstSql)) {
      if (regardless === null) rows.push(row)
      else candidates.get(row[0] as number)?.push({ id: row[1] as string, regardless: regardless as boolean })
    }
    const asked = [...this.#far].filter(([nth, rule]) => mayFire(rule, candidates.get(nth) ?? [], of, memory))
    for (const [, rule] of asked) for (const row of await this.#ask(rule.sql, [rule])) rows.push(row)
    return rows
  }

  async #ask(sql: string, far: Iterable<FarRule>): Promise<DuckDBValue[][]> {
    try {
      return await this.#statements.values(sql)
    } catch (error) {
      const ids = [...far].map(({ version }) => version.definition.id)
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
