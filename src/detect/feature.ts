import { z } from 'zod'
import { type EventType, eventTypes, fieldsOf } from '../events/catalogue.js'
import { canonical, sha256 } from '../events/content.js'
import { MICROS } from '../events/time.js'
import { impossible } from './feature-values.js'

/** Every field of a link or a charge that a feature may name, and what enrichment adds to it. */
const TEXT_FIELDS = [
  'provider',
  'bank',
  'account',
  'wallet',
  'operation',
  'outcome',
  'reason',
  'device',
  'ip',
  'bankDevice',
  'bankIp',
  'network',
  'phone',
  'person',
  'holder',
  'holderMatch',
  'trigger',
] as const
const KEY_FIELDS = ['account', 'wallet', 'device', 'ip', 'bankDevice', 'bankIp', 'phone', 'person'] as const

const text = z.enum(TEXT_FIELDS, `one of ${TEXT_FIELDS.join(', ')}`)
const key = z.enum(KEY_FIELDS, `one of ${KEY_FIELDS.join(', ')}`)
const DURATION = /^([1-9]\d*) (second|minute|hour|day)s?$/

const duration = z.string('a duration such as "10 minutes"').transform((value, ctx) => {
  const match = DURATION.exec(value)
  if (match) return Number(match[1]) * MICROS[match[2] as keyof typeof MICROS]
  ctx.issues.push({ code: 'custom', message: 'a duration such as "10 minutes" or "24 hours"', input: value })
  return z.NEVER
})

const oneOrMany = <T extends z.ZodType>(item: T, message?: string) =>
  z
    .union([item, z.array(item).min(1)], message)
    .transform(value => (Array.isArray(value) ? value : [value]) as z.output<T>[])

/** Coerced one by one: `z.coerce` makes one text of a whole list. */
const scalar = z.union([z.string(), z.boolean(), z.number()]).transform(String)

const common = {
  /** The key, and further fields that must be the same. */
  per: oneOrMany(text, `one or several of ${TEXT_FIELDS.join(', ')}`).refine(
    fields => key.safeParse(fields[0]).success,
    `its first field is ${KEY_FIELDS.join(', ')}`,
  ),
  of: z.enum(['link', 'charge'], 'link or charge'),
  /** Field to allowed values; null means that it is absent. */
  where: z.partialRecord(text, z.union([z.null(), oneOrMany(z.string())])).default({}),
}

/** Counted over the events of the key in (at − within, at], the event itself included. */
const windowed = z
  .strictObject({
    ...common,
    within: duration,
    count: z.literal(true).optional(),
    sum: z.literal('yen').optional(),
    distinct: text.optional(),
    /** With `distinct`: leaves out the value that the event itself has. */
    others: z.literal(true).optional(),
    /** With `distinct`: the greatest number over one value of this field. */
    most: text.optional(),
  })
  .refine(f => [f.count, f.sum, f.distinct].filter(Boolean).length === 1, 'exactly one of count, sum, distinct')
  .refine(f => !(f.others && (f.most || !f.distinct)), '`others` only with `distinct` and without `most`')
  .refine(f => f.most === undefined || f.distinct !== undefined, '`most` only with `distinct`')

/** Taken from the key's first matching event up to the event itself, over all history. */
const first = z.strictObject({
  ...common,
  since: z.literal('first'),
  /** A field of that first event; without it, the minutes since. */
  take: z.enum(['id', 'walletOpenedAt', ...TEXT_FIELDS]).optional(),
})

const SUBJECTS = ['account', 'wallet', 'device', 'ip', 'phone', 'person', 'rail'] as const

/** By these the hot window tells whether a link or charge is late. */
export const CHAINED: readonly string[] = ['account', 'wallet', 'device', 'ip']

/** Which events a looked-up feature depends on, and which links and charges each of them may speak of. */
const read = z.strictObject({
  of: z.enum(eventTypes as [EventType, ...EventType[]], `one of ${eventTypes.join(', ')}`),
  /** Only events with these values, as text; null means absent. */
  where: z.record(z.string(), z.union([z.null(), oneOrMany(scalar)])).default({}),
  /** Only events that have these fields. */
  has: z.array(z.string()).min(1).optional(),
  /**
   * What the event and the link or charge have in common. A phone or person is a link's own, or that of any link, second
   * factor, holder or wallet of the same account or wallet. `rail`: the provider at the bank, or at every bank (*).
   */
  by: z.enum(SUBJECTS, `one of ${SUBJECTS.join(', ')}`),
  /** Events with the same values in these fields speak of each other's subjects: one word on an order names its phone. */
  same: z.array(z.string()).min(1).optional(),
  /** How long after the event a link or charge may depend on it; `always` is before it too. */
  for: z.union([z.literal('ever'), z.literal('always'), duration], '"60 minutes", "ever" or "always"'),
  /**
   * Without any event of the reads that say this, the feature is NULL: in so long a time before the link or charge, or at
   * any time. Compared are its account, wallet and device, and the persons and phones of itself, of its first link and of
   * its holder. Memory knows, so that history need not be asked.
   */
  needed: z.union([z.literal('ever'), duration], '"60 minutes" or "ever"').optional(),
  /** Of what is needed: an event whose person is who holds the account says nothing. */
  unlike: z.literal('holder', 'holder').optional(),
})

/**
 * Looked up in history by SQL: a scalar for the link or charge `event`, and only where the rule's other conditions hold.
 * What it reads has to be declared in full: an event that comes late re-opens what `reads` says, and no more.
 */
const lookup = z.strictObject({
  sql: z.string('an expression over the columns of `event`').min(1),
  reads: z.array(read, 'the events that the SQL depends on'),
})

const declaration = z
  .union(
    [windowed, first, lookup],
    'a feature with `within` (count, sum or distinct), with `since: first`, or with `sql` and `reads`',
  )
  .superRefine((feature, ctx) => {
    const message = 'sql' in feature ? unreadable(feature) : (unknownField(feature) ?? impossible(feature))
    if (message !== undefined) ctx.addIssue({ code: 'custom', message })
  })

function unknownField(feature: Declared): string | undefined {
  const missing = namedFields(feature).find(field => !hasField(feature, field))
  return missing && `fields of a ${feature.of}${'within' in feature ? '' : ' itself'}, which ${missing} is not`
}

function unreadable({ reads }: z.output<typeof lookup>): string | undefined {
  for (const { of, where, has = [], by, needed, unlike, same = [] } of reads) {
    const names = fieldsOf(of).map(({ name }) => name)
    const keys = by === 'rail' ? ['provider', 'bank'] : [by]
    const missing = [...keys, ...same, ...has, ...Object.keys(where)].find(field => !names.includes(field))
    if (missing !== undefined) return `reads: fields of a ${of}, which ${missing} is not`
    const strange = impossible({ of, where })
    if (strange !== undefined) return `reads: ${strange}`
    if ((of === 'link' || of === 'charge') && !CHAINED.includes(by)) return `reads: a ${of} by ${CHAINED.join(', ')}`
    if (unlike !== undefined && (needed === undefined || !has.includes('person')))
      return 'reads: unlike only with needed, and with has: [person]'
    if (needed !== undefined && by === 'rail')
      return 'reads: needed only by what is not a rail, which all have in common'
  }
  return undefined
}

type Declared = z.output<typeof windowed> | z.output<typeof first>

function namedFields(feature: Declared): string[] {
  const more = 'within' in feature ? [feature.distinct, feature.most] : [feature.take]
  return [...feature.per, ...Object.keys(feature.where), ...more.filter(field => field !== undefined)]
}

/** The window knows a link's holder too; the table of links, where the first event is looked for, does not. */
function hasField(feature: Declared, field: string): boolean {
  if (field === 'holder') return 'within' in feature && feature.of === 'link'
  return fieldsOf(feature.of).some(({ name }) => name === field)
}

/** What the analysts' views add to a link or charge. */
export const ENRICHMENT = [
  'two_factor',
  'adoption',
  'suspended',
  'uncertain',
  'limit_charge',
  'limit_day',
  'limit_month',
  'holder',
]

/** What an event brings along and what was known at its time: in a rule, such a name would mean that. */
const COLUMNS: ReadonlySet<string> = new Set([
  'type',
  ...[...fieldsOf('link'), ...fieldsOf('charge')].map(({ column }) => column),
  ...ENRICHMENT,
])
const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'a name in snake_case')
  .refine(given => !COLUMNS.has(given), 'a name of its own, for work has a column of this one')

export const featureFile = z.record(name, declaration)
/** The same of which only the names are looked at. */
export const featureNames = z.record(name, z.unknown())

export type WindowedFeature = z.output<typeof windowed> & { readonly name: string }
export type FirstFeature = z.output<typeof first> & { readonly name: string }
export type LookupFeature = z.output<typeof lookup> & { readonly name: string }
export type Feature = WindowedFeature | FirstFeature | LookupFeature
export type Read = z.output<typeof read>
/** What a looked-up feature cannot do without. */
export type NeededRead = Read & { readonly needed: NonNullable<Read['needed']> }

export function isWindowed(feature: Feature): feature is WindowedFeature {
  return 'within' in feature
}

export function isFirst(feature: Feature): feature is FirstFeature {
  return 'since' in feature
}

export function isLookup(feature: Feature): feature is LookupFeature {
  return 'sql' in feature
}

export function neededReads({ reads }: LookupFeature): readonly NeededRead[] {
  return reads.filter((read): read is NeededRead => read.needed !== undefined)
}

/** Whether an event's fields are as a `where` asks. */
export function meets(where: Read['where'] | FirstFeature['where'], event: object): boolean {
  const fields = event as Readonly<Record<string, unknown>>
  for (const field in where) {
    const values = (where as Read['where'])[field]
    const value = fields[field]
    const isAsked = values ? value !== undefined && values.includes(String(value)) : value === undefined
    if (!isAsked) return false
  }
  return true
}

/** The field whose events a feature walks over. */
export function keyOf(feature: WindowedFeature | FirstFeature): string {
  return feature.per[0] as string
}

/** A name that two declarations share only where they mean the same, so that old and new rule versions live side by side. */
export function featureColumn(feature: Feature): string {
  return `f_${sha256(canonical({ ...feature, name: '' })).slice(0, 12)}`
}

/** Features that look for the same first event share one look-up. */
export function firstLookup(feature: FirstFeature): string {
  const { per, of, where } = feature
  return `first_${sha256(canonical({ per, of, where })).slice(0, 12)}`
}
