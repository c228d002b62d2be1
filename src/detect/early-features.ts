import { setImmediate } from 'node:timers/promises'
import { keyOf, readsHolder } from './feature.js'
import type { Featured } from './features.js'
import type { HotWindow } from './hot-window.js'
import type { RuleSet } from './rule-set.js'
import { computeFeatures, type FeatureColumns } from './sliding.js'

/**
 * Features of events in the hot window that are computed while the database still stores them: all but those that read
 * who holds an account, for that is known only once it has.
 */
export class EarlyFeatures {
  readonly #hot: HotWindow
  readonly #rules: RuleSet
  readonly #targets: Int32Array
  readonly #columns: FeatureColumns

  private constructor(hot: HotWindow, rules: RuleSet, targets: Int32Array, columns: FeatureColumns) {
    this.#hot = hot
    this.#rules = rules
    this.#targets = targets
    this.#columns = columns
  }

  /** Of the events at these positions. Gives way between the keys, so that the database gets its next statement. */
  static async of(hot: HotWindow, rules: RuleSet, positions: readonly number[]): Promise<EarlyFeatures> {
    const targets = Int32Array.from(positions)
    const columns = new Map<string, Float64Array>()
    const early = rules.windowed.filter(feature => !readsHolder(feature))
    for (const key of new Set(early.map(keyOf))) {
      await setImmediate()
      const ofKey = early.filter(feature => keyOf(feature) === key)
      for (const [name, values] of computeFeatures(hot.window, ofKey, targets)) columns.set(name, values)
    }
    return new EarlyFeatures(hot, rules, targets, columns)
  }

  /** With those that read holders, which must stand in the window by now. */
  complete(): Featured {
    const { window } = this.#hot
    const late = computeFeatures(window, this.#rules.windowed.filter(readsHolder), this.#targets)
    return {
      ids: Array.from(this.#targets, position => window.id(position)),
      columns: new Map([...this.#columns, ...late]),
    }
  }
}
