import type { Field } from '../../events/catalogue.js'
import { type Outcome, refuse } from '../dead-letter.js'
import type { Json } from '../decode-json.js'
import type { Names } from '../names.js'
import { transforms } from '../transforms/catalogue.js'
import { ID_FIELDS } from './id-fields.js'
import { type Mapping, offsetOf } from './mapping.js'
import { shapeOf } from './mask.js'
import { parseAmount } from './money.js'
import { type Cursor, type Path, pathText, readerOf } from './path.js'
import type { FieldSpec, TableValue } from './spec.js'
import { timeReader } from './time.js'
import {
  normalAccount,
  normalNumber,
  normalPerson,
  normalPhone,
  normalWholeAccount,
  SCOPES,
  TOKEN_FIELDS,
  type Tokens,
} from './tokens.js'

/** What a mapping needs besides its file. */
export interface Surroundings {
  /** Stands before every event id. */
  readonly provider: string
  readonly names: Names
  readonly tokens: Tokens
}

/** A field's value for the event at hand, of which the fields before it are there; undefined where it is absent. */
export type FieldReader = (cursor: Cursor, event: Json) => Outcome<unknown>

/** What is there: a text, number, flag or list of the record. */
type Present = string | number | boolean | readonly unknown[]
type Finish = (found: Present, event: Json) => Outcome<unknown>

const ABSENT: Outcome<undefined> = { ok: true, value: undefined }

export function fieldReader(field: Field, spec: FieldSpec, mapping: Mapping, around: Surroundings): FieldReader {
  if (spec.branch !== undefined && spec.number !== undefined) return accountReader(spec, around)
  const find = finderOf(spec)
  const change = spec.transform === undefined ? undefined : transforms[spec.transform]
  const translate = field.kind === 'set' ? undefined : translatorOf(spec, mapping)
  const finish = finishOf(field, spec, mapping, around)
  return (cursor, event) => {
    const value = find(cursor)
    const unfit = whyUnfit(value)
    if (unfit !== undefined) return refuse('mapping', unfit)
    const changed = change && value !== undefined ? change(String(value)) : undefined
    if (changed?.ok === false) return changed
    const given = changed?.value ?? value ?? spec.default
    if (given === undefined) return ABSENT
    const translated = translate?.(given as Present)
    if (translated === undefined) return finish(given as Present, event)
    if (!translated.ok) return translated
    return translated.value === null ? ABSENT : finish(translated.value as Present, event)
  }
}

/** Reads what the spec points at, as it is; undefined where nothing is there: a text of nothing but spaces is nothing. */
function finderOf({ is, join, by = ' ', path, empty = [] }: FieldSpec): (cursor: Cursor) => unknown {
  if (is !== undefined) return () => is
  const reader = join ? joined(join, by) : readerOf(path ?? [])
  const nothing = empty.length > 0 ? new Set<unknown>(empty) : undefined
  return cursor => {
    const value = reader(cursor)
    if (value === null || nothing?.has(value)) return undefined
    return typeof value === 'string' && value.trim() === '' ? undefined : value
  }
}

function whyUnfit(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'has half a surrogate'
  return typeof value === 'object' && !Array.isArray(value) ? 'an object, where a value is expected' : undefined
}

/** Absent where one of the parts is. */
function joined(paths: readonly Path[], by: string): (cursor: Cursor) => unknown {
  const readers = paths.map(readerOf)
  return cursor => {
    const parts = readers.map(read => read(cursor))
    return parts.every(part => (typeof part === 'string' && part.trim() !== '') || typeof part === 'number')
      ? parts.join(by)
      : undefined
  }
}

type Translate = (found: unknown) => Outcome<unknown>

/** From the provider's word to ours, where the spec has a table. */
function translatorOf({ table, otherwise }: FieldSpec, mapping: Mapping): Translate | undefined {
  const words = typeof table === 'string' ? mapping.tables?.[table] : table
  if (!words) return undefined
  const known = new Map<string, Outcome<TableValue>>()
  for (const [theirs, ours] of Object.entries(words)) known.set(theirs, { ok: true, value: ours })
  const list = [...known.keys()].join(', ')
  return found => {
    const word = String(found).trim()
    const value = known.get(word)
    if (value !== undefined) return value
    if (otherwise !== undefined) return { ok: true, value: otherwise }
    return refuse('mapping', `none of ${list}; its shape is ${shapeOf(word)}`)
  }
}

function finishOf(field: Field, spec: FieldSpec, mapping: Mapping, around: Surroundings): Finish {
  const { name, kind } = field
  if (kind === 'set') return listOf(spec, mapping, ID_FIELDS.has(name) ? idOf(spec, around) : plain)
  if (ID_FIELDS.has(name)) return idOf(spec, around)
  if (TOKEN_FIELDS.has(name)) return tokenOf(name, spec, around)
  if (name === 'bank') return found => around.names.bank(String(found))
  if (name === 'provider') return found => around.names.provider(String(found))
  if (kind === 'instant') return timeOf(spec, mapping)
  if (kind === 'integer') return amountOf(spec)
  if (kind === 'flag') return flag
  return plain
}

/** Line feeds and runs of spaces, as quoted cells have them, are one space. */
function plain(found: unknown): Outcome<unknown> {
  if (Array.isArray(found)) return refuse('mapping', 'a list, where a value is expected')
  const text = String(found)
  return { ok: true, value: SPACE.test(text) ? text.replace(/\s+/g, ' ').trim() : text }
}

const SPACE = /\s/

function flag(found: unknown): Outcome<unknown> {
  if (typeof found === 'boolean') return { ok: true, value: found }
  if (found === 'true' || found === 'false') return { ok: true, value: found === 'true' }
  return refuse('mapping', 'not true or false; give it a table')
}

function listOf(spec: FieldSpec, mapping: Mapping, each: Finish): Finish {
  const translate = translatorOf(spec, mapping)
  return (found, event) => {
    const items = Array.isArray(found) ? found : spec.split === undefined ? [found] : String(found).split(spec.split)
    const values: unknown[] = []
    for (const item of items) {
      const plain = typeof item === 'string' ? item.trim() : item
      const word = translate?.(plain) ?? { ok: true, value: plain }
      if (!word.ok) return word
      if (word.value === null || word.value === '') continue
      const value = each(word.value as string, event)
      if (!value.ok) return value
      values.push(value.value)
    }
    return values.length > 0 ? { ok: true, value: values } : ABSENT
  }
}

const ID = /^[A-Za-z0-9_.:-]{1,90}$/

function idOf({ suffix }: FieldSpec, { provider }: Surroundings): Finish {
  const end = suffix === undefined ? '' : `:${suffix}`
  return found => {
    const id = String(found).trim()
    if (!ID.test(id)) return refuse('mapping', 'not an id of 1 to 90 characters A-Z a-z 0-9 _ . : -; make it by sha256')
    return { ok: true, value: `${provider}:${id}${end}` }
  }
}

function tokenOf(name: string, spec: FieldSpec, { provider, names, tokens }: Surroundings): Finish {
  const kind = TOKEN_FIELDS.get(name) ?? 'person'
  if (kind === 'account') return wholeAccount({ provider, names, tokens })
  const owner = (spec.scope ?? SCOPES[kind]) === 'provider' ? provider : ''
  return found => {
    if (Array.isArray(found)) return refuse('mapping', 'a list, where a value is expected')
    const text = String(found)
    if (kind !== 'phone') {
      const value = kind === 'person' ? normalPerson(text) : normalNumber(text)
      return { ok: true, value: tokens.token(kind, owner, value) }
    }
    const phone = normalPhone(text)
    return phone.ok ? { ok: true, value: tokens.token(kind, owner, phone.value) } : phone
  }
}

/** Branch and number in one text; the bank is that of the event. */
function wholeAccount(around: Surroundings): Finish {
  return (found, event) => {
    if (typeof event.bank !== 'string')
      return refuse('mapping', 'the event has no bank, and an account is nothing without')
    const account = normalWholeAccount(event.bank, String(found))
    return account.ok ? { ok: true, value: around.tokens.token('account', '', account.value) } : account
  }
}

function accountReader({ bank, branch = [], number = [] }: FieldSpec, { names, tokens }: Surroundings): FieldReader {
  const readBank = bank === undefined ? undefined : readerOf(bank)
  const [readBranch, readNumber] = [readerOf(branch), readerOf(number)]
  return (cursor, event) => {
    const [branchText, numberText] = [readBranch(cursor), readNumber(cursor)]
    if (isNothing(branchText) && isNothing(numberText)) return ABSENT
    const named = readBank ? names.bank(String(readBank(cursor) ?? '')) : { ok: true as const, value: event.bank }
    if (!named.ok) return named
    if (typeof named.value !== 'string')
      return refuse('mapping', 'the event has no bank, and an account is nothing without')
    for (const [path, part] of [
      [branch, branchText],
      [number, numberText],
    ] as const)
      if (typeof part !== 'string' && typeof part !== 'number') return refuse('mapping', `${pathText(path)} is missing`)
    const account = normalAccount(named.value, String(branchText), String(numberText))
    return account.ok ? { ok: true, value: tokens.token('account', '', account.value) } : account
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

function timeOf({ time = 'rfc3339', zone = '' }: FieldSpec, mapping: Mapping): Finish {
  const read = timeReader(time, offsetOf(zone) ?? offsetOf(mapping.zone ?? '') ?? '')
  return found => {
    const parsed = read(String(found))
    return parsed.ok ? parsed : refuse('mapping', `${parsed.why}; its shape is ${shapeOf(String(found))}`)
  }
}

function amountOf({ unit = 1 }: FieldSpec): Finish {
  return found => {
    if (typeof found !== 'string' && typeof found !== 'number') return refuse('mapping', 'not an amount')
    const parsed = parseAmount(found)
    if (!parsed.ok) return refuse('mapping', `${parsed.why}; its shape is ${shapeOf(String(found))}`)
    return { ok: true, value: parsed.value * unit }
  }
}
