import { canonical } from '../events/content.js'
import { keyOf, type WindowedFeature } from './feature.js'
import { inTurns } from './turns.js'
import type { Window } from './window.js'

/** Stands for a feature of a target that lacks the key. All values are 0 or more. */
export const ABSENT = -1

/** One whole number a target, or ABSENT: of yen, or of events or values, of which there are fewer. */
export type FeatureColumn = Float64Array | Int32Array
export type FeatureColumns = ReadonlyMap<string, FeatureColumn>

/** A column without values yet. */
export function featureColumnOf(feature: WindowedFeature, length: number): FeatureColumn {
  return (feature.sum ? new Float64Array(length) : new Int32Array(length)).fill(ABSENT)
}

/**
 * Computes windowed features for the events at `targets`. Targets that share a key are done in one pass over the key's
 * chain, so that ten thousand failed links of one ip cost ten thousand steps, not their square.
 */
export async function computeFeatures(
  window: Window,
  features: readonly WindowedFeature[],
  targets: Int32Array,
): Promise<FeatureColumns> {
  const columns = new Map(features.map(feature => [feature.name, featureColumnOf(feature, targets.length)]))
  for (const chain of new Set(features.map(keyOf))) {
    const onChain = features.filter(feature => keyOf(feature) === chain)
    const streams = streamsOf(window, onChain, columns)
    const withinMax = Math.max(...onChain.map(feature => feature.within))
    await inTurns(targetsByKey(window, chain, targets), indices => {
      const slice = sliceOf(window, chain, targets, indices, withinMax)
      for (const { matches, slides } of streams) {
        const matching = slice.filter(matches)
        for (const slide of slides) slide.run(matching, targets, indices)
      }
    })
  }
  return columns
}

/** Features of one chain that look at the same events. */
interface Stream {
  readonly matches: (position: number) => boolean
  readonly slides: readonly Slide[]
}

function streamsOf(window: Window, features: readonly WindowedFeature[], columns: FeatureColumns): readonly Stream[] {
  const groups = new Map<string, WindowedFeature[]>()
  for (const feature of features) {
    const asked = canonical({ of: feature.of, where: feature.where })
    groups.set(asked, [...(groups.get(asked) ?? []), feature])
  }
  return [...groups.values()].map(group => ({
    matches: matcher(window, group[0] as WindowedFeature),
    slides: group.map(feature => new Slide(window, feature, columns.get(feature.name) as FeatureColumn)),
  }))
}

/** The indices of the targets of each key, in the order of (at, id). */
function targetsByKey(window: Window, chain: string, targets: Int32Array): readonly number[][] {
  const values = window.values(chain)
  const byKey = new Map<number, number[]>()
  for (let i = 0; i < targets.length; i++) {
    const key = values[targets[i] as number] as number
    if (key === 0) continue
    const indices = byKey.get(key)
    if (indices) indices.push(i)
    else byKey.set(key, [i])
  }
  for (const indices of byKey.values()) {
    if (indices.length > 1) indices.sort((a, b) => window.compare(targets[a] as number, targets[b] as number))
  }
  return [...byKey.values()]
}

/** The key's live events from the widest window's start of its first target up to its last target, oldest first. */
function sliceOf(window: Window, chain: string, targets: Int32Array, indices: number[], withinMax: number): number[] {
  const start = window.at(targets[indices[0] as number] as number) - withinMax
  const previous = window.previous(chain)
  const slice: number[] = []
  let position = targets[indices[indices.length - 1] as number] as number
  while (position !== -1 && window.at(position) > start) {
    if (window.isAlive(position)) slice.push(position)
    position = previous[position] as number
  }
  return slice.reverse()
}

/** One feature moving along one key: events enter at their time and leave `within` later. */
class Slide {
  readonly #window: Window
  readonly #feature: WindowedFeature
  readonly #column: FeatureColumn
  readonly #groups: readonly Uint32Array[]
  readonly #distinct: Uint32Array | undefined
  readonly #most: Uint32Array | undefined

  constructor(window: Window, feature: WindowedFeature, column: FeatureColumn) {
    this.#window = window
    this.#feature = feature
    this.#column = column
    this.#groups = feature.per.slice(1).map(field => window.values(field))
    this.#distinct = feature.distinct === undefined ? undefined : window.values(feature.distinct)
    this.#most = feature.most === undefined ? undefined : window.values(feature.most)
  }

  /** `slice`: the key's events that the feature is of. */
  run(slice: readonly number[], targets: Int32Array, indices: readonly number[]): void {
    if (slice.length === 0) this.#setNothing(targets, indices)
    else this.#slide(slice, targets, indices)
  }

  #slide(slice: readonly number[], targets: Int32Array, indices: readonly number[]): void {
    const tallies = new Map<string | number, Tally>()
    let entering = 0
    let leaving = 0
    for (const index of indices) {
      const target = targets[index] as number
      for (; entering < slice.length && this.#window.compare(slice[entering] as number, target) <= 0; entering++) {
        this.#change(tallies, slice[entering] as number, 1)
      }
      const end = this.#window.at(target) - this.#feature.within
      for (; leaving < entering && this.#window.at(slice[leaving] as number) <= end; leaving++) {
        this.#change(tallies, slice[leaving] as number, -1)
      }
      const group = this.#groupOf(target)
      const without = this.#feature.others ? (this.#distinct?.[target] as number) : 0
      this.#column[index] = group === undefined ? ABSENT : (tallies.get(group)?.value(without) ?? 0)
    }
  }

  #setNothing(targets: Int32Array, indices: readonly number[]): void {
    for (const index of indices) {
      this.#column[index] = this.#groupOf(targets[index] as number) === undefined ? ABSENT : 0
    }
  }

  #change(tallies: Map<string | number, Tally>, position: number, by: 1 | -1): void {
    const group = this.#groupOf(position)
    if (group === undefined) return
    let tally = tallies.get(group)
    if (!tally) {
      tally = this.#distinct ? new DistinctTally() : new SumTally()
      tallies.set(group, tally)
    }
    if (this.#distinct) tally.change(this.#distinct[position] as number, by, this.#most?.[position] ?? 0)
    else tally.change(this.#feature.sum ? this.#window.yen(position) : 1, by, 0)
  }

  /** The values of the further `per` fields; undefined where one is absent. */
  #groupOf(position: number): string | number | undefined {
    const groups = this.#groups
    if (groups.length === 0) return 0
    if (groups.length === 1) return (groups[0] as Uint32Array)[position] || undefined
    const values = groups.map(group => group[position] as number)
    return values.includes(0) ? undefined : values.join()
  }
}

interface Tally {
  change(value: number, by: 1 | -1, part: number): void
  /** Of distinct values, this one left out; 0 leaves out none. */
  value(without: number): number
}

class SumTally implements Tally {
  #sum = 0

  change(value: number, by: 1 | -1): void {
    this.#sum += by * value
  }

  value(): number {
    return this.#sum
  }
}

/** Distinct values, the greatest number over one part where parts differ. */
class DistinctTally implements Tally {
  readonly #parts = new Map<number, Map<number, number>>()

  change(value: number, by: 1 | -1, part: number): void {
    if (value === 0) return
    let counts = this.#parts.get(part)
    if (!counts) {
      counts = new Map()
      this.#parts.set(part, counts)
    }
    const count = (counts.get(value) ?? 0) + by
    if (count === 0) counts.delete(value)
    else counts.set(value, count)
  }

  value(without: number): number {
    let most = 0
    for (const counts of this.#parts.values()) most = Math.max(most, counts.size - (counts.has(without) ? 1 : 0))
    return most
  }
}

function matcher(window: Window, feature: WindowedFeature): (position: number) => boolean {
  const wantsCharge = feature.of === 'charge'
  const conditions = Object.entries(feature.where).map(([field, allowed]) => {
    const values = window.values(field)
    if (allowed === null || allowed === undefined) return (position: number) => values[position] === 0
    const numbers = allowed.map(text => window.numberOf(field, text)).filter(number => number !== 0)
    return (position: number) => numbers.includes(values[position] as number)
  })
  return position => window.isCharge(position) === wantsCharge && conditions.every(condition => condition(position))
}
