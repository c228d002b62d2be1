import type { Memory, Recalled, Subject } from './memory.js'
import type { FeatureColumns } from './sliding.js'

/** An event of the work list: the batch's own, or of a stored one what rules name and look-ups go by. */
export type Listed = Subject & { readonly type: 'link' | 'charge' }

/** What an event does, for words on operations. */
export function operationOf({ type, operation }: Listed): string {
  return type === 'charge' ? type : (operation as string)
}

/** What is to be judged, and what is known of it in memory. It stands at one of its events, the first one to begin with. */
export class KnownWork {
  readonly events: readonly Listed[]
  /** In the order of the events. */
  readonly features: FeatureColumns
  readonly memory: Memory
  readonly #recalled: Recalled[] = []
  /** The place at which it stands, and the event there. */
  nth = 0
  event: Listed

  constructor(events: readonly Listed[], features: FeatureColumns, memory: Memory) {
    this.events = events
    this.features = features
    this.memory = memory
    this.event = events[0] as Listed
  }

  at(nth: number): this {
    this.nth = nth
    this.event = this.events[nth] as Listed
    return this
  }

  get recalled(): Recalled {
    let recalled = this.#recalled[this.nth]
    if (!recalled) {
      recalled = this.memory.recall(this.event)
      this.#recalled[this.nth] = recalled
    }
    return recalled
  }

  /** Whether what the event does is suspended on its rail. */
  get isSuspended(): boolean {
    return this.recalled.rail.suspended.includes(operationOf(this.event))
  }

  get isUncertain(): boolean {
    return this.recalled.rail.uncertain.includes(operationOf(this.event))
  }
}
