import type { z } from 'zod'
import { type BankenEvent, isEventType, schemas } from '../events/catalogue.js'
import { type Outcome, refuse, shown } from './dead-letter.js'
import type { Json } from './decode-json.js'

/** What validation must know from the configuration. */
export interface Known {
  readonly providers: ReadonlySet<string>
}

/** Turns a decoded object into an event, or says which field is wrong and why. null means absent. */
export function validate(json: Json, known: Known): Outcome<BankenEvent> {
  const type = json.type
  if (type === undefined || type === null) return refuse('schema', 'type: missing; every event has id, type and at')
  if (typeof type !== 'string')
    return refuse(
      'schema',
      `type: expected a text, got ${shown(typeof type === 'object' ? JSON.stringify(type) : type)}`,
    )
  if (!isEventType(type)) return refuse('unknown-type', `type: ${shown(type)} is not an event type of the contract`)
  const parsed = schemas[type].safeParse(withoutNulls(json))
  if (!parsed.success) return refuse('schema', whatIsWrong(parsed.error, json))
  const event = parsed.data as BankenEvent
  if ('provider' in event && event.provider !== undefined && !known.providers.has(event.provider)) {
    return refuse('unknown-provider', `provider: ${shown(event.provider)} has no file in config/providers`)
  }
  return { ok: true, value: event }
}

function withoutNulls(json: Json): Json {
  for (const key in json) {
    if (json[key] === null) return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null))
  }
  return json
}

function whatIsWrong(error: z.ZodError, json: Json): string {
  const [issue] = error.issues
  if (!issue) return 'the event is not of its type'
  const field = issue.path.join('.')
  const value = issue.path.reduce<unknown>((at, key) => (at as Json | undefined)?.[key as string], json)
  if (value === undefined || value === null) return `${field}: missing; expected ${issue.message}`
  const wanted = issue.code === 'custom' ? issue.message : `expected ${issue.message}`
  return `${field}: ${wanted}, got ${shown(typeof value === 'object' ? JSON.stringify(value) : value)}`
}
