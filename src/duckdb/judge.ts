import { type FirstFeature, firstLookup } from '../detect/feature.js'
import type { FirstEvent } from '../detect/first-events.js'
import { firstColumns } from '../detect/first-sql.js'
import type { Asks, Recalled } from '../detect/memory.js'
import type { RailWords } from '../detect/rail-spans.js'
import { matchesSql } from '../detect/rules-sql.js'
import type { FeatureColumns } from '../detect/sliding.js'
import type { DetectionPlan } from '../detect/store.js'
import type { Column } from './append.js'
import { ASKS, judgedSql, workKnownColumns } from './judged-sql.js'
import type { Scratch } from './scratch.js'
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
}

/** An event of the work list, and what memory says of it. */
export interface Known {
  readonly listed: Listed
  readonly recalled: Recalled
}

/** Makes the table `judged` of the work list (`fresh_transfers` and `touched_transfers`), and runs the rules over it. */
export class Judge {
  readonly #statements: Statements
  readonly #scratch: Scratch
  readonly #plan: DetectionPlan
  #columns: ReadonlySet<string> | undefined

  constructor(statements: Statements, scratch: Scratch, plan: DetectionPlan) {
    this.#statements = statements
    this.#scratch = scratch
    this.#plan = plan
  }

  /** The columns of `judged`: the same for every batch. */
  async columns(): Promise<ReadonlySet<string>> {
    this.#columns ??= new Set(
      (await this.#statements.db.values('SELECT column_name FROM (DESCRIBE judged)')).map(([name]) => name as string),
    )
    return this.#columns
  }

  /** `known` is all of the work list; `features` are in its order. */
  async judge(known: readonly Known[], features: FeatureColumns): Promise<void> {
    const windows = [...features.keys()]
    await this.#scratch.empty('work_known', workKnownColumns(this.#plan, windows))
    await this.#scratch.append('work_known', knownColumns(this.#plan, features), [...known.entries()])
    const nothing = judgedSql(this.#plan, windows, 'nothing')
    await this.#scratch.empty('judged', `AS ${nothing} LIMIT 0`)
    let count = 0
    for (const asks of new Set(known.map(({ recalled }) => recalled.asks))) count += await this.#add(asks, windows)
    if (count !== known.length) throw new Error(`${known.length} events to judge, ${count} judged`)
  }

  /** Each event once for every rule, severity and known_at that it was selected with. */
  async matches(): Promise<readonly Match[]> {
    if (this.#plan.versions.length === 0) return []
    const rows = await this.#statements.values(matchesSql(this.#plan.versions))
    const matches = new Map<string, Match>()
    for (const row of rows) {
      const [nth, id, severity, knownAt] = row as [number, string, string | null, bigint | null]
      matches.set(row.join(), { nth, id, severity, knownAt: knownAt === null ? null : Number(knownAt) })
    }
    return [...matches.values()]
  }

  #add(asks: Asks, windows: readonly string[]): Promise<number> {
    return this.#scratch.insert('judged', judgedSql(this.#plan, windows, asks))
  }
}

type Row = readonly [nth: number, known: Known]

/** The columns of `work_known`; see workKnownColumns. */
function knownColumns(plan: DetectionPlan, features: FeatureColumns): Column<Row>[] {
  const of =
    (kind: Column<Row>['kind']) =>
    (pick: (recalled: Recalled) => unknown): Column<Row> => ({ kind, of: ([, { recalled }]) => pick(recalled) })
  const [text, double, yen] = [of('text'), of('double'), of('bigint')]
  const operation = (pick: (rail: RailWords) => readonly string[]): Column<Row> => ({
    kind: 'flag',
    of: ([, { listed, recalled }]) => pick(recalled.rail).includes(listed.operation),
  })
  return [
    { kind: 'text', of: ([, { listed }]) => listed.id },
    of('integer')(({ asks }) => ASKS[asks]),
    ...[...features.values()].map(values => ({ kind: 'double' as const, of: ([nth]: Row) => values[nth] })),
    text(({ rail }) => rail.adoption),
    operation(({ suspended }) => suspended),
    operation(({ uncertain }) => uncertain),
    yen(({ rail }) => rail.limitCharge),
    yen(({ rail }) => rail.limitDay),
    yen(({ rail }) => rail.limitMonth),
    text(({ twoFactor }) => twoFactor?.status),
    text(({ twoFactor }) => twoFactor?.method),
    text(({ twoFactor }) => twoFactor?.phone),
    text(({ holder }) => holder),
    ...firstColumns(plan.first).map(({ feature, isInstant }) => {
      const name = firstLookup(feature)
      return (isInstant ? double : text)(({ firsts }) => takenOf(feature, firsts.get(name)))
    }),
  ]
}

/** What a feature takes of its first event. */
function takenOf({ take }: FirstFeature, first: FirstEvent | undefined): string | number | null | undefined {
  if (take === undefined) return first?.at
  return take === 'id' ? first?.id : first?.taken[take]
}
