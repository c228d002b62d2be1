import type { AlertChange } from '../detect/alert-changes.js'
import type { EventChange } from '../detect/detector.js'
import { type BankenEvent, isTransfer } from '../events/catalogue.js'
import { BASES } from '../ledger/basis.js'
import { namedBy, reachOf } from '../ledger/reach.js'
import type { TallyChange } from '../pipeline/outgoing.js'
import type { Database } from './database.js'
import { newestEventAt } from './rule-history.js'
import {
  forgetAffectedRails,
  namedRails,
  railsWithin,
  takeAffectedRails,
  talliedRails,
  unnamed,
} from './tally-rails.js'
import { removeTallies, renewTallies } from './tally-table.js'

/** What a batch did to the set of events and to the alerts. */
interface BatchEffect extends EventChange {
  readonly alerts: readonly AlertChange[]
}

/**
 * Keeps the published tallies equal to `damage()` at the newest event. Must be called inside the batch's transaction,
 * after detection; after a rejection it is of no further use.
 */
export class DuckDbTallies {
  readonly #db: Database
  /** Rails that have tallies, as `provider|bank`. */
  readonly #rails: Set<string>
  #newestTransferAt: number

  private constructor(db: Database, rails: Iterable<string>, newestTransferAt: number) {
    this.#db = db
    this.#rails = new Set(rails)
    this.#newestTransferAt = newestTransferAt
  }

  /** Of a database whose events came without it, call renewAll() first. */
  static async open(db: Database): Promise<DuckDbTallies> {
    await forgetAffectedRails(db)
    const [row] = await db.values(`SELECT epoch_us(greatest(
      (SELECT max(event_at) FROM links), (SELECT max(event_at) FROM charges)))`)
    return new DuckDbTallies(db, await talliedRails(db), Number(row?.[0] ?? Number.NEGATIVE_INFINITY))
  }

  /** What the batch changes of the tallies, in the order of their keys. Ordinary links and charges cost no statement. */
  async renew({ fresh, displaced, alerts }: BatchEffect): Promise<TallyChange[]> {
    const mayTouch = this.#mayTouchAlerts(fresh, displaced) || alerts.some(isGrave)
    const named = namedBy(fresh)
    const gone = await this.#forget(displaced, named)
    const rails = await railsWithin(this.#db, reachOf([...fresh, ...displaced]), this.#rails)
    for (const rail of this.#admit(named)) rails.add(rail)
    const bases = rails.size > 0 ? BASES : (['suspected'] as const)
    if (mayTouch) for (const rail of await takeAffectedRails(this.#db)) rails.add(rail)
    const wanted = { rails: [...rails].filter(rail => this.#rails.has(rail)), bases, at: newestOf(fresh) }
    return inOrder([...(await removeTallies(this.#db, gone)), ...(await renewTallies(this.#db, wanted))])
  }

  /** Compares every tally anew: at the start, and where rules have changed. */
  async renewAll(): Promise<TallyChange[]> {
    const at = await newestEventAt(this.#db)
    const rails = new Set(await namedRails(this.#db))
    const gone = [...this.#rails].filter(rail => !rails.has(rail))
    this.#rails.clear()
    for (const rail of rails) this.#rails.add(rail)
    await forgetAffectedRails(this.#db)
    const wanted = { rails: [...rails], bases: BASES, at: at ?? 0 }
    return inOrder([...(await removeTallies(this.#db, gone)), ...(await renewTallies(this.#db, wanted))])
  }

  /**
   * Whether what earlier events fired may have changed. No alert need look another then, for it shows 100 of its events
   * and may have more. Links and charges after all others only add to alerts: what is not grave after them was not before.
   */
  #mayTouchAlerts(fresh: readonly BankenEvent[], displaced: readonly BankenEvent[]): boolean {
    const before = this.#newestTransferAt
    for (const event of fresh) {
      if (isTransfer(event)) this.#newestTransferAt = Math.max(this.#newestTransferAt, event.at)
    }
    return displaced.length > 0 || fresh.some(event => !isTransfer(event) || event.at <= before)
  }

  /** Takes note of these rails, and tells which of them are new. */
  #admit(rails: ReadonlySet<string>): string[] {
    const added = [...rails].filter(rail => !this.#rails.has(rail))
    for (const rail of added) this.#rails.add(rail)
    return added
  }

  /** Forgets the rails that only displaced events named, and tells which. */
  async #forget(displaced: readonly BankenEvent[], named: ReadonlySet<string>): Promise<string[]> {
    const doubtful = new Set([...namedBy(displaced)].filter(rail => !named.has(rail)))
    const gone = await unnamed(this.#db, doubtful)
    for (const rail of gone) this.#rails.delete(rail)
    return gone
  }
}

function isGrave({ mode, payload }: AlertChange): boolean {
  const { severity } = payload as { severity?: string }
  return mode === 'live' && (severity === 'high' || severity === 'critical')
}

function newestOf(events: readonly BankenEvent[]): number {
  return events.reduce((newest, { at }) => Math.max(newest, at), Number.NEGATIVE_INFINITY)
}

function inOrder(changes: TallyChange[]): TallyChange[] {
  return changes.sort((a, b) => (a.key < b.key ? -1 : 1))
}
