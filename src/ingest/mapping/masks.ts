import { fieldsOf, isEventType } from '../../events/catalogue.js'
import type { FieldKind } from '../../events/fields.js'
import type { Mapping } from './mapping.js'
import type { Mask, Masks } from './mask.js'
import { keysOf, type Path, pathText } from './path.js'
import { type EventEntry, type FieldSpec, pathsOf, specOf } from './spec.js'
import { TOKEN_FIELDS } from './tokens.js'

/**
 * What dead letters of a mapping may show. Times, amounts and codes show their shape, words that the mapping itself names
 * are shown; all else is hidden: identifiers, and whatever nobody has described. `masks` of the mapping holds instead.
 */
export function masksOf(mapping: Mapping): Masks {
  const byPath = new Map<string, Mask>()
  const keys = new Set<string>()
  for (const event of mapping.events) addEvent(event, byPath, keys)
  for (const when of mapping.ignore ?? []) addConditions(when, byPath, keys)
  for (const [path, mask] of Object.entries(mapping.masks ?? {})) byPath.set(path, mask)
  return { byPath, known: wordsOf(mapping), keys }
}

function addEvent(event: EventEntry, byPath: Map<string, Mask>, keys: Set<string>): void {
  const kinds = new Map(isEventType(event.type) ? fieldsOf(event.type).map(({ name, kind }) => [name, kind]) : [])
  const before = event.in === undefined ? '' : `${pathText(event.in)}.`
  for (const key of event.in === undefined ? [] : keysOf(event.in)) keys.add(key)
  for (const [name, entry] of Object.entries(event.fields)) {
    const spec = specOf(entry)
    const mask = maskOf(name, kinds.get(name) ?? 'text', spec)
    for (const path of pathsOf(spec)) {
      for (const key of keysOf(path)) keys.add(key)
      add(byPath, placeIn(path, before), mask)
    }
  }
  addConditions(event.when, byPath, keys)
}

function addConditions(when: EventEntry['when'], byPath: Map<string, Mask>, keys: Set<string>): void {
  for (const path of Object.keys(when ?? {})) {
    for (const key of keysOf(path)) keys.add(key)
    add(byPath, placeIn(path, ''), 'shape')
  }
}

/** A path that is read twice shows what the more careful of the two allows. */
function add(byPath: Map<string, Mask>, path: string, mask: Mask): void {
  if (byPath.get(path) !== 'hide') byPath.set(path, mask)
}

/** `$.a.b` as it stands in a record that is the message itself. */
function placeIn(path: Path, before: string): string {
  const text = pathText(path)
  return text.startsWith('$.') ? text.slice(2) : before + text
}

function maskOf(name: string, kind: FieldKind, { table }: FieldSpec): Mask {
  if (TOKEN_FIELDS.has(name)) return 'hide'
  if (table !== undefined || kind === 'instant' || kind === 'integer' || kind === 'flag') return 'shape'
  return name === 'bank' || name === 'provider' ? 'shape' : 'hide'
}

/** The words of tables and conditions. */
function wordsOf({ tables = {}, ignore = [], events }: Mapping): ReadonlySet<string> {
  const specs = events.flatMap(({ fields }) => Object.values(fields).map(specOf))
  const own = specs.flatMap(({ table }) => (typeof table === 'object' ? Object.keys(table) : []))
  const shared = Object.values(tables).flatMap(table => Object.keys(table))
  const conditions = [...ignore, ...events.map(({ when = {} }) => when)].flatMap(when => Object.values(when)).flat()
  return new Set([...own, ...shared, ...conditions.filter(word => typeof word !== 'object').map(String)])
}
