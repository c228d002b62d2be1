import { type EventType, eventTypes, jsonSchemaOf } from '../../events/catalogue.js'
import {
  cloudEventHeaders,
  deadLetterHeaders,
  openAlert,
  outputSchema,
  outputs,
  retractedAlert,
} from '../../events/outputs.js'
import type { Message, Schema } from '../../report/asyncapi.js'
import type { Meaning, Meanings } from './asyncapi-comments.js'
import type { Example, Examples } from './asyncapi-examples.js'
import { eventKeys } from './asyncapi-texts.js'

/** Of the bindings for Kafka. */
export const BINDING = '0.5.0'

const ALERT_ID: Schema = { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'id of the alert' }
const TALLY_KEY: Schema = { type: 'string', description: 'provider|bank|basis' }
const RULE_KEY: Schema = {
  type: 'string',
  description: 'rule|effectiveFrom|version; effectiveFrom is empty where it is null',
}
const OLD_KEY: Schema = { type: 'string', description: 'The key of the message as it came; none where it had none' }
const GONE: Schema = { type: 'null', description: 'No value' }

/** Every message, by its name in the document. */
export function messagesOf(meanings: Meanings, examples: Examples): Readonly<Record<string, Message>> {
  return {
    ...Object.fromEntries(eventTypes.map(type => [type, eventMessage(type, meanings[type], examples.events[type])])),
    ...alertMessages(examples),
    tally: message('tally', 'A tally', outputs.tally.description ?? '', {
      key: TALLY_KEY,
      headers: schemaOf(cloudEventHeaders('tally')),
      payload: schemaOf(outputs.tally),
      examples: examples.tallies,
    }),
    tallyTombstone: message('tallyTombstone', 'Tombstone', 'No event names this cell any more: forget the key', {
      key: TALLY_KEY,
      payload: GONE,
    }),
    rule: message('rule', 'A version of a rule', outputs.rule.description ?? '', {
      key: RULE_KEY,
      headers: schemaOf(cloudEventHeaders('rule')),
      payload: schemaOf(outputs.rule),
      examples: [examples.rule],
    }),
    deadLetter: message('deadLetter', 'A dead letter', deadLetterHeaders.description ?? '', {
      contentType: 'application/octet-stream',
      key: OLD_KEY,
      headers: schemaOf(deadLetterHeaders),
      payload: { description: 'The bytes as they came; of a conflict, the canonical content of the event that lost' },
      examples: [examples.deadLetter],
    }),
  }
}

function alertMessages(examples: Examples): Readonly<Record<string, Message>> {
  const headers = schemaOf(cloudEventHeaders('alert'))
  return {
    alert: message('alert', 'An open alert', openAlert.description ?? '', {
      key: ALERT_ID,
      headers,
      payload: schemaOf(openAlert),
      examples: [examples.alert],
    }),
    retractedAlert: message('retractedAlert', 'A retracted alert', retractedAlert.description ?? '', {
      key: ALERT_ID,
      headers,
      payload: schemaOf(retractedAlert),
      examples: [examples.retractedAlert],
    }),
    alertTombstone: message('alertTombstone', 'Tombstone', 'A retracted alert long ago: forget the key', {
      key: ALERT_ID,
      payload: GONE,
    }),
  }
}

interface Parts {
  readonly contentType?: string
  readonly key: Schema
  readonly headers?: Schema
  readonly payload: Schema
  readonly examples?: readonly Example[]
}

function message(name: string, title: string, summary: string, parts: Parts): Message {
  const { key, examples = [], ...rest } = parts
  const [first] = examples
  const shown = first === undefined ? key : { ...key, examples: [first.key] }
  return {
    name,
    title,
    summary,
    ...rest,
    bindings: { kafka: { key: shown, bindingVersion: BINDING } },
    ...(examples.length > 0 ? { examples: examples.map((each, i) => exampleOf(`${name}-${i + 1}`, each)) } : {}),
  }
}

function exampleOf(name: string, { headers, payload }: Example) {
  return { name, ...(headers ? { headers } : {}), payload }
}

function eventMessage(type: EventType, meaning: Meaning, example: Example): Message {
  const key: Schema = { type: 'string', description: eventKeys[type] }
  const payload = described(plain(jsonSchemaOf(type)), meaning)
  return message(type, type, meaning.type, { key, payload, examples: [example] })
}

function described(schema: Schema, meaning: Meaning): Schema {
  const { id, type, at, ...rest } = schema.properties ?? {}
  const properties = Object.entries({ id, type, at, ...rest }).map(([name, field]) => [
    name,
    { ...field, description: name === 'type' ? 'Which type of event this is' : (meaning.fields[name] ?? '') },
  ])
  return { ...schema, description: meaning.type, properties: Object.fromEntries(properties) }
}

const schemaOf = (schema: Parameters<typeof outputSchema>[0]) => plain(outputSchema(schema, 'draft-07'))

/** The document has its own dialect of JSON Schema, so that none is named inside. */
function plain(schema: object): Schema {
  const { $schema: _dialect, ...rest } = schema as Schema & { $schema?: string }
  return rest
}
