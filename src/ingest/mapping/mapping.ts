import type { z } from 'zod'
import { type Field, fieldsOf, isEventType } from '../../events/catalogue.js'
import { transforms } from '../transforms/catalogue.js'
import { isColumn } from './columns.js'
import { ID_FIELDS } from './id-fields.js'
import { type EventEntry, type FieldSpec, type Input, type MappingShape, mappingShape, specOf } from './spec.js'
import { hasZone, whyNoTimeFormat } from './time.js'
import { TOKEN_FIELDS } from './tokens.js'
import { wrongWord } from './words.js'

const ZONE = /^(?:Z|[+-]\d{2}:\d{2})$/
const NAMED_ZONES: Readonly<Record<string, string>> = { 'Asia/Tokyo': '+09:00', JST: '+09:00', UTC: 'Z' }

/** An offset for the zone of a mapping; undefined where it is none. Japan has had one offset since 1951. */
export function offsetOf(zone: string): string | undefined {
  return NAMED_ZONES[zone] ?? (ZONE.test(zone) ? zone : undefined)
}

/** A mapping whose every name leads somewhere: types, fields, tables, transforms, columns, time formats. */
export const mapping = mappingShape.superRefine((definition, context) => {
  const say: Say = (path, message) => context.addIssue({ code: 'custom', path: [...path], message })
  if (definition.zone !== undefined && !offsetOf(definition.zone))
    say(['zone'], 'an offset such as +09:00, or Asia/Tokyo')
  checkInput(definition.input, say)
  for (const [i, when] of (definition.ignore ?? []).entries())
    checkConditions(when, definition.input, nested(say, ['ignore', i]))
  for (const [i, event] of definition.events.entries()) checkEvent(event, definition, nested(say, ['events', i]))
})

export type Mapping = z.output<typeof mapping>

type Say = (path: readonly PropertyKey[], message: string) => void

function nested(say: Say, before: readonly PropertyKey[]): Say {
  return (path, message) => say([...before, ...path], message)
}

function checkInput(input: Input, say: Say): void {
  if (input.format !== 'fixed') return
  const has = (kind: 'trailer' | 'data', name: string) => namesOf(input[kind].columns).includes(name)
  const bytes = (['header', 'data', 'trailer', 'end'] as const).flatMap(kind => {
    const columns = input[kind]?.columns
    return columns ? columns.reduce((sum, column) => sum + column.bytes, 0) : []
  })
  if (new Set(bytes).size > 1) say(['input'], `records of one length; the columns add up to ${bytes.join(', ')} bytes`)
  if (!has('trailer', input.count)) say(['input', 'count'], 'a column of the trailer')
  if (!has('trailer', input.sum.trailer)) say(['input', 'sum', 'trailer'], 'a column of the trailer')
  if (!has('data', input.sum.data)) say(['input', 'sum', 'data'], 'a column of the data records')
}

function checkEvent(event: EventEntry, definition: MappingShape, say: Say): void {
  const { type, fields } = event
  if (!isEventType(type)) {
    say(['type'], 'a type of event; banken schema lists them')
    return
  }
  const known = new Map(fieldsOf(type).map(field => [field.name, field]))
  for (const [name, entry] of Object.entries(fields)) {
    const field = known.get(name)
    if (!field) say(['fields', name], `a field of ${type}: ${[...known.keys()].join(', ')}`)
    else {
      const spec = specOf(entry)
      checkField(field, spec, definition, nested(say, ['fields', name]))
      const strange = spec.sha256?.find(part => typeof part === 'string' && !isSet(part, event))
      if (strange !== undefined) say(['fields', name, 'sha256'], `fields of this event, which ${strange} is not`)
      const wrong = wrongWord(type, field, spec, definition.tables)
      if (wrong !== undefined) say(['fields', name], wrong)
    }
  }
  const missing = [...known.values()].filter(field => field.required && !isSet(field.name, event))
  if (missing.length > 0)
    say(['fields'], `the required fields of ${type}; missing: ${missing.map(f => f.name).join(', ')}`)
  if (event.in === undefined) checkColumns(event, definition.input, say)
}

/** The provider is always: the mapping is its own. */
function isSet(name: string, { fields }: EventEntry): boolean {
  return name === 'provider' || Object.hasOwn(fields, name)
}

function checkField(field: Field, spec: FieldSpec, definition: MappingShape, say: Say): void {
  const sources = [spec.path, spec.join, spec.is, spec.sha256, spec.branch ?? spec.number].filter(s => s !== undefined)
  if (sources.length !== 1) say([], 'one of path, join, is, sha256, or branch with number')
  for (const [key, allowed] of Object.entries(allowedKeys(field))) {
    if (spec[key as keyof FieldSpec] !== undefined && !allowed)
      say([key], `nothing: ${key} is not for the field ${field.name}`)
  }
  if ((spec.branch === undefined) !== (spec.number === undefined)) say([], 'branch and number together')
  if (typeof spec.table === 'string' && !Object.hasOwn(definition.tables ?? {}, spec.table))
    say(['table'], 'a table, or the name of one under tables')
  if (spec.transform !== undefined && !Object.hasOwn(transforms, spec.transform))
    say(['transform'], `one of ${Object.keys(transforms).join(', ')}`)
  if (field.kind === 'instant') checkTime(spec, definition, say)
}

/** Which keys of a field's spec mean something for it, among those that are not for every field. */
function allowedKeys({ name, kind }: Field): Partial<Record<keyof FieldSpec, boolean>> {
  const isAccount = TOKEN_FIELDS.get(name) === 'account'
  return {
    time: kind === 'instant',
    zone: kind === 'instant',
    unit: kind === 'integer',
    split: kind === 'set',
    scope: TOKEN_FIELDS.has(name) && !isAccount,
    bank: isAccount,
    branch: isAccount,
    number: isAccount,
    sha256: name === 'id',
    suffix: ID_FIELDS.has(name),
  }
}

function checkTime({ time = 'rfc3339', zone, is }: FieldSpec, definition: MappingShape, say: Say): void {
  const wrong = whyNoTimeFormat(time)
  if (wrong !== undefined) say(['time'], wrong)
  if (zone !== undefined && !offsetOf(zone)) say(['zone'], 'an offset such as +09:00, or Asia/Tokyo')
  if (wrong === undefined && !hasZone(time) && is === undefined && zone === undefined && definition.zone === undefined)
    say(['time'], 'a zone beside it, or zone of the mapping: these times do not say theirs')
}

/** In a file whose columns are listed here, a path must begin with one of them. */
function checkColumns(event: EventEntry, input: Input, say: Say): void {
  const columns = columnsOf(input)
  if (!columns) return
  for (const [name, entry] of Object.entries(event.fields)) {
    const { path, join = [], bank, branch, number } = specOf(entry)
    for (const read of [path, ...join, bank, branch, number])
      if (read !== undefined && !isColumn(read, columns)) say(['fields', name], `a column; there is no ${String(read)}`)
  }
  checkConditions(event.when, input, nested(say, ['when']))
}

function checkConditions(when: EventEntry['when'], input: Input, say: Say): void {
  const columns = columnsOf(input)
  for (const read of Object.keys(when ?? {}))
    if (columns && !isColumn(read, columns)) say([read], 'a column that there is')
}

function columnsOf(input: Input): readonly string[] | undefined {
  if (input.format === 'csv') return input.columns
  return input.format === 'fixed' ? namesOf(input.data.columns) : undefined
}

function namesOf(columns: readonly ({ name: string } | object)[]): string[] {
  return columns.flatMap(column => ('name' in column ? column.name : []))
}
