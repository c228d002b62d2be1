import type { z } from 'zod'
import { type BankenEvent, type EventType, type Field, fieldsOf, isEventType, schemas } from '../../events/catalogue.js'
import { sha256 } from '../../events/content.js'
import { type Outcome, refuse } from '../dead-letter.js'
import type { Json } from '../decode-json.js'
import { type FieldReader, fieldReader, type Surroundings } from './field.js'
import type { Mapping } from './mapping.js'
import { type Cursor, pathText, readerOf } from './path.js'
import { type EventEntry, type FieldSpec, pathsOf, specOf } from './spec.js'
import { testOf } from './when.js'

interface Step {
  readonly name: string
  readonly required: boolean
  readonly isInstant: boolean
  /** Its time format says the zone, or the mapping does. */
  readonly hasZone: boolean
  /** Where the value comes from, for people. */
  readonly from: string
  readonly read: FieldReader
  /** What the record holds there, as it is. */
  readonly raw: (cursor: Cursor) => readonly unknown[]
}

/** One event that a record was to give: each field with its raw values and where they stand. */
export interface Explained {
  readonly type: EventType
  readonly fields: readonly ExplainedField[]
}

interface ExplainedField {
  readonly name: string
  readonly from: string
  readonly raw: readonly unknown[]
  readonly value: Outcome<unknown>
}

const HASH_HEX = 32

/** Makes one event of a mapping from records. */
export class EventMaker {
  readonly type: EventType
  readonly #steps: readonly Step[]
  readonly #takes: (cursor: Cursor) => boolean
  readonly #inside: ((cursor: Cursor) => unknown) | undefined

  constructor(entry: EventEntry, mapping: Mapping, around: Surroundings) {
    if (!isEventType(entry.type)) throw new Error(`${entry.type} was checked to be a type of event`)
    this.type = entry.type
    this.#takes = testOf(entry.when)
    this.#inside = entry.in === undefined ? undefined : readerOf(entry.in)
    this.#steps = inOrder(fieldsOf(this.type))
      .filter(({ name }) => Object.hasOwn(entry.fields, name) || name === 'provider')
      .map(field =>
        stepOf(field, specOf(entry.fields[field.name] ?? { is: around.provider }), this.type, mapping, around),
      )
  }

  /** The cursor at which this event's paths begin; undefined where the record is none of its own. */
  enter(cursor: Cursor): Cursor | undefined {
    if (!this.#takes(cursor)) return undefined
    if (!this.#inside) return cursor
    const record = this.#inside(cursor)
    return typeof record === 'object' && record !== null ? { ...cursor, record } : undefined
  }

  /** The event as its JSON message would have been. */
  draft(cursor: Cursor): Outcome<Json> {
    const json: Json = { type: this.type }
    for (const { name, required, from, read } of this.#steps) {
      const value = read(cursor, json)
      if (!value.ok) return refuse(value.reason, `${name}: ${value.why} (${from})`)
      if (value.value !== undefined) json[name] = value.value
      else if (required) return refuse('mapping', `${name}: missing (${from})`)
    }
    return { ok: true, value: json }
  }

  make(cursor: Cursor): Outcome<BankenEvent> {
    const draft = this.draft(cursor)
    if (!draft.ok) return draft
    const parsed = schemas[this.type].safeParse(draft.value)
    return parsed.success ? { ok: true, value: parsed.data as BankenEvent } : this.#refused(parsed.error, draft.value)
  }

  explain(cursor: Cursor): Explained {
    const json: Json = { type: this.type }
    const fields = this.#steps.map(({ name, from, read, raw }) => {
      const value = read(cursor, json)
      if (value.ok && value.value !== undefined) json[name] = value.value
      return { name, from, raw: raw(cursor), value }
    })
    return { type: this.type, fields }
  }

  /** Unlike the sentence for canonical messages it never repeats the value, which may be secret here. */
  #refused(error: z.ZodError, json: Json): Outcome<never> {
    const issue = error.issues[0] as z.core.$ZodIssue
    const name = String(issue.path[0] ?? '')
    const step = this.#steps.find(step => step.name === name)
    const isTime = step?.isInstant && typeof json[name] === 'string'
    const wanted = issue.code === 'custom' ? issue.message : `expected ${issue.message}`
    const says = isTime ? `not a time that there is${step.hasZone ? '' : ', or without its offset'}` : wanted
    return refuse('mapping', `${name}: ${says}${step ? ` (${step.from})` : ''}`)
  }
}

/** The bank before the accounts that need it, the id last: it may be made from all the others. */
function inOrder(fields: readonly Field[]): Field[] {
  const rank = ({ name }: Field) => (name === 'bank' ? 0 : name === 'id' ? 2 : 1)
  return [...fields].sort((a, b) => rank(a) - rank(b))
}

function stepOf(field: Field, spec: FieldSpec, type: EventType, mapping: Mapping, around: Surroundings): Step {
  const read = spec.sha256 ? hashed(spec.sha256, type, around.provider) : fieldReader(field, spec, mapping, around)
  const raw = pathsOf(spec).map(readerOf)
  return {
    name: field.name,
    required: field.required,
    isInstant: field.kind === 'instant',
    hasZone: (spec.time ?? 'rfc3339') !== 'rfc3339',
    from: originOf(spec),
    read,
    raw: cursor => raw.map(one => one(cursor)),
  }
}

type Hashed = NonNullable<FieldSpec['sha256']>

/** An id of the same length for everything: equal fields give equal ids. Of tokens, not of what they stand for. */
function hashed(parts: Hashed, type: EventType, provider: string): FieldReader {
  const readers = parts.map(part => {
    if (typeof part === 'string') return (_cursor: Cursor, event: Json) => event[part]
    const read = readerOf(part.path)
    return (cursor: Cursor) => read(cursor)
  })
  return (cursor, event) => {
    const values = readers.map(read => read(cursor, event) ?? null)
    return { ok: true, value: `${provider}:${sha256(JSON.stringify([type, ...values])).slice(0, HASH_HEX)}` }
  }
}

/** `path 取引日時, time yyyy/MM/dd`. */
function originOf({ path, join, branch, number, sha256: parts, ...how }: FieldSpec): string {
  const texts = [
    ...[path, branch, number].filter(read => read !== undefined).map(pathText),
    ...(join ? [join.map(pathText).join(' + ')] : []),
    ...(parts
      ? [`SHA-256 of ${parts.map(part => (typeof part === 'string' ? part : pathText(part.path))).join(', ')}`]
      : []),
    ...(how.is === undefined ? [] : [`always ${how.is}`]),
    ...(how.transform === undefined ? [] : [how.transform]),
    ...(how.time === undefined ? [] : [how.time]),
    ...(typeof how.table === 'string' ? [`table ${how.table}`] : how.table ? ['a table'] : []),
  ]
  return texts.join(', ')
}
