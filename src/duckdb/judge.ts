import { type FirstColumn, firstColumns } from '../detect/first-sql.js'
import type { KnownWork } from '../detect/known-work.js'
import { type Asks, type Memory, twoFactorPart } from '../detect/memory.js'
import type { FeatureColumn } from '../detect/sliding.js'
import type { DetectionPlan } from '../detect/store.js'
import type { Column } from './append.js'
import { ASKS, judgedSql, type WindowColumn, workKnownColumns } from './judged-sql.js'
import { type Match, RuleRun } from './rule-run.js'
import type { Scratch } from './scratch.js'
import type { Statements } from './statements.js'
import { pickFresh, TRANSFERS } from './tables.js'

/**
 * Runs the rules over the work list (`fresh_transfers` and `touched_transfers`) with all that was known, and makes the table
 * `judged` of those events that a rule may select.
 */
export class Judge {
  readonly #statements: Statements
  readonly #scratch: Scratch
  readonly #plan: DetectionPlan
  /** Whether `judged` holds all of the work list. */
  readonly #keepsAll: boolean
  #rules: RuleRun | undefined
  #columns: ReadonlySet<string> | undefined
  /** Of `judged`. */
  #definition = ''
  readonly #rowsSql = new Map<Asks, string>()

  constructor(statements: Statements, scratch: Scratch, plan: DetectionPlan, keepsAll: boolean) {
    this.#statements = statements
    this.#scratch = scratch
    this.#plan = plan
    this.#keepsAll = keepsAll
  }

  /** The columns of `judged`: the same for every batch. It is there after `judge`. */
  async columns(): Promise<ReadonlySet<string>> {
    this.#columns ??= new Set(
      (await this.#statements.db.values('SELECT column_name FROM (DESCRIBE judged)')).map(([name]) => name as string),
    )
    return this.#columns
  }

  /** What the rules select. */
  async judge(work: KnownWork): Promise<readonly Match[]> {
    const windows = [...work.features].map(([name, values]) => ({ name, kind: kindOf(values) }))
    await this.#scratch.empty('work_known', workKnownColumns(this.#plan, windows))
    await this.#scratch.ensure('fresh_transfers', TRANSFERS)
    this.#definition = `AS ${this.#rowsOf('nothing', windows)} LIMIT 0`
    await this.#scratch.ensure('judged', this.#definition)
    this.#rules ??= await RuleRun.open(this.#statements, this.#plan.versions, work.memory)
    const { rules, rows } = await this.#rules.due(work)
    if (this.#keepsAll) await this.#fill(work, [...work.events.keys()], windows)
    else if (rows.length > 0) await this.#fill(work, rows, windows)
    return rules.length === 0 ? [] : this.#rules.matches(rules)
  }

  /** Fills a table like `judged` with those of its rows that have these ids: few of many, read once for all rules. */
  async pick(table: string, ids: string): Promise<void> {
    await this.#scratch.empty(table, this.#definition)
    await this.#scratch.insert(table, `SELECT * FROM judged WHERE id IN (${ids})`)
  }

  async #fill(work: KnownWork, rows: readonly number[], windows: readonly WindowColumn[]): Promise<void> {
    await this.#scratch.append('work_known', knownColumns(this.#plan, work), rows)
    await pickFresh(this.#scratch, 'SELECT id FROM work_known')
    await this.#scratch.empty('judged', this.#definition)
    let count = 0
    for (const asks of new Set(rows.map(row => work.at(row).recalled.asks)))
      count += await this.#scratch.insert('judged', this.#rowsOf(asks, windows))
    if (count !== rows.length) throw new Error(`${rows.length} events to judge, ${count} judged`)
  }

  #rowsOf(asks: Asks, windows: readonly WindowColumn[]): string {
    const sql = this.#rowsSql.get(asks) ?? judgedSql(this.#plan, windows, asks)
    this.#rowsSql.set(asks, sql)
    return sql
  }
}

/** The columns of `work_known` (see workKnownColumns), for the events at these places. */
function knownColumns(plan: DetectionPlan, work: KnownWork): Column<number>[] {
  const column = (kind: Column<number>['kind'], of: (work: KnownWork) => unknown): Column<number> => ({
    kind,
    of: row => of(work.at(row)),
  })
  const twoFactor = (part: 0 | 1) => column('text', ({ recalled }) => twoFactorPart(recalled.twoFactor, part))
  return [
    column('text', ({ event }) => event.id),
    column('integer', ({ recalled }) => ASKS[recalled.asks]),
    ...[...work.features.values()].map(values => column(kindOf(values), ({ nth }) => values[nth])),
    column('text', ({ recalled }) => recalled.rail.adoption),
    column('flag', known => known.isSuspended),
    column('flag', known => known.isUncertain),
    column('bigint', ({ recalled }) => recalled.rail.limitCharge),
    column('bigint', ({ recalled }) => recalled.rail.limitDay),
    column('bigint', ({ recalled }) => recalled.rail.limitMonth),
    twoFactor(0),
    twoFactor(1),
    column('text', ({ recalled: { asks, twoFactor } }) => (asks === 'words' ? twoFactorPart(twoFactor, 2) : null)),
    column('text', ({ recalled }) => recalled.holder),
    ...firstColumns(plan.first).map(first => firstColumn(first, work.memory, column)),
  ]
}

function firstColumn(
  { feature, isInstant }: FirstColumn,
  memory: Memory,
  column: (kind: Column<number>['kind'], of: (work: KnownWork) => unknown) => Column<number>,
): Column<number> {
  const value = memory.firstValue(feature)
  return column(isInstant ? 'double' : 'text', ({ recalled }) => value(recalled.firsts))
}

function kindOf(values: FeatureColumn): WindowColumn['kind'] {
  return values instanceof Int32Array ? 'integer' : 'double'
}
