import { isEventType } from '../../events/catalogue.js'
import type { Microseconds } from '../../events/time.js'
import { addressOf, inputTopics } from '../../events/topics.js'
import type { Mapper } from '../../ingest/mapping/mapper.js'
import { type Message, receive } from '../../ingest/receive.js'
import type { Known } from '../../ingest/validate.js'
import type { Outgoing } from '../../kafka/sender.js'

/** A line of a file as it goes to a topic. */
export interface Addressed extends Outgoing {
  /** Event time; undefined where the line is no event. */
  readonly at: Microseconds | undefined
  readonly source: string
  /** The line on which it starts, from 1. */
  readonly line: number
}

const CONTROLS = 'instant-transfer.controls.v1'
const TYPE = /"type"\s*:\s*"([a-z-]{1,40})"/
/** Where a type is looked for in what is no JSON. */
const HEAD_BYTES = 65_536

/**
 * Tells where lines go, and with which key. What is no event goes without a key to the topic of the type that it names,
 * or else to the controls: it is the pipeline that judges it, so that it becomes a dead letter there and is not lost here.
 */
export function addressing(prefix: string, known: Known): (message: Message) => Addressed {
  const names = new Map(Object.keys(inputTopics).map(topic => [topic, prefix + topic]))
  // One text for each topic: a new one each time would have to be hashed each time.
  const named = (topic: string) => names.get(topic) ?? prefix + topic
  return message => {
    const { source, offset: line } = message
    const outcome = receive(message, known)
    const value = bytesOf(message)
    if (!outcome.ok) return { topic: named(topicOfBad(value)), key: null, value, at: undefined, source, line }
    const { topic, key } = addressOf(outcome.value)
    return { topic: named(topic), key: Buffer.from(key), value, at: outcome.value.at, source, line }
  }
}

/**
 * Lines of a provider as they are, to the topic that is read through its mapping. The key is that of their first event,
 * made of tokens, so that what is of one account stays in order and no key is an identifier.
 */
export function rawAddressing(topic: string, mapper: Mapper): (message: Message) => Addressed {
  return ({ source, offset: line, bytes }) => {
    const first = mapper.message(bytes).find(outcome => outcome.ok)
    const key = first?.ok ? Buffer.from(addressOf(first.value).key) : null
    return { topic, key, value: bytes, at: first?.ok ? first.value.at : undefined, source, line }
  }
}

/** The line as it is; of a CSV row that could be read, the JSON message that it stands for. */
function bytesOf({ bytes, read }: Message): Uint8Array {
  return read?.ok ? Buffer.from(JSON.stringify(read.value)) : bytes
}

function topicOfBad(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString('latin1')
  const type = TYPE.exec(text)?.[1] ?? ''
  if (!isEventType(type)) return CONTROLS
  return Object.keys(inputTopics).find(topic => inputTopics[topic]?.includes(type)) ?? CONTROLS
}
