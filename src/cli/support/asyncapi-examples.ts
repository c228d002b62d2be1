import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AlertChange } from '../../detect/alert-changes.js'
import { type EventType, schemas } from '../../events/catalogue.js'
import { sha256 } from '../../events/content.js'
import type { DeadLetterReason } from '../../events/dead-letter-reason.js'
import { addressOf } from '../../events/topics.js'
import type { OutRecord } from '../../pipeline/outbox.js'
import {
  alertRecord,
  deadLetterRecord,
  type RulePayload,
  ruleEntry,
  ruleRecord,
  tallyRecord,
} from '../../pipeline/outgoing.js'
import { numbered } from '../../pipeline/publication.js'

/** A record as it stands on its topic. */
export interface Example {
  readonly key: string
  readonly headers?: Readonly<Record<string, string>>
  readonly payload: unknown
}

export interface Examples {
  readonly events: Readonly<Record<EventType, Example>>
  readonly alert: Example
  readonly retractedAlert: Example
  readonly tallies: readonly Example[]
  readonly rule: Example
  readonly deadLetter: Example
}

interface File {
  readonly events: Readonly<Record<EventType, object>>
  readonly alert: { readonly id: string }
  readonly retractedAlert: { readonly id: string }
  readonly tallies: readonly { readonly provider: string; readonly bank: string; readonly basis: string }[]
  readonly rule: RulePayload
  readonly deadLetter: {
    readonly reason: DeadLetterReason
    readonly why: string
    readonly topic: string
    readonly partition: number
    readonly offset: number
    readonly bytes: string
  }
}

/** The payloads of `examples.json`, with the keys and headers that banken would give them. */
export function readExamples(folder: string): Examples {
  const file = JSON.parse(readFileSync(join(folder, 'examples.json'), 'utf8')) as File
  const events = Object.entries(file.events).map(([type, payload]) => [type, eventExample(type as EventType, payload)])
  const alert = (kind: AlertChange['kind'], payload: { id: string }) =>
    exampleOf(alertRecord({ kind, id: payload.id, mode: 'live', payload }))
  return {
    events: Object.fromEntries(events) as Examples['events'],
    alert: alert('opened', file.alert),
    retractedAlert: alert('retracted', file.retractedAlert),
    tallies: file.tallies.map(payload =>
      exampleOf(tallyRecord({ key: `${payload.provider}|${payload.bank}|${payload.basis}`, payload })),
    ),
    rule: exampleOf(ruleRecord(ruleEntry(file.rule))),
    deadLetter: letterExample(file),
  }
}

function eventExample(type: EventType, payload: object): Example {
  return { key: addressOf(schemas[type].parse(payload)).key, payload }
}

function letterExample({ deadLetter }: File): Example {
  const { reason, why, topic, partition, offset, bytes } = deadLetter
  const { account } = JSON.parse(bytes) as { account: string }
  const letter = {
    reason,
    why,
    bytes: Buffer.from(bytes),
    key: Buffer.from(account),
    sha256: sha256(bytes),
    position: { source: topic, partition, offset },
  }
  return { ...exampleOf(deadLetterRecord(letter)), payload: bytes }
}

/** Of some record in the middle of what was published. */
const NUMBERED_BEFORE = 41

function exampleOf(record: OutRecord): Example {
  const [{ key, value, headers }] = numbered([record], NUMBERED_BEFORE) as [OutRecord]
  const text = value === null ? 'null' : Buffer.from(value).toString()
  return { key: Buffer.from(key ?? '').toString(), headers, payload: JSON.parse(text) as unknown }
}
