import { type Feature, isLookup, type LookupFeature, neededReads, type Read } from './feature.js'
import type { RuleDefinition } from './rule-version.js'
import { matchesSql, type Numbered, workSql } from './rules-sql.js'

/** A condition that holds for every event which a rule may select. */
export interface Gate extends Numbered {
  /** In the columns of the rule's `work`, without features that look back. */
  readonly near: string
  /** The same with those that need something, for events for which nothing of it is there: they are NULL. */
  readonly without: string
  /** Their types. */
  readonly types: Readonly<Record<string, string>>
}

/** Of more events it is not asked whether what a rule needs is there: to run it costs less. */
export const ASKED_MAX = 500

/** Whether a feature looks beyond the work list. */
export function looksBack(feature: Feature): feature is LookupFeature {
  return isLookup(feature) && feature.reads.length > 0
}

export function needs(feature: Feature): feature is LookupFeature {
  return looksBack(feature) && neededReads(feature).length > 0
}

/** The same rule with look-ups that are made wherever its other conditions hold. */
export function askingAlways(definition: RuleDefinition): RuleDefinition {
  const features = definition.features.map(feature =>
    isLookup(feature) ? { ...feature, reads: feature.reads.map(withoutNeed) } : feature,
  )
  return { ...definition, features }
}

function withoutNeed(read: Read): Read {
  const { needed, unlike, ...rest } = read
  return needed === undefined && unlike === undefined ? read : rest
}

/**
 * One statement over the table `judged` for all rules: what those select that do not look back, in the columns of
 * matchesSql behind a NULL; and of each of the others the events that it may select, with whether it may even without
 * what its features need. Those come first, and there are no more than are asked about, and one.
 */
export function firstSql(near: readonly Numbered[], gates: readonly Gate[]): string {
  return [`SELECT NULL::BOOLEAN AS regardless, * FROM (${matchesSql(near)})`, ...gates.map(gateSql)].join(
    '\nUNION ALL\n',
  )
}

function gateSql({ nth, version, near, without, types }: Gate): string {
  const { definition } = version
  const own = { ...definition, features: definition.features.filter(feature => !looksBack(feature)) }
  const nulls = Object.entries(types).map(([name, type]) => `, NULL::${type} AS ${name}`)
  const some = nulls.length > 0 ? `ORDER BY regardless DESC LIMIT ${ASKED_MAX + 1}` : 'LIMIT 1'
  return `SELECT regardless, ${nth}, id, NULL, NULL, NULL FROM (${workSql({ ...version, definition: own })}
    SELECT coalesce(${without}, false) AS regardless, id FROM (SELECT *${nulls.join('')} FROM work) WHERE ${near} ${some})`
}
