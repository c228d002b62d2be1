import { z } from 'zod'
import { parseInstant } from './time.js'

/** What a field is, for everything that must know more than its TypeScript type: tables, CSV, canonical content. */
export type FieldKind = 'text' | 'instant' | 'integer' | 'flag' | 'set' | 'items'

const kinds = z.registry<{ kind: FieldKind }>()

export function kindOf(schema: z.ZodType): FieldKind {
  const kind =
    kinds.get(schema)?.kind ??
    (schema instanceof z.ZodOptional ? kinds.get(schema.unwrap() as z.ZodType)?.kind : undefined)
  if (!kind) throw new Error('a field of the vocabulary has no kind')
  return kind
}

function as<T extends z.ZodType>(kind: FieldKind, schema: T): T {
  kinds.add(schema, { kind })
  return schema
}

const YEN_MAX = 1_000_000_000_000
const COUNT_MAX = 1_000_000_000_000
const TEXT_LENGTH_MAX = 128

const control = /[\p{Cc}\p{Zl}\p{Zp}]/u

/** An opaque token or id: 1 to 128 characters of `[A-Za-z0-9_.:-]`. */
export const token = () =>
  as('text', z.string('a text').regex(/^[A-Za-z0-9_.:-]{1,128}$/, '1 to 128 characters of A-Z a-z 0-9 _ . : -'))

/** A name that people wrote: 1 to 128 characters, no control characters, no half a surrogate. */
export const name = () =>
  as(
    'text',
    z
      .string('a text')
      .min(1, 'a text that is not empty')
      .max(TEXT_LENGTH_MAX, `a text of at most ${TEXT_LENGTH_MAX} characters`)
      .refine(text => !control.test(text) && text.isWellFormed(), 'has control characters or half a surrogate'),
  )

/** 全銀 code of a bank. */
export const bank = () => as('text', z.string('a text').regex(/^[0-9]{4}$/, 'a bank code of 4 digits'))

/** 全銀 code, or `*` for every bank. */
export const bankOrAll = () => as('text', z.string('a text').regex(/^([0-9]{4}|\*)$/, 'a bank code of 4 digits, or *'))

/** IPv4 or IPv6 text, kept as it was written. */
export const ip = () => as('text', z.union([z.ipv4(), z.ipv6()], 'an IPv4 or IPv6 address'))

const choices = z.registry<{ values: readonly string[] }>()

/** The words that a field, or an item of its list, may be; undefined where it is no choice. */
export function choicesOf(schema: z.ZodType): readonly string[] | undefined {
  const own = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema
  return choices.get(own)?.values
}

export const choice = <const T extends readonly [string, ...string[]]>(...values: T) => {
  const schema = as('text', z.enum(values, `one of ${values.join(', ')}`))
  choices.add(schema, { values })
  return schema
}

/** RFC 3339 with an offset in, integer UTC microseconds out. */
export const instant = () =>
  as(
    'instant',
    z
      .string('a time as text')
      .meta({ format: 'date-time' })
      .transform((text, ctx) => {
        const parsed = parseInstant(text)
        if (parsed.ok) return parsed.value
        ctx.issues.push({ code: 'custom', message: parsed.why, input: text })
        return z.NEVER
      }),
  )

const integer = (min: number, max: number, what: string) => as('integer', z.int(what).min(min, what).max(max, what))

/** Whole yen, 1 to 10^12. */
export const yen = () => integer(1, YEN_MAX, 'whole yen, 1 to 1,000,000,000,000')

/** Whole yen, 0 to 10^12, for what may have been nothing: paid, prevented, recovered. */
export const yenOrNone = () => integer(0, YEN_MAX, 'whole yen, 0 to 1,000,000,000,000')

export const count = () => integer(0, COUNT_MAX, 'a whole number, 0 or more')

export const flag = () => as('flag', z.boolean('true or false'))

/** A list whose order and repetitions mean nothing: sorted and distinct once parsed. */
export const setOf = <T extends z.ZodType<string>>(item: T, countMin = 0) => {
  const schema = as(
    'set',
    z
      .array(item, 'a list')
      .min(countMin, 'a list that is not empty')
      .transform(values => [...new Set(values)].sort()),
  )
  const values = choicesOf(item)
  if (values) choices.add(schema, { values })
  return schema
}

export const items = () =>
  as('items', z.array(z.object({ sku: name(), units: integer(1, COUNT_MAX, 'a whole number, 1 or more') }), 'a list'))

type Shape = Record<string, z.ZodType>

/**
 * An event type. Its keys are sorted here, once, so that a parsed event written as JSON is its canonical content.
 * Unknown keys are dropped: producers may add fields.
 */
export function event<const T extends string, S extends Shape>(type: T, shape: S) {
  const whole = { id: token(), type: as('text', z.literal(type)), at: instant(), ...shape }
  const sorted = Object.fromEntries(Object.entries(whole).sort(([a], [b]) => (a < b ? -1 : 1)))
  return z.object(sorted as typeof whole)
}

const alternatives = z.registry<{ oneOf: readonly string[] }>()

/** An event of which at least one of these fields must be there. */
export function needsOne<T extends z.ZodObject>(schema: T, ...fields: readonly string[]): T {
  const has = (event: Record<string, unknown>) => fields.some(field => event[field] !== undefined)
  const refined = schema.refine(has, {
    path: [fields[0] as string],
    message: `one or more of ${fields.join(', ')}`,
  }) as T
  alternatives.add(refined, { oneOf: fields })
  return refined
}

/** The fields of which one must be there; none where the type has no such rule. */
export function alternativesOf(schema: z.ZodType): readonly string[] {
  return alternatives.get(schema)?.oneOf ?? []
}
