import { InputError } from '../../files/input-error.js'
import type { Sample } from '../../files/sample.js'
import { UNDECIDED } from './mapping.js'
import { guessRoles, type Role, timeFormatOf, wordFor } from './mapping-guess.js'
import { base64In, changedAt, type Leaf, leavesOf, listIn, packed, valueIn } from './mapping-leaves.js'

/** A guessed mapping file, and what in it a person must decide. */
export interface Guess {
  readonly yaml: string
  readonly open: number
}

const NO_RECORD = 'holds no record with a named field; give it some: JSON objects, or CSV rows below a header'

type Roles = ReadonlyMap<Role, Leaf>

/**
 * Guesses the mapping of a provider from a sample. What it does not know stands there as `???`, and is named in a comment.
 * Throws an InputError for a sample in which no record has a field.
 */
export function guessMapping(id: string, sample: Sample): Guess {
  const lines = sample.format === 'fixed' ? fixedText(sample) : recordsText(sample)
  const yaml = `${[
    `names: { ja: ${quoted(id)}, en: ${quoted(id)} } # ??? the provider's names`,
    'services: []',
    'aliases: []',
    'mapping:',
    ...lines.map(line => (line === '' ? '' : `  ${line}`)),
  ].join('\n')}\n`
  return { yaml, open: yaml.split('\n').filter(line => line.includes(UNDECIDED)).length }
}

function recordsText(sample: Sample): string[] {
  const { input, records } = openedUp(sample)
  const leaves = leavesOf(records)
  if (!leaves.some(({ keys }) => keys.length > 0)) throw new InputError(`${sample.path}: ${NO_RECORD}`)
  const roles = guessRoles(leaves)
  const used = new Set(roles.values())
  const kinds = kindsOf(roles.get('kind'))
  return [
    ...(sample.isOpen
      ? [`# ${UNDECIDED} the sample has no line end after its last line: optional if the provider never writes one`]
      : []),
    `input: ${input}`,
    'zone: Asia/Tokyo',
    'tables:',
    `  outcome: ${tableText(roles.get('outcome'), 'outcome', 'succeeded')}`,
    ...reasonTable(roles.get('reason')),
    'events:',
    ...(kinds.path === undefined && roles.has('yen') ? [] : linkText(roles, kinds)),
    ...chargeText(roles, kinds),
    ...kinds.unknown.map(word => `# ${UNDECIDED} ${word}: no event takes it; it makes dead letters`),
    ...leaves.filter(leaf => !used.has(leaf)).map(notRead),
  ]
}

/** The records behind an envelope, and the input that opens it. */
function openedUp({ format, encoding, separator, columns, isOpen, records }: Sample): {
  input: string
  records: readonly unknown[]
} {
  const parts = [`format: ${format}`]
  if (encoding !== 'utf-8') parts.push(`encoding: ${encoding}`)
  if (separator) parts.push(`separator: ${JSON.stringify(separator)}`)
  if (columns) parts.push(`columns: [${columns.join(', ')}]`)
  if (isOpen) parts.push('lastLineEnd: optional')
  let opened = records
  const base64 = base64In(opened)
  if (base64) {
    parts.push(`base64: ${pathText(base64)}`)
    opened = opened.map(record => changedAt(record, base64, text => packed(String(text)) ?? text))
  }
  const list = format === 'csv' ? undefined : listIn(opened)
  if (list) {
    parts.push(`each: ${pathText(list)}`)
    opened = opened.flatMap(record => (valueIn(record, list) as unknown[]) ?? [])
  } else if (format === 'json' && records.length > 1) parts.push('each: $')
  return { input: `{ ${parts.join(', ')} }`, records: opened }
}

interface Kinds {
  readonly path: string | undefined
  readonly link: readonly (readonly [string, string])[]
  readonly charge: readonly string[]
  readonly unknown: readonly string[]
}

function kindsOf(leaf: Leaf | undefined): Kinds {
  const words = (leaf?.values ?? []).map(word => [word, wordFor('kind', word)] as const)
  return {
    path: leaf?.keys.every(key => !key.includes('.')) ? leaf.keys.join('.') : undefined,
    link: words.filter((pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== 'charge'),
    charge: words.filter(([, ours]) => ours === 'charge').map(([word]) => word),
    unknown: words.filter(([, ours]) => ours === undefined).map(([word]) => word),
  }
}

function linkText(roles: Roles, { path, link }: Kinds): string[] {
  const words = link.map(([word, ours]) => `${quoted(word)}: ${ours}`).join(', ')
  return [
    '  - type: link',
    ...(path
      ? [`    when: { ${quoted(path)}: [${link.map(([word]) => quoted(word)).join(', ') || `'${UNDECIDED}'`}] }`]
      : []),
    '    fields:',
    ...shared(roles, 'link'),
    path && words
      ? `      operation: { path: ${quoted(path)}, table: { ${words} } }`
      : `      operation: { is: register } # ${UNDECIDED} is every one a registration?`,
    ...optional(roles, ['phone']),
  ]
}

function chargeText(roles: Roles, { path, charge }: Kinds): string[] {
  if (!roles.has('yen'))
    return [`# ${UNDECIDED} no amount was found; if there are charges, they need an event of their own`]
  return [
    `  - type: charge${path ? '' : ` # ${UNDECIDED} is every record a charge?`}`,
    ...(path ? [`    when: { ${quoted(path)}: [${charge.map(quoted).join(', ') || `'${UNDECIDED}'`}] }`] : []),
    '    fields:',
    ...shared(roles, 'charge'),
    `      yen: ${pathOf(roles.get('yen'))}`,
  ]
}

/** What links and charges have in common. */
function shared(roles: Roles, type: string): string[] {
  const id = roles.get('id')
  const [branch, number] = [roles.get('branch'), roles.get('number')]
  return [
    id
      ? `      id: ${pathOf(id)}`
      : `      id: { sha256: [at, account, wallet${type === 'charge' ? ', yen' : ', operation'}] } # ${UNDECIDED} no id was found`,
    `      at: ${timeText(roles)}`,
    `      bank: ${pathOf(roles.get('bank'))}`,
    `      account: { branch: ${pathOf(branch)}, number: ${pathOf(number)} }${branch && number ? '' : ` # ${UNDECIDED}`}`,
    `      wallet: ${pathOf(roles.get('wallet'))}`,
    roles.has('outcome')
      ? `      outcome: { path: ${pathOf(roles.get('outcome'))}, table: outcome }`
      : `      outcome: { is: succeeded } # ${UNDECIDED} is each of them done?`,
    ...(roles.has('reason') ? [`      reason: { path: ${pathOf(roles.get('reason'))}, table: reason }`] : []),
    ...optional(roles, ['device', 'ip']),
  ]
}

function optional(roles: Roles, names: readonly Role[]): string[] {
  return names.flatMap(name => (roles.has(name) ? [`      ${name}: ${pathOf(roles.get(name))}`] : []))
}

function timeText(roles: Roles): string {
  const at = roles.get('at')
  if (at) return `{ path: ${pathOf(at)}, time: ${quoted(timeFormatOf(at.values) ?? 'rfc3339')} }`
  const [date, time] = [roles.get('date'), roles.get('time')]
  if (!date) return `{ path: '${UNDECIDED}', time: rfc3339 }`
  const day = timeFormatOf(date.values) ?? 'yyyyMMdd'
  if (!time) return `{ path: ${pathOf(date)}, time: ${quoted(day)} } # ${UNDECIDED} a day without a time?`
  const clock = time.values[0] ?? ''
  const format = clock.includes(':') ? (clock.length > 5 ? 'HH:mm:ss' : 'HH:mm') : clock.length > 4 ? 'HHmmss' : 'HHmm'
  return `{ join: [${pathOf(date)}, ${pathOf(time)}], time: ${quoted(`${day} ${format}`)} }`
}

function tableText(leaf: Leaf | undefined, role: 'outcome', fallback: string): string {
  if (!leaf) return `{ '${UNDECIDED}': ${fallback} }`
  const known = leaf.values.filter(word => wordFor(role, word) !== undefined)
  const unknown = leaf.values.filter(word => wordFor(role, word) === undefined)
  const words = known.map(word => `${quoted(word)}: ${wordFor(role, word)}`).join(', ') || `'${UNDECIDED}': ${fallback}`
  return `{ ${words} }${unknown.length > 0 ? ` # ${UNDECIDED} ${unknown.join(', ')}` : ''}`
}

/** Nobody can tell what a provider's codes mean: each is for a person to say. */
function reasonTable(leaf: Leaf | undefined): string[] {
  if (!leaf) return []
  const words = leaf.values.filter(word => word.trim() !== '')
  const known = words.map(word => `${quoted(word)}: ${/^0+$|^ok$/i.test(word) ? 'null' : 'other'}`).join(', ')
  return [`  reason: { ${known} } # ${UNDECIDED} pin, name, birthdate, phone, already-linked, suspended, limit, other`]
}

function notRead({ keys, values }: Leaf): string {
  return `# not read: ${pathText(keys)} (${values.length} ${values.length === 1 ? 'value' : 'different values'})`
}

function fixedText({ lineBytes = 0, encoding }: Sample): string[] {
  const filler = (name: string, bytes: number) =>
    `columns: [{ bytes: 1 }, { name: ${name}, bytes: ${Math.max(1, bytes - 1)} }]`
  const width = Math.max(lineBytes, 30)
  return [
    `# ${UNDECIDED} lines of ${lineBytes} bytes: write down the columns of each kind of record, with their bytes`,
    `input:`,
    `  format: fixed`,
    `  encoding: ${encoding}`,
    `  header: { code: '1', ${filler('header', width)} }`,
    `  data: { code: '2', ${filler('yen', width)} }`,
    `  trailer: { code: '8', columns: [{ bytes: 1 }, { name: count, bytes: 6 }, { name: total, bytes: 12 }, { bytes: ${width - 19} }] }`,
    `  end: { code: '9', ${filler('end', width)} }`,
    `  count: count`,
    `  sum: { trailer: total, data: yen }`,
    `zone: Asia/Tokyo`,
    `events: # ${UNDECIDED} see config/providers/README.md`,
    `  - { type: exposure, fields: { id: yen, at: { path: yen, time: yyyyMMdd }, bank: yen, links: yen } }`,
  ]
}

function pathOf(leaf: Leaf | undefined): string {
  return leaf ? pathText(leaf.keys) : `'${UNDECIDED}'`
}

function pathText(keys: readonly string[]): string {
  if (keys.some(key => key.includes('.') || key === '$')) return `[${keys.map(quoted).join(', ')}]`
  return quoted(keys.join('.'))
}

/** As YAML: plain where that is safe. */
function quoted(text: string): string {
  return /^[A-Za-z_\p{L}][\w.\p{L}-]*$/u.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text)
}
