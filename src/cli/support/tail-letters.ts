import { formatJst } from '../../events/time.js'
import type { Arrived } from '../../kafka/subscription.js'
import { onTerminal } from './broker-text.js'
import { clock, LINE_CHARACTERS } from './tail-words.js'

/** One line for people: when it was found, why, where it was, and the sentence. */
export function letterLine(record: Arrived): string {
  const { topic, partition, offset, reason, why } = toldBy(record)
  const parts = [
    clock(formatJst(record.writtenAt * 1000)),
    reason,
    `${topic} partition ${partition} offset ${offset}`,
    why,
  ]
  return `${onTerminal(parts.join('  '), LINE_CHARACTERS)}\n`
}

/** For programs: bytes in base64. */
export function letterObject(record: Arrived): object {
  const { key, value } = record
  return { ...toldBy(record), key: key?.toString('base64') ?? null, bytes: value?.toString('base64') ?? null }
}

/** What the headers say; one that banken did not write is shown too, with its own place. */
function toldBy({ headers, topic, partition, offset }: Arrived) {
  const text = (name: string) => headers[name]?.toString()
  return {
    reason: text('banken.reason') ?? 'unknown',
    topic: text('__connect.errors.topic') ?? topic,
    partition: Number(text('__connect.errors.partition') ?? partition),
    offset: Number(text('__connect.errors.offset') ?? offset),
    why: text('__connect.errors.exception.message') ?? 'the record has none of the headers of a dead letter',
    sha256: text('banken.sha256') ?? null,
  }
}
