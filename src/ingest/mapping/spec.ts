import { z } from 'zod'
import type { Path } from './path.js'

/**
 * The mapping language: what stands under `mapping:` in `config/providers/<id>.yaml`. config/providers/README.md is its
 * page. Nothing in it runs code.
 */
const text = (what: string) => z.string(what).min(1, what)
const path = z
  .union([z.string().min(1), z.array(z.string()).min(1)], 'a path such as user.id, or a list of keys')
  .describe('Keys joined by dots, $ first for the whole message; a list of keys where a key has a dot in it')

const value = z.union([z.string(), z.boolean(), z.int(), z.null()], 'a text, a whole number, true, false or null')
const table = z.record(z.string(), value, 'a table: their word and ours')

const spec = z.strictObject({
  path: path.optional().describe('Where the value is'),
  join: z.array(path).min(2).optional().describe('Several values, joined by `by`'),
  by: z.string().optional().describe('Between joined values; a space where it is not given'),
  is: z.union([z.string(), z.boolean(), z.int()]).optional().describe('A constant'),
  transform: text('the name of a transform').optional().describe('A named function of src/ingest/transforms'),
  empty: z.array(z.string()).optional().describe('Texts that mean nothing is there, besides the empty one'),
  default: z.union([z.string(), z.boolean(), z.int()]).optional().describe('What holds where nothing is there'),
  table: z
    .union([z.string(), table], 'a table, or the name of one under tables')
    .optional()
    .describe('Their word and ours; a word that is not in it makes a dead letter'),
  otherwise: value.optional().describe('What a word that is not in the table means; only where that is safe to say'),
  split: text('a separator').optional().describe('For a list that is written as one text'),
  time: text('a time format')
    .optional()
    .describe('rfc3339, epoch-s, epoch-ms, epoch-us, or yyyy/MM/dd HH:mm:ss and the like'),
  zone: text('a zone').optional().describe('Of times that do not say it; instead of the zone of the mapping'),
  unit: z.int().positive().optional().describe('Yen that one unit of the amount is: 1000 for 千円'),
  bank: path.optional().describe('Of an account, where it is not the bank of the event'),
  branch: path.optional().describe('Of an account: 店番号'),
  number: path.optional().describe('Of an account: 口座番号'),
  scope: z
    .enum(['provider', 'all'], 'provider or all')
    .optional()
    .describe('Whether equal texts of two providers are one'),
  sha256: z
    .array(z.union([z.string(), z.strictObject({ path })], 'a field of the event, or path: PATH'))
    .min(1)
    .optional()
    .describe('An id made from fields of the event, or values of the record'),
  suffix: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,20}$/, 'up to 20 letters, digits, . _ -')
    .optional()
    .describe('Behind a taken id, where one record gives several events'),
})

const field = z.union(
  [z.string().min(1), z.array(z.string()).min(1), spec],
  'a path, a list of keys, or an object with path, is, table …',
)

const condition = z.union(
  [
    z.string(),
    z.int(),
    z.boolean(),
    z.array(z.union([z.string(), z.int(), z.boolean()])).min(1),
    z.strictObject({
      not: z
        .array(z.union([z.string(), z.int(), z.boolean()]))
        .min(1)
        .optional(),
      present: z.boolean().optional(),
    }),
  ],
  'a value, a list of values, or not: […], or present: true',
)

const conditions = z.record(z.string(), condition)

const event = z.strictObject({
  type: text('a type of event'),
  in: path.optional().describe('Where the paths of this event begin; it is made only where that is there'),
  when: conditions.optional().describe('All of these must hold'),
  fields: z.record(z.string(), field, 'fields of the event'),
})

const column = z.union(
  [z.strictObject({ name: text('a name'), bytes: z.int().positive() }), z.strictObject({ bytes: z.int().positive() })],
  'name: NAME, bytes: N; without a name for filler',
)
const kind = z.strictObject({ code: text('the first characters of such a record'), columns: z.array(column).min(1) })

const input = z.discriminatedUnion(
  'format',
  [
    z.strictObject({
      format: z.enum(['json', 'ndjson']),
      encoding: z.enum(['utf-8', 'shift_jis']).optional(),
      base64: path.optional().describe('Where a JSON document stands in base64; paths go on into it'),
      each: path.optional().describe('A list, of which each item is a record; $ where the message itself is the list'),
    }),
    z.strictObject({
      format: z.literal('csv'),
      encoding: z.enum(['utf-8', 'shift_jis']).optional(),
      separator: z.string().length(1).optional(),
      columns: z.array(z.string()).min(1).optional().describe('Names of the columns of a file without a header'),
      lastLineEnd: z
        .enum(['required', 'optional'], 'required or optional')
        .optional()
        .describe('Whether the last line must have a line end (default): without one it may be cut off'),
    }),
    z.strictObject({
      format: z.literal('fixed'),
      encoding: z.enum(['utf-8', 'shift_jis']).optional(),
      header: kind,
      data: kind,
      trailer: kind,
      end: kind.optional(),
      count: text('a column of the trailer').describe('The trailer says how many data records there are'),
      sum: z
        .strictObject({ trailer: text('a column of the trailer'), data: text('a column of the data records') })
        .describe('The trailer says what this column of the data records adds up to'),
    }),
  ],
  'format: json, ndjson, csv or fixed',
)

export const mappingShape = z.strictObject({
  input,
  zone: text('a zone such as +09:00').optional().describe('Of times that do not say it: +09:00, Z, or Asia/Tokyo'),
  tables: z.record(z.string(), table).optional().describe('Tables by name, for fields to share'),
  masks: z
    .record(z.string(), z.enum(['keep', 'shape', 'hide'], 'keep, shape or hide'))
    .optional()
    .describe('What a dead letter may show of a value, by path'),
  ignore: z
    .array(
      conditions.refine(
        all => Object.keys(all).length > 0,
        'at least one condition; without one it would be every record',
      ),
      'a list of conditions, each as under when',
    )
    .min(1, 'at least one')
    .optional()
    .describe('Records that tell nothing, such as heartbeats: those for which all conditions of one entry hold'),
  events: z.array(event, 'a list of events').min(1, 'at least one event'),
})

export type MappingShape = z.output<typeof mappingShape>
export type Input = MappingShape['input']
export type FixedInput = Extract<Input, { format: 'fixed' }>
export type FieldEntry = z.output<typeof field>
export type FieldSpec = z.output<typeof spec>
export type EventEntry = z.output<typeof event>
export type Condition = z.output<typeof condition>
export type TableValue = z.output<typeof value>

/** The long form of a field: a bare path is `path: …`. */
export function specOf(entry: FieldEntry): FieldSpec {
  return typeof entry === 'string' || Array.isArray(entry) ? { path: entry } : entry
}

/** Every path that a field reads. */
export function pathsOf({ path, join = [], bank, branch, number, sha256 = [] }: FieldSpec): Path[] {
  const hashed = sha256.flatMap(part => (typeof part === 'string' ? [] : [part.path]))
  return [path, ...join, bank, branch, number, ...hashed].filter(read => read !== undefined)
}
