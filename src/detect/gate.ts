import { featureColumn, isLookup, type Read } from './feature.js'
import { namesOf } from './known-values.js'
import type { KnownWork } from './known-work.js'
import { type Condition, conditionOf } from './may-hold.js'
import type { Memory } from './memory.js'
import { conditionsOf, selectsOf } from './rule-guard.js'
import type { TreeNode } from './rule-nodes.js'
import type { RuleDefinition, RuleVersion } from './rule-version.js'
import { TRUE } from './truths.js'

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

/** What a rule asks of an event, as far as it can be told without the database. */
interface Gate {
  /** The rule's place. */
  readonly nth: number
  /** Microseconds: [from, to). */
  readonly from: number
  readonly to: number
  /** An event is let through by one of these ways, of which it must meet each condition, by their places. */
  readonly ways: readonly (readonly number[])[]
}

/** Marks what was told already. */
const TOLD = 8

/**
 * Tells from memory which rules may select an event. What several rules ask is told once. Of a SELECT over another one,
 * whose columns may mean something else, nothing is told.
 */
export class Gates {
  /** By the types of the events. */
  readonly #gates = new Map<string, Gate[]>()
  readonly #conditions: Condition<KnownWork>[] = []
  readonly #places = new Map<string, number>()
  /** Of the event at hand, by the places of the conditions. */
  readonly #told: Uint8Array

  /** `trees`: of the rules' SQL. */
  constructor(versions: readonly RuleVersion[], trees: readonly TreeNode[], memory: Memory) {
    for (const [nth, { definition, from, to }] of versions.entries()) {
      const ways = this.#waysOf(definition, trees[nth] as TreeNode, memory)
      const gate = { nth, from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY, ways }
      for (const type of definition.on) this.#gates.set(type, [...(this.#gates.get(type) ?? []), gate])
    }
    this.#told = new Uint8Array(this.#conditions.length)
  }

  /** Places of the rules that may select the event at which the work stands. */
  passed(work: KnownWork): readonly number[] {
    const { type, at, snapshot } = work.event
    if (snapshot === true) return NONE
    this.#told.fill(0)
    let passed: number[] | undefined
    for (const { nth, from, to, ways } of this.#gates.get(type) ?? []) {
      if (at < from || at >= to || !this.#isWay(ways, work)) continue
      passed ??= []
      passed.push(nth)
    }
    return passed ?? NONE
  }

  #isWay(ways: Gate['ways'], work: KnownWork): boolean {
    for (const way of ways) if (this.#mayAllHold(way, work)) return true
    return false
  }

  #mayAllHold(way: readonly number[], work: KnownWork): boolean {
    for (const place of way) {
      let told = this.#told[place] as number
      if (told === 0) {
        told = (this.#conditions[place] as Condition<KnownWork>).of(work) | TOLD
        this.#told[place] = told
      }
      if ((told & TRUE) === 0) return false
    }
    return true
  }

  #waysOf(definition: RuleDefinition, tree: TreeNode, memory: Memory): readonly (readonly number[])[] {
    const names = namesOf(definition, memory)
    const costOf = (place: number) => this.#conditions[place]?.cost ?? 0
    return selectsOf(tree).map(select => {
      const conditions = isOverWork(select) ? conditionsOf(select) : []
      const places = conditions.map(node => this.#placeOf(meaningOf(node, definition), () => conditionOf(node, names)))
      return places.sort((a, b) => costOf(a) - costOf(b))
    })
  }

  #placeOf(meaning: string, make: () => Condition<KnownWork>): number {
    const known = this.#places.get(meaning)
    if (known !== undefined) return known
    this.#places.set(meaning, this.#conditions.length)
    return this.#conditions.push(make()) - 1
  }
}

const NONE: readonly number[] = []

function isOverWork(select: TreeNode): boolean {
  return (select.from_table as TreeNode).type === 'BASE_TABLE'
}

/** The same text for conditions that mean the same: names may mean something else in another rule. */
function meaningOf(condition: TreeNode, { features, thresholds }: RuleDefinition): string {
  return JSON.stringify(condition, (key, value) => {
    if (key === 'query_location') return undefined
    if (value?.class === 'PARAMETER') return { threshold: thresholds[value.identifier] }
    if (value?.class !== 'COLUMN_REF') return value
    const feature = features.find(({ name }) => name === String(value.column_names[0]).toLowerCase())
    return feature ? { feature: featureColumn(feature) } : value
  })
}
