import { z } from 'zod'
import * as account from './account.js'
import * as claim from './claim.js'
import * as control from './control.js'
import { alternativesOf, choicesOf, type FieldKind, kindOf } from './fields.js'
import * as signal from './signal.js'
import * as transfer from './transfer.js'
import * as wallet from './wallet.js'

/** Every event type of the contract: the one place that names them all. */
export const schemas = {
  link: transfer.link,
  charge: transfer.charge,
  'two-factor': account.twoFactor,
  adoption: control.adoption,
  suspension: control.suspension,
  limit: control.limit,
  claim: claim.claim,
  compensation: claim.compensation,
  inquiry: control.inquiry,
  exposure: control.exposure,
  announcement: control.announcement,
  disposition: claim.disposition,
  holder: account.holder,
  wallet: wallet.wallet,
  spend: wallet.spend,
  sim: signal.sim,
  login: signal.login,
  order: signal.order,
  leak: signal.leak,
} as const

export type EventType = keyof typeof schemas
export type EventOf<T extends EventType> = z.output<(typeof schemas)[T]>
/** A parsed event: instants are microseconds, lists are sorted and distinct, keys are in canonical order. */
export type BankenEvent = { [T in EventType]: EventOf<T> }[EventType]
export type Link = EventOf<'link'>
export type Charge = EventOf<'charge'>
/** What rules judge: links and charges. */
export type Transfer = Link | Charge

export const eventTypes = Object.keys(schemas) as EventType[]

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(schemas, type)
}

export function isTransferType(type: EventType): type is Transfer['type'] {
  return type === 'link' || type === 'charge'
}

export function isTransfer(event: BankenEvent): event is Transfer {
  return isTransferType(event.type)
}

export interface Field {
  /** The contract's name: `occurredAt`. */
  readonly name: string
  /** The column's name: `occurred_at`. */
  readonly column: string
  readonly kind: FieldKind
  readonly required: boolean
  /** The words that it, or an item of its list, may be; undefined where it is no choice. */
  readonly choices: readonly string[] | undefined
}

/** SQL's reserved words, as the contract renames them. */
const RENAMED: Readonly<Record<string, string>> = { at: 'event_at', order: 'order_id', from: 'from_at', to: 'to_at' }

export function columnOf(field: string): string {
  return RENAMED[field] ?? field.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

const fieldsByType = Object.fromEntries(
  eventTypes.map(type => [
    type,
    Object.entries(schemas[type].shape as Record<string, z.ZodType>)
      .filter(([name]) => name !== 'type')
      .map(([name, schema]) => ({
        name,
        column: columnOf(name),
        kind: kindOf(schema),
        required: !(schema instanceof z.ZodOptional),
        choices: choicesOf(schema),
      })),
  ]),
) as unknown as Readonly<Record<EventType, readonly Field[]>>

/** The fields of a type in canonical order, `type` left out. */
export function fieldsOf(type: EventType): readonly Field[] {
  return fieldsByType[type]
}

/** The table of a type: plural, snake_case. */
export function tableOf(type: EventType): string {
  const word = type.replace('-', '_')
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return `${word}s`
}

/** JSON Schema 2020-12 of what a producer may send: what may be absent may be null too. */
export function jsonSchemaOf(type: EventType): object {
  const schema = z.toJSONSchema(schemas[type], { io: 'input', target: 'draft-2020-12' })
  const required = new Set(schema.required)
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    required.has(name) ? property : { anyOf: [property, { type: 'null' }] },
  ])
  const oneOf = alternativesOf(schemas[type]).map(field => ({ required: [field] }))
  return {
    title: type,
    ...schema,
    properties: Object.fromEntries(properties),
    ...(oneOf.length > 0 ? { anyOf: oneOf } : {}),
  }
}
