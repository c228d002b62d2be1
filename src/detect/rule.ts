import { z } from 'zod'
import { eventTypes } from '../events/catalogue.js'
import { MICROS } from '../events/time.js'

/** A rule, a feature or a threshold is wrong: a sentence with the file and what to write instead. */
export class RuleError extends Error {
  override name = 'RuleError'
}

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const
const entityTypes = [
  'account',
  'wallet',
  'device',
  'ip',
  'phone',
  'person',
  'rail',
  'provider',
  'bank',
  'ring',
] as const
const periods = ['1 hour', '1 day', '7 days', '1 month'] as const

const pair = z.string('"Japanese | English"').transform((text, ctx) => {
  const parts = text.split('|').map(part => part.trim())
  if (parts.length === 2 && parts[0] && parts[1]) return { ja: parts[0], en: parts[1] }
  ctx.issues.push({ code: 'custom', message: '"Japanese | English"', input: text })
  return z.NEVER
})

const PLACEHOLDER = /\{([a-z_][a-z0-9_]*)\}/g

/** What people are told. Japanese says 「確認が必要」: an alert is a suspicion. */
const told = pair.superRefine(({ ja, en }, ctx) => {
  if (ja.includes('不正'))
    ctx.addIssue({ code: 'custom', message: 'no 「不正」, for nothing is proved; say 「確認が必要」' })
  const brace = /[{}｛｝]/.exec(`${ja} ${en}`.replace(PLACEHOLDER, ''))?.[0]
  if (brace !== undefined) {
    const message = `{name} of a column, feature or threshold, in half-width braces and small letters; there is a ${brace} too many`
    ctx.addIssue({ code: 'custom', message })
  }
})

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `one of ${values.join(', ')}`)

const list = (text: string) => text.split(',').map(part => part.trim())

/** `30 days` or `72 hours` in microseconds. */
const span = z.string().transform((text, ctx) => {
  const [, count, unit] = /^([1-9]\d{0,4}) (hour|day)s?$/.exec(text) ?? []
  if (count !== undefined) return Number(count) * (unit === 'day' ? MICROS.day : MICROS.hour)
  ctx.issues.push({ code: 'custom', message: 'a number of hours or days, such as 30 days', input: text })
  return z.NEVER
})

/** What only a sweep has in its head. */
const sweepKeys = {
  /** How often it is run: over each hour or day in JST that has an event. */
  every: oneOf(['1 hour', '1 day']).optional(),
  /** How far `v_links` and `v_charges` reach back from the end of what is swept, in microseconds. */
  span: z.union([z.literal('history'), span], 'a span such as 30 days, or history').optional(),
  /** Types of the events that it looks at. */
  reads: z
    .string()
    .transform(list)
    .pipe(z.array(oneOf(eventTypes as [(typeof eventTypes)[number]])))
    .optional(),
  /** Types of the events that may fire; without any in it a period is not looked at. */
  fires: z
    .string()
    .transform(list)
    .pipe(z.array(oneOf(['link', 'charge', 'claim'])))
    .optional(),
  /** Up to so much may be swept in one statement, in microseconds; none: a period. */
  together: span.optional(),
  /** How long before the period an event may lie that fires in it, in microseconds; none: it lies in it. */
  after: span.optional(),
}

const eventHeader = z.strictObject(
  {
    id: z.string('the name of the file').regex(/^[a-z][a-z0-9-]*$/, 'a name in kebab-case'),
    title: told,
    on: z
      .string('link, charge, both with a comma, or sweep')
      .transform(list)
      .pipe(z.array(oneOf(['link', 'charge', 'sweep']))),
    entity: z
      .string('account, or two entities with a comma')
      .transform(list)
      .pipe(z.array(oneOf(entityTypes)).min(1).max(2, 'at most two entities')),
    period: oneOf(periods),
    severity: oneOf(severities),
    phase: oneOf(['account', 'link', 'charge', 'payment', 'always']),
    mode: oneOf(['live', 'shadow']),
    owner: z.string('who answers for it').min(1, 'who answers for it'),
    runbook: z.string('what to do, in one or two sentences').min(20, 'what to do, in one or two sentences'),
    reason: told,
    ...sweepKeys,
  },
  'only id, title, on, entity, period, severity, phase, mode, owner, runbook and reason; a sweep also every, span, reads, fires, after and together',
)

type Entity = (typeof entityTypes)[number]

const header = eventHeader.superRefine((head, ctx) => {
  const wrong = (key: string, message: string) => ctx.addIssue({ code: 'custom', path: [key], message })
  if (!head.on.includes('sweep')) {
    for (const key of Object.keys(sweepKeys)) if (key in head) wrong(key, 'nothing: only a rule on: sweep has it')
    if (head.entity.includes('ring')) wrong('entity', 'another entity: only a rule on: sweep knows rings')
    return
  }
  if (head.on.length > 1) wrong('on', 'sweep alone')
  if (head.entity.length > 1) wrong('entity', 'one entity: a sweep is about one type of them')
  for (const key of ['every', 'span', 'reads', 'fires'] as const) if (!(key in head)) wrong(key, NEEDED[key])
  if (head.every === '1 day' && head.period === '1 hour') wrong('period', 'a period that is no shorter than every')
})

const NEEDED = {
  every: 'how often it is run: 1 hour or 1 day',
  span: 'how far it looks back: a span such as 30 days, or history',
  reads: 'the types of the events that it looks at, such as link, charge',
  fires: 'the types of the events that may fire: link, charge or claim',
}

/** How many lines the head has: one for each key, and of those that only a sweep has for each that is given. */
export function headLinesOf(rule: RuleHeader): number {
  const all = Object.keys(eventHeader.shape)
  return all.filter(key => !(key in sweepKeys) || key in rule).length
}

/** What the head of a rule's file says. */
export interface RuleHeader extends Omit<z.output<typeof header>, 'entity'> {
  readonly entity: Entity
  /** A second one: the rule then selects `entity`, the type that the alert is about. */
  readonly orEntity?: Entity
}

export interface RuleSource extends RuleHeader {
  /**
   * Selects `id`, and where it wants `severity`, `known_at` and `entity`, from the table `work`. A sweep selects `entity`
   * always, and what its reason names, from the views.
   */
  readonly sql: string
}

const HEADER_LINE = /^--\s*([a-z]+):\s*(.*)$/

/** Reads `<id>.sql`: lines `-- key: value`, then one SELECT. Throws a RuleError that names the file and the line. */
export function parseRule(file: string, stem: string, text: string): RuleSource {
  const lines = text.split(/\r?\n/)
  const head = readHead(file, lines)
  const parsed = header.safeParse(Object.fromEntries([...head].map(([key, { value }]) => [key, value])))
  if (!parsed.success) {
    throw new RuleError(`${file}: ${whatIsWrong(parsed.error.issues[0] as z.core.$ZodIssue, head, lines)}`)
  }
  if (parsed.data.id !== stem) {
    const line = head.get('id')?.line
    throw new RuleError(`${file}: line ${line}: id: expected the name of the file, ${stem}, got ${parsed.data.id}`)
  }
  // Blank lines before it stay, so that the first line of the SQL is the one behind the head.
  const sql = lines.slice(head.size).join('\n').trimEnd().replace(/;$/, '')
  if (sql.trim() === '') throw new RuleError(`${file}: line ${head.size + 1}: expected a SELECT behind the head`)
  const [entity, orEntity] = parsed.data.entity as [Entity, Entity?]
  return { ...parsed.data, entity, ...(orEntity ? { orEntity } : {}), sql }
}

interface HeadLine {
  /** From 1. */
  readonly line: number
  readonly value: string
}

/** The lines `-- key: value` at the top, by key; the first line of another form ends them. */
function readHead(file: string, lines: readonly string[]): Map<string, HeadLine> {
  const head = new Map<string, HeadLine>()
  for (const [i, text] of lines.entries()) {
    const [, key, value = ''] = HEADER_LINE.exec(text) ?? []
    if (key === undefined) break
    if (head.has(key)) throw new RuleError(`${file}: line ${i + 1}: ${key} is given twice`)
    head.set(key, { line: i + 1, value: value.trim() })
  }
  return head
}

function whatIsWrong(issue: z.core.$ZodIssue, head: ReadonlyMap<string, HeadLine>, lines: readonly string[]): string {
  const key = String(issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.path[0])
  const given = head.get(key)
  if (!given) {
    const why = whyMissing(head, lines[head.size] ?? '')
    return `${key}: missing from the head, which ends at line ${head.size}${why}; expected ${issue.message}`
  }
  return `line ${given.line}: ${key}: expected ${issue.message}, got ${JSON.stringify(given.value)}`
}

/** A misspelt key, or a line of another form that ended the head too early. */
function whyMissing(head: ReadonlyMap<string, HeadLine>, behind: string): string {
  const strange = [...head].find(([key]) => !(key in eventHeader.shape))
  if (strange) return ` and whose line ${strange[1].line} has ${strange[0]}, which is no key`
  return /^\s*SELECT/i.test(behind) ? '' : `, for line ${head.size + 1} is no "-- key: value"`
}

/** The words of a text that could name a column: `provider_yen_1h`. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.replace(/--.*$/gm, '').match(/[a-z_][a-z0-9_]*/g) ?? [])
}

/** The names in braces of a reason: `{yen_min}`. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(match => match[1] as string)
}
