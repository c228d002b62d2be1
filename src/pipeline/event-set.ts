import type { BankenEvent } from '../events/catalogue.js'
import type { DeadLetterReason } from '../events/dead-letter-reason.js'
import type { Position } from '../ingest/receive.js'

/** An event of the set, with its canonical content and the position that delivered it. */
export interface StoredEvent {
  readonly event: BankenEvent
  readonly content: string
  readonly position: Position
}

export interface DeadLetter {
  readonly reason: DeadLetterReason
  readonly why: string
  readonly bytes: Uint8Array
  /** The message's key on its topic; null where it had none. */
  readonly key: Uint8Array | null
  readonly sha256: string
  readonly position: Position
}

/** What identifies a dead letter: its reason and its bytes. */
export function deadLetterKey(letter: { readonly reason: string; readonly sha256: string }): string {
  return `${letter.reason}:${letter.sha256}`
}

/**
 * Deliveries of one source: received = stored + duplicates + deadLettered. A message of a mapped source may give several
 * events and dead letters; each of them was received. A record that its mapping ignores gave nothing, and is counted apart.
 */
export interface Counts {
  messages: number
  received: number
  stored: number
  duplicates: number
  deadLettered: number
  ignored: number
}

/** What a batch does to the set of events. */
export interface SetChange {
  /** Events that are new, or that replace a displaced one. */
  readonly fresh: readonly StoredEvent[]
  /** Stored events that lost their place to a lower content of the same id. */
  readonly displaced: readonly StoredEvent[]
  readonly deadLetters: readonly DeadLetter[]
  /** Changes of the counts, by source; `stored` can be negative where an event was displaced. */
  readonly counts: ReadonlyMap<string, Readonly<Counts>>
}
