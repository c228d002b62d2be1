import type { AlertChange } from '../detect/alert-changes.js'
import type { HistoryEntry } from '../detect/rule-history.js'
import { canonical, sha256 } from '../events/content.js'
import type { DeadLetterReason } from '../events/dead-letter-reason.js'
import { formatJst, parseInstant } from '../events/time.js'
import { outputTopics } from '../events/topics.js'
import type { DeadLetter } from './event-set.js'
import type { OutRecord } from './outbox.js'

/** A cell of the tallies that changed: `provider|bank|basis`, and its figures, or null where the cell is gone. */
export interface TallyChange {
  readonly key: string
  readonly payload: object | null
}

const SOURCE = 'banken'
const REVISION_LENGTH = 16

export function alertRecord({ id, mode, payload }: AlertChange): OutRecord {
  const topic = mode === 'shadow' ? outputTopics.shadowAlerts : outputTopics.alerts
  return record(topic, 'alert', id, payload, lastAt(payload))
}

export function tallyRecord({ key, payload }: TallyChange): OutRecord {
  if (payload === null) return tombstone(outputTopics.tallies, key)
  return record(outputTopics.tallies, 'tally', key, payload, (payload as { as_of?: string }).as_of)
}

/** The key tells the entries of one rule apart, so that compaction keeps its whole history. */
export function ruleRecord(entry: HistoryEntry): OutRecord {
  const { rule, version, from, definition } = entry
  const effectiveFrom = from === null ? null : formatJst(from)
  const payload = { rule, version, effectiveFrom, definition: JSON.parse(definition) as object }
  const key = `${rule}|${effectiveFrom ?? ''}|${version}`
  return record(outputTopics.rules, 'rule', key, payload, effectiveFrom ?? undefined)
}

/** Forgets a key on a compacted topic. */
export function tombstone(topic: string, key: string): OutRecord {
  return { topic, key: Buffer.from(key), value: null, headers: {} }
}

const STAGES: Readonly<Record<DeadLetterReason, string>> = {
  json: 'decode',
  encoding: 'decode',
  'too-large': 'decode',
  mapping: 'map',
  schema: 'validate',
  'unknown-type': 'validate',
  'unknown-provider': 'validate',
  expired: 'validate',
  conflict: 'store',
}

/** The message as it came, with the names of Kafka Connect's error headers for where it was and what is wrong with it. */
export function deadLetterRecord(letter: DeadLetter): OutRecord {
  const { source, partition, offset } = letter.position
  return {
    topic: outputTopics.deadLetters,
    key: letter.key,
    value: letter.bytes,
    headers: {
      '__connect.errors.topic': source,
      '__connect.errors.partition': String(partition),
      '__connect.errors.offset': String(offset),
      '__connect.errors.stage': STAGES[letter.reason],
      '__connect.errors.exception.message': letter.why,
      'banken.reason': letter.reason,
      'banken.sha256': letter.sha256,
    },
  }
}

/** CloudEvents 1.0, binary mode: the value is the payload alone. The number of the publication completes `ce_id`. */
function record(topic: string, kind: string, key: string, payload: object, at: string | undefined): OutRecord {
  const value = Buffer.from(JSON.stringify(payload))
  return {
    topic,
    key: Buffer.from(key),
    value,
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: `${key}/${sha256(value).slice(0, REVISION_LENGTH)}`,
      ce_source: SOURCE,
      ce_type: `banken.${kind}.v1`,
      ce_subject: key,
      ...(at === undefined ? {} : { ce_time: at }),
    },
  }
}

function lastAt(payload: object): string | undefined {
  return (payload as { lastAt?: string }).lastAt
}

export interface RulePayload {
  readonly rule: string
  readonly version: string
  readonly effectiveFrom: string | null
  readonly definition: object
}

/** Reads an entry of the history back from its record. */
export function ruleEntry({ rule, version, effectiveFrom, definition }: RulePayload): HistoryEntry {
  const from = effectiveFrom === null ? null : parseInstant(effectiveFrom)
  if (from && !from.ok) throw new Error(`${rule}: effectiveFrom: ${from.why}`)
  return { rule, version, from: from === null ? null : from.value, definition: canonical(definition) }
}
