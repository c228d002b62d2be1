import { boundSql, type RuleDefinition, type RuleVersion, versionOf } from '../detect/rule-version.js'
import { workSql } from '../detect/rules-sql.js'
import { isSweep } from '../detect/sweep.js'
import type { Database } from './database.js'
import { type Judging, judgeSpan, type Span, withoutTrace } from './rehearse.js'
import { forgivingVersions } from './rule-forgiving.js'
import { waysOf } from './rule-ways.js'
import { Statements } from './statements.js'

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
  const forgiven = await forgivingVersions(db, versions)
  const counts = new Map<string, Unjudged>()
  const count = async () => {
    for (const [rule, sql] of statements) {
      for (const [provider, bank, events, unjudged] of (await Statements.of(db).once(sql)).rows) {
        const key = `${rule} ${provider} ${bank}`
        const { events: seen = 0, unjudged: before = 0 } = counts.get(key) ?? {}
        const rail = { rule, provider: String(provider), bank: String(bank) }
        counts.set(key, { ...rail, events: seen + Number(events), unjudged: before + Number(unjudged) })
      }
    }
  }
  await withoutTrace(db, () => judgeSpan(db, forgiven, span, judging, count))
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
  const ways = (await waysOf(db, definition)).map(({ sql, conditions }) => {
    const all = conditions.map(({ holds }) => `${holds}::BOOLEAN`).join(' AND ')
    return `SELECT selected AS id, ${all || 'true'} AS holds FROM (\n${boundSql({ ...definition, sql })}\n)`
  })
  return `${workSql(version)} SELECT provider, bank, count(*), count(*) FILTER (holds IS NULL)
    FROM (${eitherSql(ways)}) JOIN work USING (id) GROUP BY ALL`
}

/** Whether one of the ways to select an event holds; NULL: none does, and one of them is unknown. */
function eitherSql(ways: readonly string[]): string {
  const [only] = ways
  if (only && ways.length === 1) return only
  const either = 'CASE WHEN bool_or(holds) THEN true WHEN count(holds) = count(*) THEN false END'
  return `SELECT id, ${either} AS holds FROM (${ways.join(' UNION ALL ')}) GROUP BY id`
}
