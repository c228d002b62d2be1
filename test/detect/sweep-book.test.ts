import type { SweepDefinition, SweepVersion } from '../../src/detect/sweep.js'
import { type Hours, SweepBook } from '../../src/detect/sweep-book.js'
import type { EventType } from '../../src/events/catalogue.js'
import { MICROS } from '../../src/events/time.js'

const at = (text: string) => Date.parse(`${text}+09:00`) * 1000
const hours = (type: EventType, ...texts: readonly string[]): Hours => new Map([[type, texts.map(at)]])

function bookOf(head: Partial<SweepDefinition>, from: number | null = null): SweepBook {
  const definition = { every: '1 day', span: 3 * MICROS.day, reads: ['charge', 'holder'], fires: ['charge'], ...head }
  const version = { definition, version: 'v', from, to: null } as unknown as SweepVersion
  return new SweepBook('x', [version], new Map())
}

/** Sweeps all that is due, and tells the starts of the periods as hours in Japan. */
function sweep(book: SweepBook, newest: string): string[] {
  const runs = book.due(at(newest))
  for (const { periods } of runs) book.set(periods, 'done')
  return runs.flatMap(({ periods }) => periods.map(shown))
}
const shown = (start: number) => new Date(start / 1000 + 9 * 3_600_000).toISOString().slice(0, 13)

test('a day is due once there is an event at or after its end, and only a day that has an event', () => {
  const book = bookOf({})
  book.note(hours('charge', '2020-09-01T10:00', '2020-09-03T23:00'))
  expect(sweep(book, '2020-09-01T23:59:59.999')).toEqual([])
  expect(sweep(book, '2020-09-02T00:00')).toEqual(['2020-09-01T00'])
  expect(sweep(book, '2120-01-01T00:00')).toEqual(['2020-09-03T00'])
})

test('what fires later than it happens opens the hours that it may fire in', () => {
  const book = bookOf({ every: '1 hour', after: 2 * MICROS.hour, together: MICROS.day })
  book.note(hours('charge', '2020-09-01T10:00'))
  expect(sweep(book, '2120-01-01T00:00')).toEqual(['2020-09-01T10', '2020-09-01T11', '2020-09-01T12'])
})

test('a late event spoils the days in whose span it lies, a late word all later ones', () => {
  const book = bookOf({})
  const days = ['2020-09-01', '2020-09-02', '2020-09-03', '2020-09-04', '2020-09-09']
  book.note(hours('charge', ...days.map(day => `${day}T10:00`)))
  expect(sweep(book, '2020-09-20T00:00')).toHaveLength(5)
  book.note(hours('charge', '2020-09-02T00:00'))
  expect(sweep(book, '2020-09-20T00:00')).toEqual(['2020-09-02T00', '2020-09-03T00', '2020-09-04T00'])
  book.note(hours('holder', '2020-09-03T00:00'))
  expect(sweep(book, '2020-09-20T00:00')).toEqual(['2020-09-03T00', '2020-09-04T00', '2020-09-09T00'])
  book.note(hours('login', '2020-09-01T00:00'))
  expect(sweep(book, '2020-09-20T00:00')).toEqual([])
})

test('a span of all history has no end', () => {
  const book = bookOf({ span: 'history' })
  book.note(hours('charge', '2020-09-01T10:00', '2021-09-01T10:00'))
  expect(sweep(book, '2021-09-20T00:00')).toHaveLength(2)
  book.note(hours('charge', '2019-01-01T00:00'))
  expect(sweep(book, '2021-09-20T00:00')).toEqual(['2019-01-01T00', '2020-09-01T00', '2021-09-01T00'])
})

test('when the event that ended a day is gone, the day was swept too early', () => {
  const book = bookOf({})
  book.note(hours('charge', '2020-09-01T10:00', '2020-09-02T10:00'))
  sweep(book, '2020-09-03T00:00')
  expect(book.early(at('2020-09-02T10:00')).map(shown)).toEqual(['2020-09-02T00'])
  expect(book.early(at('2020-09-03T00:00'))).toEqual([])
})

test('a version begins where it takes effect', () => {
  const book = bookOf({}, at('2020-09-02T00:00'))
  book.note(hours('charge', '2020-09-01T10:00', '2020-09-02T10:00'))
  expect(sweep(book, '2020-09-03T00:00')).toEqual(['2020-09-02T00'])
})

test('sweeps are run one by one, or together up to a limit', () => {
  const long = { every: '1 hour', together: 3 * MICROS.hour } as const
  for (const [head, sizes] of [[{ every: '1 hour' } as const, [1, 1, 1, 1]] as const, [long, [3, 1]] as const]) {
    const book = bookOf(head)
    book.note(hours('charge', '2020-09-01T10:00', '2020-09-01T11:00', '2020-09-01T12:00', '2020-09-01T13:00'))
    expect(book.due(at('2020-09-02T00:00')).map(({ periods }) => periods.length)).toEqual(sizes)
  }
})
