import { formatUtc, type Parsed } from '../../events/time.js'

/** Reads a time as its provider writes it. Gives RFC 3339; whether there is such a day is for the event's schema to say. */
export type TimeReader = (text: string) => Parsed<string>

const EPOCH: Readonly<Record<string, number>> = { 'epoch-s': 1_000_000, 'epoch-ms': 1_000, 'epoch-us': 1 }
/** The last instant that RFC 3339 can write, in microseconds. */
const MICROS_MAX = 253_402_300_799_000_000

/** First day of each era, the newest first; one ends where the next begins. */
const ERAS = [
  { names: ['令和', 'R', 'r'], first: '2019-05-01', year: 2018 },
  { names: ['平成', 'H', 'h'], first: '1989-01-08', year: 1988 },
  { names: ['昭和', 'S', 's'], first: '1926-12-25', year: 1925 },
] as const

const PARTS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<short>\\d{2})',
  y: '(?<short>\\d{1,2}|元)',
  G: '(?<era>令和|平成|昭和|[RHSrhs])',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  m: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{2})',
  s: '(?<second>\\d{1,2})',
  X: '(?<offset>Z|[+-]\\d{2}(?::?\\d{2})?)',
}
const TOKEN = /yyyy|yy|y|G|MM|M|dd|d|HH|H|mm|m|ss|s|S+|X|'[^']*'|[^A-Za-z']/gy

/** Why a time format of a mapping is none; undefined where it is one. */
export function whyNoTimeFormat(format: string): string | undefined {
  if (format === 'rfc3339' || format in EPOCH) return undefined
  const parts = tokens(format)
  if (!parts) return 'rfc3339, epoch-s, epoch-ms, epoch-us, or a pattern such as yyyy/MM/dd HH:mm:ss'
  const groups = parts.flatMap(part => /\?<(\w+)>/.exec(PARTS[part] ?? '')?.[1] ?? [])
  if (new Set(groups).size < groups.length) return 'a pattern that names each part of a time once'
  const hasYear = groups.includes('year') || groups.includes('short')
  return hasYear && groups.includes('month') && groups.includes('day')
    ? undefined
    : 'a pattern with a year (yyyy, yy, or G and y), a month (MM) and a day (dd)'
}

/** Whether texts of this format say their zone themselves. */
export function hasZone(format: string): boolean {
  return format === 'rfc3339' || format in EPOCH || (tokens(format)?.includes('X') ?? false)
}

/** `zone`: an offset such as `+09:00`, for patterns without one of their own. */
export function timeReader(format: string, zone: string): TimeReader {
  const scale = EPOCH[format]
  if (scale !== undefined) return text => epoch(text, scale, format)
  if (format === 'rfc3339') return text => ({ ok: true, value: text })
  const parts = tokens(format) ?? []
  const pattern = new RegExp(`^${parts.map(sourceOf).join('')}$`)
  const names = parts.flatMap(part => /\?<(\w+)>/.exec(sourceOf(part))?.[1] ?? [])
  return text => {
    const match = pattern.exec(text) ?? pattern.exec(text.normalize('NFKC').trim())
    if (!match) return { ok: false, why: `not a time of the form ${format}` }
    const found: Groups = {}
    for (let i = 0; i < names.length; i++) found[names[i] as Part] = match[i + 1] as string
    return written(found, zone)
  }
}

function tokens(format: string): string[] | undefined {
  const found = format.match(TOKEN) ?? []
  return found.join('') === format ? found : undefined
}

function sourceOf(token: string): string {
  if (/^S+$/.test(token)) return `(?<fraction>\\d{${token.length}})`
  const literal = token.startsWith("'") ? token.slice(1, -1) : token
  return PARTS[token] ?? literal.normalize('NFKC').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function epoch(text: string, scale: number, format: string): Parsed<string> {
  const plain = text.normalize('NFKC').trim()
  const micros = Number(plain) * scale
  if (!/^\d{1,16}$/.test(plain) || micros > MICROS_MAX) return { ok: false, why: `not a whole number of ${format}` }
  return { ok: true, value: formatUtc(micros) }
}

type Part = 'year' | 'short' | 'era' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'offset'
type Groups = { [P in Part]?: string }

function written(parts: Groups, zone: string): Parsed<string> {
  const day = `${two(parts.month)}-${two(parts.day)}`
  const year = parts.era === undefined ? (parts.year ?? `20${parts.short}`) : yearOfEra(parts.era, parts.short, day)
  if (year === undefined) return { ok: false, why: 'a day that its era (元号) does not have' }
  const fraction = parts.fraction === undefined ? '' : `.${parts.fraction}`
  const time = `${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}${fraction}`
  return { ok: true, value: `${year}-${day}T${time}${parts.offset === undefined ? zone : withColon(parts.offset)}` }
}

/** `+0900` and `+09`, which ISO 8601 knows too, as RFC 3339 has them. */
function withColon(offset: string): string {
  return offset.length === 5 || offset.length === 3 ? `${offset.slice(0, 3)}:${offset.slice(3) || '00'}` : offset
}

function two(digits = '00'): string {
  return digits.length === 2 ? digits : `0${digits}`
}

/** 令和元年 is 2019; undefined for days outside the era, such as 平成32年. */
function yearOfEra(name: string, short = '', day: string): string | undefined {
  const index = ERAS.findIndex(({ names }) => (names as readonly string[]).includes(name))
  const era = ERAS[index]
  const nth = short === '元' ? 1 : Number(short)
  if (!era || nth < 1) return undefined
  const year = String(era.year + nth)
  const end = ERAS[index - 1]?.first
  const date = `${year}-${day}`
  return date >= era.first && (end === undefined || date < end) ? year : undefined
}
