import { type EventType, isTransferType } from '../events/catalogue.js'
import type { Microseconds } from '../events/time.js'
import { covers, periodsOf, runsOf, type SweepRun, type SweepVersion, sweepEnd } from './sweep.js'

/** Of a period: new where it was never swept, stale where events have come since that may change what was found. */
export type SweepState = 'new' | 'stale' | 'done'

/** Starts of the hours in which a batch has events, by their type; sorted and distinct. */
export type Hours = ReadonlyMap<EventType, readonly Microseconds[]>

/** Which periods of one rule hold something to look at, and which of them have been swept. */
export class SweepBook {
  readonly rule: string
  readonly #versions: readonly SweepVersion[]
  readonly #states = new Map<Microseconds, SweepState>()
  /** Starts of the periods that are not done. */
  readonly #waiting = new Set<Microseconds>()
  /** No period that was swept ends later. */
  #sweptTo = Number.NEGATIVE_INFINITY

  constructor(rule: string, versions: readonly SweepVersion[], states: ReadonlyMap<Microseconds, SweepState>) {
    this.rule = rule
    this.#versions = versions
    for (const [start, state] of states) this.#put(start, state)
  }

  /** The end of the last period that was swept. */
  get sweptTo(): Microseconds {
    return this.#sweptTo
  }

  stateOf(start: Microseconds): SweepState | undefined {
    return this.#states.get(start)
  }

  /** Takes note of events that came or went. Resolves to the periods whose state that has changed. */
  note(hours: Hours): Microseconds[] {
    return [...this.admit(hours), ...this.#spoil(hours)]
  }

  /** Takes note of periods that hold something to look at for the first time, and tells which they are. */
  admit(hours: Hours): Microseconds[] {
    const found: Microseconds[] = []
    for (const version of this.#versions) {
      for (const hour of version.definition.fires.flatMap(type => hours.get(type) ?? [])) {
        for (const start of periodsOf(version.definition, hour)) {
          if (this.#states.has(start) || !covers(version, start)) continue
          this.#put(start, 'new')
          found.push(start)
        }
      }
    }
    return found
  }

  forget(from: Microseconds): void {
    for (const start of [...this.#states.keys()].filter(start => start >= from)) {
      this.#states.delete(start)
      this.#waiting.delete(start)
    }
  }

  /** A period has to be swept again. Tells whether that is news. */
  spoil(start: Microseconds): boolean {
    if (this.#states.get(start) !== 'done') return false
    this.#put(start, 'stale')
    return true
  }

  /** What is to be swept, now that the set holds an event at this time. */
  due(newestAt: Microseconds): SweepRun[] {
    return this.#versions.flatMap(version => {
      const isDue = (start: Microseconds) => covers(version, start) && sweepEnd(version.definition, start) <= newestAt
      return runsOf(
        version,
        [...this.#waiting].filter(isDue).sort((a, b) => a - b),
      )
    })
  }

  /** Periods that were swept and are not over: the event that ended them is gone. */
  early(newestAt: Microseconds): Microseconds[] {
    if (this.#sweptTo <= newestAt) return []
    return [...this.#states]
      .filter(([start, state]) => state !== 'new' && (this.#endOf(start) ?? start) > newestAt)
      .map(([start]) => start)
  }

  set(starts: readonly Microseconds[], state: SweepState): void {
    for (const start of starts) this.#put(start, state)
  }

  /** Periods that were swept and in whose span there are such hours. */
  #spoil(hours: Hours): Microseconds[] {
    const isLate = [...hours.values()].some(([first]) => first !== undefined && first < this.#sweptTo)
    if (!isLate) return []
    const found: Microseconds[] = []
    for (const [start, state] of this.#states) {
      const version = state === 'done' ? this.#versionOf(start) : undefined
      if (version && isTouched(version, start, hours)) found.push(start)
    }
    this.set(found, 'stale')
    return found
  }

  #versionOf(start: Microseconds): SweepVersion | undefined {
    return this.#versions.find(version => covers(version, start))
  }

  #endOf(start: Microseconds): Microseconds | undefined {
    const version = this.#versionOf(start)
    return version && sweepEnd(version.definition, start)
  }

  #put(start: Microseconds, state: SweepState): void {
    this.#states.set(start, state)
    if (state === 'done') this.#waiting.delete(start)
    else this.#waiting.add(start)
    if (state !== 'new') this.#sweptTo = Math.max(this.#sweptTo, this.#endOf(start) ?? start)
  }
}

/** Links and charges are looked at within the span; all else is a word, and may have been said at any time before. */
function isTouched({ definition }: SweepVersion, start: Microseconds, hours: Hours): boolean {
  const end = sweepEnd(definition, start)
  return definition.reads.some(type => {
    const isBounded = definition.span !== 'history' && isTransferType(type)
    const since = isBounded ? end - Number(definition.span) : Number.NEGATIVE_INFINITY
    const first = hours.get(type)?.find(hour => hour >= since)
    return first !== undefined && first < end
  })
}
