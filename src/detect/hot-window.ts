import { MICROS } from '../events/time.js'
import type { DetectStore } from './store.js'
import { Window, type WindowRow, type WindowShape } from './window.js'

const RECENT_COUNT = 8192
const QUANTILE = 0.99
const STALE_MIN = 200_000
/** Where as much comes as goes, half a window more has been added when it is looked at: a third of all is old. */
const STALE_SHARE_MIN = 0.25

/**
 * The newest links and charges in memory: every one after `start`. Only a cache: what lies before is read from the
 * database. It moves on with the 99th percentile of recent event times, so that one event from the future does not
 * empty it.
 */
export class HotWindow {
  readonly #spanMicros: number
  readonly #recent = new Float64Array(RECENT_COUNT)
  #recentCount = 0
  #window: Window
  #start: number
  #addedSinceTrim = 0

  private constructor(shape: WindowShape, days: number, start: number) {
    this.#spanMicros = days * MICROS.day
    this.#window = new Window(shape)
    this.#start = start
  }

  /** Reads the newest `days` days from the database. */
  static async load(store: DetectStore, shape: WindowShape, days: number): Promise<HotWindow> {
    const newest = await store.quantileAt(QUANTILE)
    const start = newest === null ? Number.NEGATIVE_INFINITY : newest - days * MICROS.day
    const hot = new HotWindow(shape, days, start)
    if (newest === null) return hot
    for await (const rows of store.rowsFrom(start, shape.fields)) for (const row of rows) hot.#window.insert(row)
    return hot
  }

  get window(): Window {
    return this.#window
  }

  /** Whether the window holds everything in the given span before an instant. */
  covers(at: number, withinMax: number): boolean {
    return at - withinMax > this.#start
  }

  /** The position of the event, or -1 where it is older than the window. */
  insert(row: WindowRow): number {
    if (row.at <= this.#start) return -1
    const position = this.#window.insert(row)
    this.#addedSinceTrim += 1
    this.#recent[this.#recentCount % RECENT_COUNT] = row.at
    this.#recentCount += 1
    return position
  }

  /** Whether the event just inserted there may touch stored ones: it is older than the window, or than one of its own keys. */
  isLate(position: number): boolean {
    return position === -1 || !this.#window.isNewest(position)
  }

  /** Forgets what has become old, once that is a good part of the window: what is left is copied, and batches wait. */
  trim(): void {
    if (this.#addedSinceTrim < Math.max(STALE_MIN, this.#window.size / 2)) return
    this.#addedSinceTrim = 0
    const start = this.#recentQuantile() - this.#spanMicros
    if (this.#window.countUntil(start) < this.#window.size * STALE_SHARE_MIN) return
    this.#window = this.#window.since(start)
    this.#start = start
  }

  #recentQuantile(): number {
    const recent = this.#recent.slice(0, Math.min(this.#recentCount, RECENT_COUNT)).sort()
    return recent[Math.floor((recent.length - 1) * QUANTILE)] as number
  }
}
