import type { z } from 'zod'
import { type EventType, type Field, schemas } from '../../events/catalogue.js'
import { ID_FIELDS } from './id-fields.js'
import type { FieldSpec, TableValue } from './spec.js'
import { TOKEN_FIELDS } from './tokens.js'

type Tables = Readonly<Record<string, Readonly<Record<string, TableValue>>>>

/** What is wrong with our side of a field's words, by the key of its spec; undefined where all can stand in an event. */
export function wrongWord(type: EventType, field: Field, spec: FieldSpec, tables: Tables = {}): string | undefined {
  if (!isJudged(field)) return undefined
  const table = typeof spec.table === 'string' ? tables[spec.table] : spec.table
  const given: (readonly [string, TableValue | undefined])[] = [
    ...Object.entries(table ?? {}),
    ['otherwise', spec.otherwise],
    ['is', spec.is],
  ]
  const schema = (schemas[type].shape as Record<string, z.ZodType>)[field.name]
  for (const [theirs, ours] of given) {
    if (ours === undefined || ours === null || ours === '') continue
    const parsed = schema?.safeParse(field.kind === 'set' ? [String(ours)] : String(ours))
    if (parsed && !parsed.success) return `${parsed.error.issues[0]?.message}; ${theirs} gives ${String(ours)}`
  }
  return undefined
}

/** Of banks and providers any spelling will do, and of ids and tokens no word is wrong. */
function isJudged({ name, kind }: Field): boolean {
  const isName = name === 'bank' || name === 'provider' || ID_FIELDS.has(name) || TOKEN_FIELDS.has(name)
  return (kind === 'text' || kind === 'set') && !isName
}
