import { type RuleDefinition, type RuleVersion, versionOf } from '../detect/rule-version.js'
import { matchesSql } from '../detect/rules-sql.js'
import { isSweepVersion } from '../detect/sweep.js'
import { sweepSql } from '../detect/sweep-sql.js'
import type { Database } from './database.js'
import { type Judging, judgeSpan, type Span, withoutTrace } from './rehearse.js'

/** An operator of a plan that was run: `EXPLAIN (ANALYZE, FORMAT JSON)`. */
interface Operator {
  readonly operator_name?: string
  /** Rows that came out of it. */
  readonly operator_cardinality?: number
  readonly children?: readonly Operator[]
}

/** Each row of the one side is compared with each of the other; range joins sort both, and compare what they give. */
const ALL_WITH_ALL: ReadonlySet<string> = new Set(['CROSS_PRODUCT', 'NESTED_LOOP_JOIN', 'BLOCKWISE_NL_JOIN'])
/** It stands above the join that does the work. */
const ABOVE = /DELIM_JOIN/

/**
 * How many pairs of rows the dearest join of each rule compares over a span, by rule. It is counted and not timed, so it is
 * the same each time; a join by a key compares about as many as it gives. The database is only read.
 */
export async function pairsOf(
  db: Database,
  rules: readonly RuleDefinition[],
  span: Span,
  judging: Judging,
): Promise<ReadonlyMap<string, number>> {
  const versions = rules.map(definition => ({ definition, version: versionOf(definition), ...span }))
  const pairs = new Map<string, number>()
  const count = async ({ definition: { id } }: RuleVersion, sql: string) => {
    const [row] = await db.values(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`)
    pairs.set(id, Math.max(pairs.get(id) ?? 0, mostPairs(JSON.parse(String(row?.[1])) as Operator)))
  }
  const byEvent = versions.filter(version => !isSweepVersion(version))
  await withoutTrace(db, () =>
    judgeSpan(db, byEvent, span, judging, async () => {
      for (const version of byEvent) await count(version, matchesSql([{ nth: 0, version }]))
    }),
  )
  for (const version of versions as readonly RuleVersion[]) {
    if (!isSweepVersion(version)) continue
    await count(version, sweepSql({ version, from: span.from, to: span.to, periods: [] }))
  }
  return pairs
}

function mostPairs({ operator_name: name = '', operator_cardinality: given = 0, children = [] }: Operator): number {
  const isJoin = (name.endsWith('JOIN') || ALL_WITH_ALL.has(name)) && !ABOVE.test(name)
  const compared = ALL_WITH_ALL.has(name)
    ? children.reduce((product, child) => product * (child.operator_cardinality ?? 0), 1)
    : given
  return Math.max(isJoin ? compared : 0, ...children.map(mostPairs))
}
