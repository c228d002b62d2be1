import fc from 'fast-check'
import {
  endOfJstDay,
  formatJst,
  formatUtc,
  MICROS,
  type Period,
  parseInstant,
  periodStart,
} from '../../src/events/time.js'

const LAST = Date.UTC(2250, 11, 31) * 1000 - 1
const FIRST = Date.UTC(1700, 0, 2) * 1000
const instants = fc.integer({ min: FIRST, max: LAST })

function parsed(text: string): number {
  const result = parseInstant(text)
  if (!result.ok) throw new Error(result.why)
  return result.value
}

test.each([
  ['1970-01-01T00:00:00Z', 0],
  ['1970-01-01t09:00:00+09:00', 0],
  ['1970-01-01T00:00:00.000001z', 1],
  ['1970-01-01T00:00:00.0000019Z', 1],
  ['1969-12-31T23:59:59.999999Z', -1],
  ['2020-02-29T00:00:00+09:00', 1582902000000000],
  ['2000-02-29T00:00:00Z', 951782400000000],
  ['2020-09-15T23:59:59.999999+09:00', 1600181999999999],
  ['2020-09-15T00:00:00-00:30', 1600129800000000],
  ['1700-01-01T00:00:00Z', -8520336000000000],
  ['2250-12-31T23:59:59.999999Z', 8867491199999999],
])('%s is %d', (text, micros) => {
  expect(parseInstant(text)).toEqual({ ok: true, value: micros })
})

test.each([
  ['2020-02-30T00:00:00+09:00', 'no such day: 2020-02-30'],
  ['2021-02-29T00:00:00Z', 'no such day: 2021-02-29'],
  ['1900-02-29T00:00:00Z', 'no such day: 1900-02-29'],
  ['2020-13-01T00:00:00Z', 'no such day: 2020-13-01'],
  ['2020-09-15T24:00:00+09:00', 'no such time of day: 24:00:00'],
  ['2020-09-15T23:59:60Z', 'no such time of day: 23:59:60'],
  ['2020-09-15T10:00:00+24:00', 'no such offset: +24:00'],
  ['2020-09-15T10:00:00', 'a time without an offset; write +09:00 for JST'],
  ['2020-09-15 10:00', 'a time without an offset; write +09:00 for JST'],
  ['2020-09-15T10:00:00.Z', 'not a time of the form 2020-09-16T09:00:00+09:00'],
  ['2020-9-15T10:00:00Z', 'not a time of the form 2020-09-16T09:00:00+09:00'],
  ['', 'not a time of the form 2020-09-16T09:00:00+09:00'],
  ['2251-01-01T00:00:00Z', 'the year 2251 is outside 1700 to 2250, which banken can hold'],
  ['0001-01-01T00:00:00Z', 'the year 0001 is outside 1700 to 2250, which banken can hold'],
])('%s: %s', (text, why) => {
  expect(parseInstant(text)).toEqual({ ok: false, why })
})

test('what is written is read back, in both zones', () => {
  fc.assert(
    fc.property(instants, at => {
      expect(parsed(formatJst(at))).toBe(at)
      expect(parsed(formatUtc(at))).toBe(at)
    }),
  )
})

test('a written instant sorts as it happened, where the fraction is whole seconds', () => {
  expect(formatJst(0)).toBe('1970-01-01T09:00:00+09:00')
  expect(formatJst(1)).toBe('1970-01-01T09:00:00.000001+09:00')
  expect(formatUtc(100_000)).toBe('1970-01-01T00:00:00.1Z')
  expect(formatUtc(-1)).toBe('1969-12-31T23:59:59.999999Z')
})

test('an offset only says where the clock hangs', () => {
  const offsets = fc.integer({ min: -23 * 60, max: 23 * 60 })
  fc.assert(
    fc.property(fc.integer({ min: FIRST + MICROS.day, max: LAST - MICROS.day }), offsets, (at, minutes) => {
      const local = formatUtc(at + minutes * MICROS.minute).slice(0, -1)
      const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
      const offset = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
      expect(parsed(`${local}${offset}`)).toBe(at)
    }),
  )
})

test('24:00 of a day is its last microsecond in JST', () => {
  expect(endOfJstDay('2020-09-15')).toEqual({ ok: true, value: 1600181999999999 })
  expect(endOfJstDay('2020-02-30')).toEqual({ ok: false, why: 'no such day: 2020-02-30' })
  expect(endOfJstDay('2020-9-15').ok).toBe(false)
})

test.each<[Period, string, string]>([
  ['1 hour', '2020-09-15T10:59:59.999999+09:00', '2020-09-15T10:00:00+09:00'],
  ['1 day', '2020-09-15T00:00:00+09:00', '2020-09-15T00:00:00+09:00'],
  ['1 day', '2020-09-14T23:59:59.999999+09:00', '2020-09-14T00:00:00+09:00'],
  ['7 days', '2020-09-20T23:59:59+09:00', '2020-09-14T00:00:00+09:00'],
  ['7 days', '2020-09-21T00:00:00+09:00', '2020-09-21T00:00:00+09:00'],
  ['1 month', '2020-09-30T23:59:59+09:00', '2020-09-01T00:00:00+09:00'],
  ['1 month', '2020-09-30T15:00:00Z', '2020-10-01T00:00:00+09:00'],
])('the %s that holds %s starts at %s', (period, at, start) => {
  expect(formatJst(periodStart(period, parsed(at)))).toBe(start)
})

test('a period starts at or before its instants, and is its own start', () => {
  const periods = fc.constantFrom<Period>('1 hour', '1 day', '7 days', '1 month')
  fc.assert(
    fc.property(periods, instants, (period, at) => {
      const start = periodStart(period, at)
      expect(start).toBeLessThanOrEqual(at)
      expect(at - start).toBeLessThan(31 * MICROS.day)
      expect(periodStart(period, start)).toBe(start)
    }),
  )
})
