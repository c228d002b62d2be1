import { type Feature, isLookup, type LookupFeature, neededReads, type Read } from './feature.js'
import type { RuleDefinition } from './rule-version.js'
import { type Numbered, ofRuleSql } from './rules-sql.js'

/** Conditions that hold for every event which a rule may select. */
export interface Gate extends Numbered {
  /** Without features that look back. */
  readonly near: string
  /** The same with those that need something, for events for which nothing of it is there: they are NULL. */
  readonly without: string
  /** What the conditions name besides columns of `judged` (alias `j`), as SQL by the name that it has there. */
  readonly values: ReadonlyMap<string, string>
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
 * A look for all rules at rows of `judged`, given as SQL: of each its id, and then the columns of the gates in their order
 * (see gateColumns).
 */
export function gatesSql(gates: readonly Gate[], rows: string): string {
  const values = new Map(gates.flatMap(gate => [...gate.values]))
  const named = [...values].map(([name, sql]) => `, ${sql} AS ${name}`).join('')
  const columns = gates.flatMap(({ version, near, without }) =>
    [...new Set([near, without])].map(condition => `${ofRuleSql(version)} AND ${condition}`),
  )
  // Materialized, for each condition would else compute what it names by itself.
  return `WITH looked AS MATERIALIZED (${rows})
    SELECT ${['id', ...columns].join(',\n  ')} FROM (SELECT j.*${named} FROM looked j) j`
}

/** The places of a gate's columns: the same where the rule's features need nothing. */
export interface GateColumns {
  /** Whether the rule may select the event. */
  readonly near: number
  /** Whether it may even without what its features need. */
  readonly without: number
}

export function gateColumns(gates: readonly Gate[]): readonly GateColumns[] {
  let next = 1
  return gates.map(({ near, without }) => {
    const first = next
    next += near === without ? 1 : 2
    return { near: first, without: next - 1 }
  })
}
