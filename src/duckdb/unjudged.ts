import { conditionsOf, selectsOf } from '../detect/rule-guard.js'
import { boundSql, type RuleDefinition, type RuleVersion, versionOf } from '../detect/rule-version.js'
import { workSql } from '../detect/rules-sql.js'
import { isSweep } from '../detect/sweep.js'
import type { Database } from './database.js'
import { type Judging, judgeSpan, type Span, withoutTrace } from './rehearse.js'
import { expressionSql, parseSql } from './rule-tree.js'

/** Of the events of a rail that a rule looks at, those that it neither selects nor rules out: a value is unknown. */
export interface Unjudged {
  readonly rule: string
  readonly provider: string
  readonly bank: string
  readonly events: number
  readonly unjudged: number
}

/**
 * What each rule on events could not judge in a span, by rail. An event is one where none of the rule's SELECTs has all its
 * conditions true, and for one of them no condition is false. The rules must be checked. The database is only read.
 */
export async function unjudgedBy(
  db: Database,
  rules: readonly RuleDefinition[],
  span: Span,
  judging: Judging,
): Promise<Unjudged[]> {
  const onEvents = rules.filter(rule => !isSweep(rule))
  const versions = onEvents.map(definition => ({ definition, version: versionOf(definition), from: null, to: null }))
  const statements = new Map<string, string>()
  for (const version of versions) statements.set(version.definition.id, await countSql(db, version))
  const counts = new Map<string, Unjudged>()
  const count = async () => {
    for (const [rule, sql] of statements) {
      for (const [provider, bank, events, unjudged] of await db.values(sql)) {
        const key = `${rule} ${provider} ${bank}`
        const { events: seen = 0, unjudged: before = 0 } = counts.get(key) ?? {}
        const rail = { rule, provider: String(provider), bank: String(bank) }
        counts.set(key, { ...rail, events: seen + Number(events), unjudged: before + Number(unjudged) })
      }
    }
  }
  await withoutTrace(db, () => judgeSpan(db, versions, span, judging, count))
  return [...counts.values()]
}

/** The counts of rails, added up by rule and provider. */
export function byProvider(counts: readonly Unjudged[]): Omit<Unjudged, 'bank'>[] {
  const sums = new Map<string, Omit<Unjudged, 'bank'>>()
  for (const { rule, provider, events, unjudged } of counts) {
    const sum = sums.get(`${rule} ${provider}`) ?? { rule, provider, events: 0, unjudged: 0 }
    sums.set(`${rule} ${provider}`, { ...sum, events: sum.events + events, unjudged: sum.unjudged + unjudged })
  }
  return [...sums.values()].sort((a, b) => (`${a.rule} ${a.provider}` < `${b.rule} ${b.provider}` ? -1 : 1))
}

async function countSql(db: Database, version: RuleVersion): Promise<string> {
  const { definition } = version
  const parsed = await parseSql(db, definition.sql)
  if ('sentence' in parsed) throw new Error(`the SQL of ${definition.id} was checked, and cannot be read`)
  const selects: string[] = []
  for (const select of parsed.flatMap(selectsOf)) {
    const conditions: string[] = []
    for (const node of conditionsOf(select)) conditions.push(`(${await expressionSql(db, select, node)})::BOOLEAN`)
    selects.push(conditions.length > 0 ? `(${conditions.join(' AND ')})` : 'true')
  }
  const where = boundSql({ ...definition, sql: selects.join(' OR ') })
  return `${workSql(version)} SELECT provider, bank, count(*), count(*) FILTER ((${where}) IS NULL) FROM work GROUP BY ALL`
}
