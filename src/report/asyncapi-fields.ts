import type { Schema } from './asyncapi.js'

/** A line of the table of fields. */
export interface FieldRow {
  /** With the names of the objects around it: `entity.type`. */
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly meaning: string
  /** The words that it can be, where the meaning does not name them all. */
  readonly words: readonly string[]
}

/** The fields of an object, those of objects inside it right after it; the required ones first. */
export function fieldRows(schema: Schema, prefix = ''): FieldRow[] {
  const required = new Set(schema.required)
  const fields = Object.entries(schema.properties ?? {})
  const inOrder = [...fields.filter(([name]) => required.has(name)), ...fields.filter(([name]) => !required.has(name))]
  return inOrder.flatMap(([name, field]) => {
    const { schema: inner, nullable } = withoutNull(field)
    const meaning = field.description ?? inner.description ?? ''
    const words = wordsOf(inner)
    const row = {
      name: prefix + name,
      type: typeText(inner) + (nullable && required.has(name) ? ' or null' : ''),
      required: required.has(name),
      meaning,
      words: words.every(word => meaning.includes(word)) ? [] : words,
    }
    return [row, ...fieldRows(inner, `${prefix}${name}.`)]
  })
}

/** A field that may be null as what it is else. */
function withoutNull(schema: Schema): { schema: Schema; nullable: boolean } {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null') ?? []
  if (schema.anyOf && others.length < schema.anyOf.length && others.length === 1) {
    return { schema: others[0] as Schema, nullable: true }
  }
  if (!Array.isArray(schema.type)) return { schema, nullable: false }
  const [type] = schema.type.filter(type => type !== 'null') as string[]
  return { schema: { ...schema, ...(type === undefined ? {} : { type }) }, nullable: true }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  null: 'null',
}

function typeText(schema: Schema): string {
  if (schema.type === 'array') return `list of ${schema.items ? pluralText(schema.items) : 'anything'}`
  if (schema.format === 'date-time') return 'time'
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(', ')
  return TYPES[String(schema.type)] ?? 'any'
}

function pluralText(schema: Schema): string {
  const text = typeText(schema)
  return text === 'text' ? 'texts' : `${text}s`
}

function wordsOf(schema: Schema): string[] {
  if (schema.const !== undefined) return [String(schema.const)]
  return (schema.enum ?? schema.items?.enum ?? []).map(String)
}

/** JSON with one field of the outermost object a line. */
export function exampleText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value)
  const lines = Object.entries(value).map(([name, field]) => `  ${JSON.stringify(name)}: ${spaced(field)}`)
  return `{\n${lines.join(',\n')}\n}`
}

/** With a space where a line may be broken. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${spaced(field)}`)
  return `{ ${fields.join(', ')} }`
}

/** A text with code in backticks, in pieces. */
export function spans(text: string): { readonly text: string; readonly isCode: boolean }[] {
  return text.split('`').map((piece, i) => ({ text: piece, isCode: i % 2 === 1 }))
}
