import type { BankenEvent } from '../events/catalogue.js'
import type { Outcome } from './dead-letter.js'
import { decodeJson, type Json } from './decode-json.js'
import type { Mapped } from './mapping/mapper.js'
import { type Known, validate } from './validate.js'

/** Where a message came from: a topic's partition and offset, or a file (partition 0) and the line it starts on. */
export interface Position {
  readonly source: string
  readonly partition: number
  readonly offset: number
}

/** Of a message its position alone: what is kept for long must not hold its bytes. */
export function positionOf({ source, partition, offset }: Position): Position {
  return { source, partition, offset }
}

/** Those of a message that has none, or of which none are kept. */
export const NO_BYTES = new Uint8Array(0)

/** A message as a source hands it over. `read` is there where the source reads records itself, as CSV does. */
export interface Message extends Position {
  readonly bytes: Uint8Array
  /** The key on its topic; absent or null where it has none. */
  readonly key?: Uint8Array | null
  readonly read?: Outcome<Json>
  /** What its mapping made of it, where it has one: one outcome or several. `bytes` are then for nobody to keep. */
  readonly mapped?: readonly Mapped[]
}

/** From bytes to an event, or to the reason why it is none. Pure: never throws for what a producer sent. */
export function receive(message: Message, known: Known): Outcome<BankenEvent> {
  const json = message.read ?? decodeJson(message.bytes)
  return json.ok ? validate(json.value, known) : json
}
