import type { BankenEvent, EventType, Transfer } from '../events/catalogue.js'
import type { AlertFacts, AlertKey } from './alert.js'
import type { FirstFeature, NeededRead, Read } from './feature.js'
import type { RuleVersion } from './rule-version.js'
import type { FeatureColumns } from './sliding.js'
import type { WindowRow } from './window.js'

/** How far each chain reaches: the widest window of the features that walk it, in microseconds. */
export type Reach = ReadonlyMap<string, number>

/** An event of the work list that was stored before this batch, or whose holder is known. */
export interface WorkRow {
  readonly id: string
  readonly type: 'link' | 'charge'
  readonly at: number
  readonly account: string
  readonly holder: string | null
  readonly touched: boolean
}

export interface StoredAlert extends AlertKey {
  /** live or shadow; null: it is retracted. */
  readonly mode: string | null
  readonly payload: string
}

/** What detection asks of the database, inside the transaction of a batch. */
export interface DetectStore {
  /** Links and charges at or after an instant, with the named fields and the holder, oldest first. */
  rowsFrom(at: number, fields: readonly string[]): AsyncIterable<readonly WindowRow[]>
  /** The instant below which `share` of all stored links and charges lie; null without any. */
  quantileAt(share: number): Promise<number | null>

  /**
   * Marks what late or displaced events touch: `transfers` by their keys and what they were first of, `words` (all other
   * types) by their subject and span, and both by what looked-up features read. Resolves to how many are marked.
   */
  markTouched(transfers: readonly Transfer[], words: ReadonlyMap<EventType, readonly BankenEvent[]>): Promise<number>
  /** Marks every link and charge at or after an instant. */
  markFrom(at: number): Promise<number>

  /**
   * Cuts the work list (the batch's own links and charges of these types, and the marked ones) into slices: the marked
   * ones in the order of (at, id), at most so many at once, the batch's own with the last. Resolves to their number, 1 or
   * more.
   */
  sliceWork(freshTypes: ReadonlySet<EventType>, countMax: number): Promise<number>
  /** Makes a slice the one at hand, and tells of its marked events; with the first one of the batch's own too. */
  makeWork(slice: number): Promise<readonly WorkRow[]>
  /** The events that share a key with one of these and lie within its reach before it, oldest first. */
  contextOf(targets: readonly WorkRow[], fields: readonly string[]): AsyncIterable<readonly WindowRow[]>
  contextCount(targets: readonly WorkRow[]): Promise<number>

  /** Adds the computed features, runs the rules, and replaces what the slice's events and `gone` fired before. */
  fire(ids: readonly string[], features: FeatureColumns, gone: readonly string[]): Promise<void>
  /**
   * Some of the alerts of which firing events came or went since the batch began, each once; none: there are no more.
   * What follows is about these.
   */
  affected(): Promise<readonly string[]>
  /** What the firing events of these alerts say now. An alert that nothing fires is left out. */
  facts(alertIds: readonly string[]): Promise<readonly AlertFacts[]>
  alerts(alertIds: readonly string[]): Promise<readonly StoredAlert[]>
  saveAlerts(alerts: readonly SavedAlert[]): Promise<void>
}

/** What the store must know of the rules to run them. */
export interface DetectionPlan {
  readonly versions: readonly RuleVersion[]
  readonly first: readonly FirstFeature[]
  readonly reach: Reach
  /** What the looked-up features depend on. */
  readonly reads: readonly Read[]
  /** Of that, what one or the other cannot do without. */
  readonly needed: readonly NeededRead[]
}

/** An alert to store. */
export interface SavedAlert {
  readonly key: AlertKey
  /** The payload as it is published, parsed; without the optional parts where it is retracted. */
  readonly payload: object
}
