import type { BankenEvent } from '../events/catalogue.js'
import { contentOf } from '../events/content.js'
import type { Outcome } from '../ingest/dead-letter.js'
import type { Mapped } from '../ingest/mapping/mapper.js'
import { type Message, NO_BYTES, positionOf, receive } from '../ingest/receive.js'
import type { Known } from '../ingest/validate.js'
import type { Received } from './settle.js'

/** A message with what it says; that of a mapped source with all that its mapping made of it. */
export function receivedOf(message: Message, known: Known): Received {
  const [first, ...rest] = message.mapped ?? []
  if (!first) return saying(message, receive(message, known))
  const received = mappedOf(message, first)
  return rest.length === 0 ? received : { ...received, also: rest.map(mapped => mappedOf(message, mapped)) }
}

/** The same of an event that was decoded before, by its canonical content; made of it when it is first asked for. */
export class ReceivedContent implements Received {
  readonly message: Message
  readonly content: string
  #outcome: Outcome<BankenEvent> | undefined

  constructor(message: Message, content: string) {
    this.message = message
    this.content = content
  }

  get outcome(): Outcome<BankenEvent> {
    this.#outcome ??= { ok: true, value: JSON.parse(this.content) as BankenEvent }
    return this.#outcome
  }
}

/**
 * The content is made with the event: while a batch is settled, the database waits. It is all that is kept of an event;
 * many thousands wait, and the bytes of each hold those of all that came with it.
 */
function saying(message: Message, outcome: Outcome<BankenEvent>): Received {
  if (!outcome.ok) return { message, outcome }
  return { message: { ...positionOf(message), bytes: NO_BYTES }, outcome, content: contentOf(outcome.value) }
}

/** Of what is no event only masked bytes are kept, and no key: that may be a raw identifier too. */
function mappedOf(message: Message, mapped: Mapped): Received {
  if (mapped.ok) return saying(message, mapped)
  const bytes = mapped.ok === null ? NO_BYTES : mapped.bytes
  return { message: { ...positionOf(message), bytes, key: null }, outcome: mapped }
}

/** Everything that the messages of a batch gave, in their order. */
export function outcomesOf(batch: readonly Received[]): readonly Received[] {
  if (batch.every(({ also }) => also === undefined)) return batch
  return batch.flatMap(received => [received, ...(received.also ?? [])])
}
