import type { BankenEvent } from '../events/catalogue.js'
import { contentOf } from '../events/content.js'
import type { Mapper } from '../ingest/mapping/mapper.js'
import { type Message, NO_BYTES, positionOf, receive } from '../ingest/receive.js'
import type { Known } from '../ingest/validate.js'

const NEVER = Number.NEGATIVE_INFINITY

/**
 * What a partition delivered at once, and what it says: few objects however many messages they are, for this goes from
 * thread to thread, and a hundred thousand messages wait.
 */
export interface Decoded {
  readonly source: string
  readonly partition: number
  readonly offsets: Float64Array<ArrayBuffer>
  /** Bytes that each message came with. */
  readonly sizes: Int32Array<ArrayBuffer>
  /** Bytes of all of them. */
  readonly bytes: number
  /** Event times, in microseconds; minus infinity for what is no event: it waits for nobody. */
  readonly ats: Float64Array<ArrayBuffer>
  /** The canonical contents of those that are one event, one behind the other. */
  readonly text: string
  /** Where the content of each message ends in `text`: where the one before ends, if it is among `others`. */
  readonly ends: Int32Array<ArrayBuffer>
  /** By their place, the messages that are not one event and nothing else, with what was made of them. */
  readonly others: ReadonlyMap<number, Message>
}

/** Decodes messages of one partition; `mapper`: of a mapped source. Throws for nothing that a producer sent. */
export function decodedOf(
  source: string,
  partition: number,
  messages: readonly Message[],
  known: Known,
  mapper: Mapper | undefined,
): Decoded {
  const count = messages.length
  const [offsets, ats] = [new Float64Array(count), new Float64Array(count)]
  const [sizes, ends] = [new Int32Array(count), new Int32Array(count)]
  const others = new Map<number, Message>()
  let text = ''
  let bytes = 0
  for (let place = 0; place < count; place++) {
    const message = messages[place] as Message
    const saying = sayingOf(message, known, mapper)
    if (saying.event) text += contentOf(saying.event)
    else others.set(place, saying.other)
    offsets[place] = message.offset
    sizes[place] = message.bytes.length
    bytes += message.bytes.length
    ats[place] = saying.event ? saying.event.at : saying.at
    ends[place] = text.length
  }
  return { source, partition, offsets, sizes, bytes, ats, text, ends, others }
}

type Saying =
  | { readonly event: BankenEvent }
  | { readonly event?: undefined; readonly at: number; readonly other: Message }

function sayingOf(message: Message, known: Known, mapper: Mapper | undefined): Saying {
  if (!mapper) {
    const read = receive(message, known)
    return read.ok ? { event: read.value } : { at: NEVER, other: { ...copyOf(message), read } }
  }
  const mapped = mapper.message(message.bytes)
  const [first] = mapped
  if (first?.ok && mapped.length === 1) return { event: first.value }
  // Neither bytes nor key are kept: they may be raw identifiers.
  const other = { ...positionOf(message), bytes: NO_BYTES, mapped }
  return { at: first?.ok ? first.value.at : NEVER, other }
}

/** With bytes of its own: those that came lie among those of all messages that came with it, and would keep them all. */
function copyOf({ key, bytes, ...message }: Message): Message {
  return { ...message, bytes: new Uint8Array(bytes), ...(key ? { key: new Uint8Array(key) } : { key: null }) }
}
