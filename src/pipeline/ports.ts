import type { AlertChange } from '../detect/alert-changes.js'
import type { Admitted, EventChange } from '../detect/detector.js'
import type { Message } from '../ingest/receive.js'
import type { DeadLetter, SetChange, StoredEvent } from './event-set.js'

/** Where messages come from. Yields them in order, in pieces of any size; a piece may be empty. */
export interface Source {
  readonly name: string
  /** How much of it was read, from 0 to 1, where it has an end. */
  readonly share?: number
  messages(): AsyncIterable<readonly Message[]>
}

/** Keeps the set of events. Everything that a transaction writes is there, or nothing. */
export interface EventStore {
  /** The ids of all stored events, in pieces. */
  ids(): AsyncIterable<readonly string[]>
  /** The stored events among these ids. */
  lookUp(ids: readonly string[]): Promise<ReadonlyMap<string, StoredEvent>>
  /** Keys (see deadLetterKey) of those letters that are stored already. */
  knownLetters(letters: readonly DeadLetter[]): Promise<ReadonlySet<string>>
  /** Use inTransaction(), which calls these three in the right order. */
  begin(): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
  /** Applies a change of the set; rejects where a source's counts no longer balance. */
  apply(change: SetChange): Promise<void>
}

/** Raises, amends and retracts alerts after a change of the set, inside the same transaction. */
export interface Detection {
  /** Takes a change into memory, before it is written or meanwhile: asks the database nothing. */
  admit(change: EventChange): Promise<Admitted>
  /** Once the change is written. `onJudged`: from then on the next one may be admitted. */
  detect(change: EventChange, admitted: Promise<Admitted>, onJudged: () => void): Promise<readonly AlertChange[]>
  /** Does what it has put off. `until`: as though the set held an event at this time, in microseconds. */
  settle(until?: number): Promise<readonly AlertChange[]>
}
