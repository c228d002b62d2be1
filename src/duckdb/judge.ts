import { firstLookup } from '../detect/feature.js'
import { type FirstEvents, NO_FIRST } from '../detect/first-events.js'
import { type FirstColumn, firstColumns } from '../detect/first-sql.js'
import { type Asks, type Memory, type Recalled, twoFactorPart } from '../detect/memory.js'
import type { RailWords } from '../detect/rail-spans.js'
import type { FeatureColumn, FeatureColumns } from '../detect/sliding.js'
import type { DetectionPlan } from '../detect/store.js'
import type { Column, Numbers } from './append.js'
import { ASKS, judgedSql, type WindowColumn, workKnownColumns } from './judged-sql.js'
import { GATED_MAX, type Match, RuleRun } from './rule-run.js'
import type { Scratch } from './scratch.js'
import type { Statements } from './statements.js'
import { type Listed, operationOf } from './work-list.js'

/**
 * Runs the rules over the work list (`fresh_transfers` and `touched_transfers`) with all that was known, and makes the table
 * `judged` of it where that is read: in most small batches no rule selects anything, and to write the table took longest.
 */
export class Judge {
  readonly #statements: Statements
  readonly #scratch: Scratch
  readonly #plan: DetectionPlan
  #rules: RuleRun | undefined
  /** Of events that are judged. */
  #count = 0
  /** The rows of `judged`, in parts. */
  #rows: readonly string[] = []
  #isFilled = false
  #columns: ReadonlySet<string> | undefined
  /** Of `judged`. */
  #definition = ''
  readonly #rowsSql = new Map<Asks, string>()

  constructor(statements: Statements, scratch: Scratch, plan: DetectionPlan) {
    this.#statements = statements
    this.#scratch = scratch
    this.#plan = plan
  }

  /** The columns of `judged`: the same for every batch. It is there after `judge`. */
  async columns(): Promise<ReadonlySet<string>> {
    this.#columns ??= new Set(
      (await this.#statements.db.values('SELECT column_name FROM (DESCRIBE judged)')).map(([name]) => name as string),
    )
    return this.#columns
  }

  /** Takes what is to be judged: `listed` is all of the work list; `features` are in its order. */
  async judge(listed: readonly Listed[], features: FeatureColumns, memory: Memory): Promise<void> {
    const windows = [...features].map(([name, values]) => ({ name, kind: numbersOf(values).kind }))
    const recalled = listed.map(event => memory.recall(event))
    await this.#scratch.empty('work_known', workKnownColumns(this.#plan, windows))
    const columns = knownColumns(this.#plan, { listed, recalled, features, memory })
    await this.#scratch.append('work_known', columns, [...listed.keys()])
    this.#definition = `AS ${this.#rowsOf('nothing', windows)} LIMIT 0`
    await this.#scratch.ensure('judged', this.#definition)
    this.#rows = [...new Set(recalled.map(({ asks }) => asks))].map(asks => this.#rowsOf(asks, windows))
    this.#count = listed.length
    this.#isFilled = false
  }

  /** Fills the table `judged`, if it is not yet. */
  async fill(): Promise<void> {
    if (this.#isFilled) return
    await this.#scratch.empty('judged', this.#definition)
    let count = 0
    for (const rows of this.#rows) count += await this.#scratch.insert('judged', rows)
    if (count !== this.#count) throw new Error(`${this.#count} events to judge, ${count} judged`)
    this.#isFilled = true
  }

  /** Fills a table like `judged` with those of its rows that have these ids: few of many, read once for all rules. */
  async pick(table: string, ids: string): Promise<void> {
    await this.#scratch.empty(table, this.#definition)
    await this.#scratch.insert(table, `SELECT * FROM judged WHERE id IN (${ids})`)
  }

  /** What the rules select; `of` gives an event of the work list. */
  async matches(of: (id: string) => Listed, memory: Memory): Promise<readonly Match[]> {
    if (this.#plan.versions.length === 0) return []
    this.#rules ??= await RuleRun.open(this.#statements, this.#plan.versions)
    const rules = this.#count > GATED_MAX ? this.#rules.all : await this.#rules.due(this.#rows, this.#count, of, memory)
    if (rules.length === 0) return []
    await this.fill()
    return this.#rules.matches(rules)
  }

  #rowsOf(asks: Asks, windows: readonly WindowColumn[]): string {
    const sql = this.#rowsSql.get(asks) ?? judgedSql(this.#plan, windows, asks)
    this.#rowsSql.set(asks, sql)
    return sql
  }
}

interface Known {
  readonly listed: readonly Listed[]
  readonly recalled: readonly Recalled[]
  readonly features: FeatureColumns
  readonly memory: Memory
}

/** The columns of `work_known` (see workKnownColumns), for the rows of these numbers. */
function knownColumns(
  plan: DetectionPlan,
  { listed, recalled, features, memory }: Known,
): (Column<number> | Numbers)[] {
  const column = (kind: Column<number>['kind'], of: (known: Recalled, row: number) => unknown): Column<number> => ({
    kind,
    of: row => of(recalled[row] as Recalled, row),
  })
  const operations = (of: (rail: RailWords) => readonly string[]) =>
    column('flag', ({ rail }, row) => of(rail).includes(operationOf(listed[row] as Listed)))
  return [
    column('text', (_, row) => listed[row]?.id),
    column('integer', ({ asks }) => ASKS[asks]),
    ...[...features.values()].map(numbersOf),
    column('text', ({ rail }) => rail.adoption),
    operations(({ suspended }) => suspended),
    operations(({ uncertain }) => uncertain),
    column('bigint', ({ rail }) => rail.limitCharge),
    column('bigint', ({ rail }) => rail.limitDay),
    column('bigint', ({ rail }) => rail.limitMonth),
    column('text', ({ twoFactor }) => twoFactorPart(twoFactor, 0)),
    column('text', ({ twoFactor }) => twoFactorPart(twoFactor, 1)),
    column('text', ({ asks, twoFactor }) => (asks === 'words' ? twoFactorPart(twoFactor, 2) : null)),
    column('text', ({ holder }) => holder),
    ...firstColumns(plan.first).map(first => {
      const value = firstValue(first, memory)
      return column(first.isInstant ? 'double' : 'text', ({ firsts }) => value(firsts))
    }),
  ]
}

function numbersOf(values: FeatureColumn): Numbers {
  return values instanceof Int32Array ? { kind: 'integer', values } : { kind: 'double', values }
}

/** What a feature takes of its first event, by what was recalled of all first events. */
function firstValue({ feature }: FirstColumn, memory: Memory): (firsts: readonly number[]) => unknown {
  const name = firstLookup(feature)
  const events = memory.firsts.get(name) as FirstEvents
  const nth = [...memory.firsts.keys()].indexOf(name)
  const { take } = feature
  const takenOf = (key: number) => {
    if (take === undefined) return events.at(key)
    return take === 'id' ? events.id(key) : events.taken(key, take)
  }
  return firsts => {
    const key = firsts[nth]
    return key === undefined || key === NO_FIRST ? null : takenOf(key)
  }
}
