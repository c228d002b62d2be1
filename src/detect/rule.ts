import { z } from 'zod'

/** A rule, a feature or a threshold is wrong: a sentence with the file and what to write instead. */
export class RuleError extends Error {
  override name = 'RuleError'
}

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const
const entityTypes = ['account', 'wallet', 'device', 'ip', 'phone', 'person', 'rail', 'provider', 'bank'] as const
const periods = ['1 hour', '1 day', '7 days', '1 month'] as const

const pair = z.string('"Japanese | English"').transform((text, ctx) => {
  const parts = text.split('|').map(part => part.trim())
  if (parts.length === 2 && parts[0] && parts[1]) return { ja: parts[0], en: parts[1] }
  ctx.issues.push({ code: 'custom', message: '"Japanese | English"', input: text })
  return z.NEVER
})

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `one of ${values.join(', ')}`)

const header = z.strictObject(
  {
    id: z.string('the name of the file').regex(/^[a-z][a-z0-9-]*$/, 'a name in kebab-case'),
    title: pair,
    on: z
      .string('link, charge, or both with a comma')
      .transform(text => text.split(',').map(part => part.trim()))
      .pipe(z.array(oneOf(['link', 'charge']))),
    entity: oneOf(entityTypes),
    period: oneOf(periods),
    severity: oneOf(severities),
    phase: oneOf(['account', 'link', 'charge', 'payment', 'always']),
    mode: oneOf(['live', 'shadow']),
    owner: z.string('who answers for it').min(1, 'who answers for it'),
    runbook: z.string('what to do, in one or two sentences').min(20, 'what to do, in one or two sentences'),
    reason: pair,
  },
  'only id, title, on, entity, period, severity, phase, mode, owner, runbook and reason',
)

/** Every key has one line of the head, and each must be there. */
export const HEAD_LINES = Object.keys(header.shape).length

/** What the head of a rule's file says. */
export type RuleHeader = z.output<typeof header>

export interface RuleSource extends RuleHeader {
  /** Selects `id`, and where it wants `severity` and `known_at`, from the table `work`. */
  readonly sql: string
}

const HEADER_LINE = /^--\s*([a-z]+):\s*(.*)$/

/** Reads `<id>.sql`: lines `-- key: value`, then one SELECT. Throws a RuleError that names the file and the line. */
export function parseRule(file: string, stem: string, text: string): RuleSource {
  const lines = text.split(/\r?\n/)
  const head = readHead(file, lines)
  const parsed = header.safeParse(Object.fromEntries([...head].map(([key, { value }]) => [key, value])))
  if (!parsed.success) {
    throw new RuleError(`${file}: ${whatIsWrong(parsed.error.issues[0] as z.core.$ZodIssue, head)}`)
  }
  if (parsed.data.id !== stem)
    throw new RuleError(`${file}: id: expected the name of the file, ${stem}, got ${parsed.data.id}`)
  // Blank lines before it stay, so that the first line of the SQL is the one behind the head.
  const sql = lines.slice(head.size).join('\n').trimEnd().replace(/;$/, '')
  if (sql.trim() === '') throw new RuleError(`${file}: line ${head.size + 1}: expected a SELECT behind the head`)
  return { ...parsed.data, sql }
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

function whatIsWrong(issue: z.core.$ZodIssue, head: ReadonlyMap<string, HeadLine>): string {
  const key = String(issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.path[0])
  const given = head.get(key)
  if (!given) return `${key}: missing from the head, which ends at line ${head.size}; expected ${issue.message}`
  return `line ${given.line}: ${key}: expected ${issue.message}, got ${JSON.stringify(given.value)}`
}

/** The words of a text that could name a column: `provider_yen_1h`. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.replace(/--.*$/gm, '').match(/[a-z_][a-z0-9_]*/g) ?? [])
}

/** The names in braces of a reason: `{yen_min}`. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{([a-z_][a-z0-9_]*)\}/g)].map(match => match[1] as string)
}
