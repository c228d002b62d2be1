import type { Mapped } from '../ingest/mapping/mapper.js'
import { type Message, receive } from '../ingest/receive.js'
import type { Known } from '../ingest/validate.js'
import type { Received } from './settle.js'

/** A message with what it says; that of a mapped source with all that its mapping made of it. */
export function receivedOf(message: Message, known: Known): Received {
  const [first, ...rest] = message.mapped ?? []
  if (!first) return { message, outcome: receive(message, known) }
  const received = mappedOf(message, first)
  return rest.length === 0 ? received : { ...received, also: rest.map(mapped => mappedOf(message, mapped)) }
}

/** Of what is no event only masked bytes are kept, and no key: that may be a raw identifier too. */
function mappedOf(message: Message, mapped: Mapped): Received {
  if (mapped.ok !== false) return { message, outcome: mapped }
  const { source, partition, offset } = message
  return { message: { source, partition, offset, bytes: mapped.bytes, key: null }, outcome: mapped }
}

/** Everything that the messages of a batch gave, in their order. */
export function outcomesOf(batch: readonly Received[]): readonly Received[] {
  if (batch.every(({ also }) => also === undefined)) return batch
  return batch.flatMap(received => [received, ...(received.also ?? [])])
}
