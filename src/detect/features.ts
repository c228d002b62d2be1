import type { HotWindow } from './hot-window.js'
import type { RuleSet } from './rule-set.js'
import { computeFeatures, type FeatureColumns, featureColumnOf } from './sliding.js'
import type { DetectStore, WorkRow } from './store.js'
import { Window } from './window.js'

/** The targets' ids and, in the same order, their features. */
export interface Featured {
  readonly ids: readonly string[]
  readonly columns: FeatureColumns
}

const CONTEXT_ROWS_MAX = 1_000_000

/** Features of events whose whole context is in the hot window, at these positions. */
export async function hotFeatures(hot: HotWindow, rules: RuleSet, targets: readonly number[]): Promise<Featured> {
  const window = hot.window
  return {
    ids: targets.map(position => window.id(position)),
    columns: await computeFeatures(window, rules.windowed, Int32Array.from(targets)),
  }
}

/**
 * Features of events that reach back before the hot window: their context is read from the database into a window of
 * its own and run by the same code, in slices that hold a bounded number of rows.
 */
export async function coldFeatures(store: DetectStore, rules: RuleSet, targets: readonly WorkRow[]): Promise<Featured> {
  const parts: Featured[] = []
  const waiting = targets.length > 0 ? [[...targets].sort((a, b) => a.at - b.at)] : []
  for (let slice = waiting.pop(); slice; slice = waiting.pop()) {
    if (slice.length > 1 && (await store.contextCount(slice)) > CONTEXT_ROWS_MAX) {
      const middle = slice.length >> 1
      waiting.push(slice.slice(middle), slice.slice(0, middle))
    } else parts.push(await sliceFeatures(store, rules, slice))
  }
  return joined(rules, parts)
}

async function sliceFeatures(store: DetectStore, rules: RuleSet, slice: readonly WorkRow[]): Promise<Featured> {
  const window = new Window(rules.shape)
  const wanted = new Set(slice.map(row => row.id))
  const ids: string[] = []
  const positions: number[] = []
  for await (const rows of store.contextOf(slice, rules.shape.fields)) {
    for (const row of rows) {
      const position = window.insert(row)
      if (!wanted.has(row.id)) continue
      ids.push(row.id)
      positions.push(position)
    }
  }
  return { ids, columns: await computeFeatures(window, rules.windowed, Int32Array.from(positions)) }
}

export function joined(rules: RuleSet, parts: readonly Featured[]): Featured {
  const [only] = parts
  if (parts.length === 1 && only) return only
  const ids = parts.flatMap(part => part.ids)
  const columns = new Map(rules.windowed.map(feature => [feature.name, featureColumnOf(feature, ids.length)]))
  let at = 0
  for (const part of parts) {
    for (const [name, values] of part.columns) columns.get(name)?.set(values, at)
    at += part.ids.length
  }
  return { ids, columns }
}
