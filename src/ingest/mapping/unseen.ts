import { keysOf } from './path.js'
import { type EventEntry, pathsOf, specOf } from './spec.js'

/** Fewer records than that may well lack what is there now and then. */
const RECORDS_MIN = 20
/** Looked at of all: what the first thousand lack is misspelt, or as good as not there. */
const RECORDS_MAX = 1_000

/**
 * Which keys the fields of a mapping are read from that no record has. A required field that is not there is a dead letter; an optional one is
 * nothing at all, and a rule that wants it stays quiet.
 */
export class UnseenKeys {
  readonly #left: Set<string>
  #records = 0
  #root: unknown

  constructor(events: readonly EventEntry[]) {
    const paths = events.flatMap(({ fields }) => Object.values(fields).flatMap(entry => pathsOf(specOf(entry))))
    this.#left = new Set(paths.flatMap(keysOf).filter(key => key !== '$' && key !== '@index'))
  }

  /** Those that none of the records had, sorted; none while there were few. */
  get keys(): readonly string[] {
    return this.#records < RECORDS_MIN ? [] : [...this.#left].sort()
  }

  /** What a record is, and what it stands in. */
  look(record: unknown, root: unknown): void {
    this.#records += 1
    if (this.#left.size === 0 || this.#records > RECORDS_MAX) return
    // A message may hold a hundred thousand records: it is walked through once and not for each of them.
    if (root !== this.#root) this.#walk(root)
    this.#root = root
    if (record !== root) this.#walk(record)
  }

  #walk(value: unknown): void {
    if (typeof value !== 'object' || value === null || this.#left.size === 0) return
    for (const [key, inner] of Object.entries(value)) {
      this.#left.delete(key)
      this.#walk(inner)
    }
  }
}
