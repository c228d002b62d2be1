/**
 * Instants are integer UTC microseconds in a JavaScript number. The contract's days, weeks and months are cut in Japan
 * Standard Time, which has been +09:00 all year since 1951, so a fixed offset is exact.
 */
export type Microseconds = number

export const MICROS = { second: 1_000_000, minute: 60_000_000, hour: 3_600_000_000, day: 86_400_000_000 } as const
export const JST_OFFSET = 9 * MICROS.hour

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/

/** Behind the seconds and a point. */
const FRACTION_AT = 20
const OFFSET_LENGTH = '+09:00'.length
const ZERO = '0'.charCodeAt(0)

const YEAR_MIN = 1700
const YEAR_MAX = 2250

export type Parsed<T> = { ok: true; value: T } | { ok: false; why: string }

/**
 * Reads RFC 3339 with an offset, to the microsecond; further digits are cut. Refuses days that no calendar has,
 * leap seconds (no input clock of ours keeps them), and years near and beyond the ±2^53 microseconds that a double
 * holds exactly, so that a zone's offset or a day can be added to every instant.
 */
export function parseInstant(text: string): Parsed<Microseconds> {
  if (!RFC3339.test(text)) return { ok: false, why: whyNotRfc3339(text) }
  // Each stands at its place. There is one time in every event, and a pattern's groups would be a list of texts.
  const [y, mo, d] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)]
  const [h, mi, s] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)]
  if (mo < 1 || mo > 12 || d < 1 || d > daysInMonth(y, mo))
    return { ok: false, why: `no such day: ${text.slice(0, 10)}` }
  if (h > 23 || mi > 59 || s > 59) return { ok: false, why: `no such time of day: ${text.slice(11, 19)}` }
  const offset = text.slice(/[Zz]$/.test(text) ? -1 : -OFFSET_LENGTH)
  const offsetMinutes = parseOffset(offset)
  if (offsetMinutes === undefined) return { ok: false, why: `no such offset: ${offset}` }
  if (y < YEAR_MIN || y > YEAR_MAX)
    return {
      ok: false,
      why: `the year ${text.slice(0, 4)} is outside ${YEAR_MIN} to ${YEAR_MAX}, which banken can hold`,
    }
  const fraction = text.slice(FRACTION_AT, -offset.length)
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'))
  return { ok: true, value: Date.UTC(y, mo - 1, d, h, mi, s) * 1000 + micros - offsetMinutes * MICROS.minute }
}

/** The number that the digits of a part of a text make. */
function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let i = from; i < to; i++) number = number * 10 + text.charCodeAt(i) - ZERO
  return number
}

function whyNotRfc3339(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text))
    return 'a time without an offset; write +09:00 for JST'
  return 'not a time of the form 2020-09-16T09:00:00+09:00'
}

function parseOffset(offset: string): number | undefined {
  if (offset === 'Z' || offset === 'z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(4, 6))
  if (hours > 23 || minutes > 59) return undefined
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** `2020-09-16T09:00:00+09:00`; a fraction only where there is one. */
export function formatJst(at: Microseconds): string {
  return `${wallClock(at + JST_OFFSET)}+09:00`
}

/** `2020-09-15T15:00:00Z`; a fraction only where there is one. */
export function formatUtc(at: Microseconds): string {
  return `${wallClock(at)}Z`
}

function wallClock(micros: number): string {
  const millis = Math.floor(micros / 1000)
  const seconds = new Date(millis).toISOString().slice(0, 19)
  const fraction = micros - Math.floor(micros / MICROS.second) * MICROS.second
  return fraction === 0 ? seconds : `${seconds}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
}

/** The clock in Japan at an instant, to the millisecond: read it by its UTC fields. */
export function jstClock(at: Microseconds): Date {
  return new Date(Math.floor((at + JST_OFFSET) / 1000))
}

/** The last microsecond of a JST calendar day `2020-09-15`: "24:00 of D" in the contract. */
export function endOfJstDay(date: string): Parsed<Microseconds> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return { ok: false, why: 'not a day of the form 2020-09-15' }
  return parseInstant(`${date}T23:59:59.999999+09:00`)
}

export type Period = '1 hour' | '1 day' | '7 days' | '1 month'

/** The start of the period that holds an instant, cut in JST; a week starts on Monday. */
export function periodStart(period: Period, at: Microseconds): Microseconds {
  const local = at + JST_OFFSET
  if (period === '1 month') {
    const date = jstClock(at)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) * 1000 - JST_OFFSET
  }
  const size = period === '1 hour' ? MICROS.hour : period === '1 day' ? MICROS.day : 7 * MICROS.day
  // 1970-01-01 was a Thursday: the week that holds it began three days before.
  const origin = period === '7 days' ? -3 * MICROS.day : 0
  return Math.floor((local - origin) / size) * size + origin - JST_OFFSET
}
