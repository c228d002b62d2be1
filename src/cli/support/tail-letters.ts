import { formatJst } from '../../events/time.js'
import type { Arrived } from '../../kafka/subscription.js'
import { onTerminal } from './broker-text.js'
import { letterOf } from './dead-letters-topic.js'
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

/** What the headers say. */
function toldBy(record: Arrived) {
  const { reason, source: topic, partition, offset, why, sha256 } = letterOf(record)
  return { reason, topic, partition, offset, why, sha256: sha256 || null }
}
