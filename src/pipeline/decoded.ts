import type { BankenEvent } from '../events/catalogue.js'
import { contentOf } from '../events/content.js'
import type { Mapper } from '../ingest/mapping/mapper.js'
import { type Message, receive } from '../ingest/receive.js'
import type { Known } from '../ingest/validate.js'

const NEVER = Number.NEGATIVE_INFINITY

/** What was made of a message that is not one event and nothing else, as the message itself may say it. */
export type Said = Pick<Message, 'read' | 'mapped'>

/**
 * What messages of one partition say, in their order: few objects however many they are, for this goes from thread to
 * thread, and a hundred thousand messages wait.
 */
export interface Decoded {
  /** Event times, in microseconds; minus infinity for what is no event: it waits for nobody. */
  readonly ats: Float64Array<ArrayBuffer>
  /** The canonical contents of those that are one event, one behind the other. */
  readonly text: string
  /** Where the content of each message ends in `text`: where the one before ends, if it is among `others`. */
  readonly ends: Int32Array<ArrayBuffer>
  /** By their place. */
  readonly others: ReadonlyMap<number, Said>
}

/** Decodes messages of one source; `mapper`: of a mapped one. Throws for nothing that a producer sent. */
export function decodedOf(messages: readonly Message[], known: Known, mapper: Mapper | undefined): Decoded {
  const ats = new Float64Array(messages.length)
  const ends = new Int32Array(messages.length)
  const contents: string[] = []
  const others = new Map<number, Said>()
  let end = 0
  for (const [place, message] of messages.entries()) {
    const saying = sayingOf(message, known, mapper)
    if (saying.event) {
      const content = contentOf(saying.event)
      contents.push(content)
      end += content.length
    } else others.set(place, saying.said)
    ats[place] = saying.event ? saying.event.at : saying.at
    ends[place] = end
  }
  return { ats, text: contents.join(''), ends, others }
}

type Saying = { readonly event: BankenEvent } | { readonly event?: undefined; readonly at: number; readonly said: Said }

function sayingOf(message: Message, known: Known, mapper: Mapper | undefined): Saying {
  if (!mapper) {
    const read = receive(message, known)
    return read.ok ? { event: read.value } : { at: NEVER, said: { read } }
  }
  const mapped = mapper.message(message.bytes)
  const [first] = mapped
  if (first?.ok && mapped.length === 1) return { event: first.value }
  return { at: first?.ok ? first.value.at : NEVER, said: { mapped } }
}
