import type { AlertFacts } from '../detect/alert.js'
import type { SavedAlert, StoredAlert } from '../detect/store.js'
import { MICROS } from '../events/time.js'
import { alertFacts, saveAlerts, storedAlerts, wantAlerts } from './alerts-table.js'
import type { Column } from './append.js'
import type { Changed } from './firings.js'
import type { Scratch } from './scratch.js'

const rail: readonly Column<readonly string[]>[] = [
  { kind: 'text', of: ([provider]) => provider },
  { kind: 'text', of: ([, bank]) => bank },
]

/** The alerts of which firing events came or went with a batch: as they are stored, and what their events say now. */
export class Affected {
  readonly #scratch: Scratch
  readonly #changed: Changed
  readonly stored: readonly StoredAlert[]
  readonly facts: readonly AlertFacts[]

  private constructor(
    scratch: Scratch,
    changed: Changed,
    stored: readonly StoredAlert[],
    facts: readonly AlertFacts[],
  ) {
    this.#scratch = scratch
    this.#changed = changed
    this.stored = stored
    this.facts = facts
  }

  /**
   * Leaves the rails of all their events, as they were and as they are, in the temporary table `affected_rails`;
   * `addsRails`: beside what is there.
   */
  static async by(scratch: Scratch, changed: Changed, addsRails = false): Promise<Affected> {
    await scratch[addsRails ? 'ensure' : 'empty']('affected_rails', '(provider VARCHAR, bank VARCHAR)')
    if (changed.ids.length === 0) return new Affected(scratch, changed, [], [])
    const { statements } = scratch
    await wantAlerts(scratch, changed.ids)
    const stored = await storedAlerts(statements, changed.span)
    // Most alerts are younger than their period: their events are read from the first one on. Whole hours, so that the
    // plan serves more than one batch.
    const first = stored.reduce((first, { firstAt }) => Math.min(first, firstAt ?? first), changed.from)
    const from = Number.isFinite(first) ? Math.floor(first / MICROS.hour) * MICROS.hour : changed.span.from
    const found = await alertFacts(statements, { from, to: changed.span.to })
    const rails = new Set([...changed.rails, ...found.flatMap(({ rails }) => rails)])
    await scratch.append(
      'affected_rails',
      rail,
      [...rails].map(text => text.split('|')),
    )
    return new Affected(
      scratch,
      changed,
      stored.map(({ alert }) => alert),
      found.map(({ facts }) => facts),
    )
  }

  get ids(): readonly string[] {
    return this.#changed.ids
  }

  save(alerts: readonly SavedAlert[]): Promise<void> {
    const stored = new Set(this.stored.map(({ id }) => id))
    return saveAlerts(this.#scratch.statements, alerts, stored, this.#changed.span)
  }
}

/** The part of a store that alerts are renewed from: it speaks of those that were affected last. */
export abstract class AffectedAlerts {
  protected affectedLast: Affected | undefined

  async facts(): Promise<readonly AlertFacts[]> {
    return this.affectedLast?.facts ?? []
  }

  async alerts(): Promise<readonly StoredAlert[]> {
    return this.affectedLast?.stored ?? []
  }

  async saveAlerts(alerts: readonly SavedAlert[]): Promise<void> {
    await this.affectedLast?.save(alerts)
  }
}
