import fc from 'fast-check'
import { FirstEvents, NO_FIRST, UNSURE_FIRST } from '../../src/detect/first-events.js'
import { LatestWords, UNSURE } from '../../src/detect/latest-words.js'
import { RailSpans } from '../../src/detect/rail-spans.js'
import type { Transfer } from '../../src/events/catalogue.js'
import { readFeatures } from '../../src/files/rules.js'

const subject = fc.integer({ min: 1, max: 3 })
const instant = fc.integer({ min: 0, max: 6 })

const word = fc.record({ subject, at: instant, text: fc.constantFrom('a', 'b'), isGone: fc.boolean() })
const words = fc.array(word, { maxLength: 12 })

test('the latest word is that of all words that were not taken back, or it is unsure', () => {
  fc.assert(
    fc.property(words, words, subject, instant, (loaded, noted, asked, t) => {
      const latest = new LatestWords()
      const stored = [1, 2, 3].flatMap(one => lastOf(loaded.filter(({ subject }) => subject === one)))
      for (const { subject, at, text, isOnly } of stored) latest.noteLast(subject, at, text, isOnly)
      for (const word of noted) latest.note(word.subject, word.at, word.text)
      const all = [...loaded, ...noted]
      for (const word of all.filter(({ isGone }) => isGone)) latest.forget(word.subject, word.at)
      const known = all.filter(word => word.subject === asked && !word.isGone && word.at <= t)
      const at = Math.max(...known.map(word => word.at))
      const last = known.filter(word => word.at === at)
      // Of several at one instant the database has told which one holds.
      const told = last.filter(word => loaded.includes(word)).slice(-1)
      const said = new Set([...told, ...last.filter(word => noted.includes(word))].map(({ text }) => text))
      const answer = latest.asOf(asked, t)
      if (answer !== UNSURE) expect([...(said.size === 0 ? [null] : said)]).toEqual([answer])
    }),
    { numRuns: 2_000 },
  )
})

/** What a database tells of the words about one subject when it is opened. */
function lastOf(stored: readonly { subject: number; at: number; text: string }[]) {
  const at = Math.max(...stored.map(word => word.at))
  const last = stored.filter(word => word.at === at).at(-1)
  return last ? [{ ...last, isOnly: stored.length === 1 }] : []
}

test('what comes in order and is never taken back is never unsure, nor what the last word came after', () => {
  const latest = new LatestWords()
  expect(latest.asOf(1, 5)).toBeNull()
  latest.note(1, 5, 'a')
  expect([latest.asOf(1, 4), latest.asOf(1, 5)]).toEqual([null, 'a'])
  latest.note(1, 6, 'b')
  expect([latest.asOf(1, 5), latest.asOf(1, 6), latest.asOf(1, 7), latest.asOf(5000, 7)]).toEqual(['a', 'b', 'b', null])
  latest.forget(1, 6)
  expect([latest.asOf(1, 7), latest.asOf(1, 5), latest.asOf(1, 4)]).toEqual([UNSURE, 'a', UNSURE])
  latest.note(1, 8, 'c')
  expect([latest.asOf(1, 8), latest.asOf(1, 6)]).toEqual(['c', UNSURE])
})

const features = [...readFeatures('.').values()].filter(feature => 'since' in feature)
const opened = features.filter(({ of, take }) => of === 'link' && take !== 'id')

const link = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  at: instant,
  account: fc.constantFrom('x', 'y'),
  outcome: fc.constantFrom('succeeded', 'failed'),
  walletOpenedAt: fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined }),
  isGone: fc.boolean(),
})
const links = fc.uniqueArray(link, { selector: ({ id }) => id })
const event = (of: object) => ({ type: 'link', provider: 'p', operation: 'register', ...of }) as unknown as Transfer

test('the first event is that of all events that were not taken back, or it is unsure', () => {
  fc.assert(
    fc.property(links, link, (all, asked) => {
      const firsts = new FirstEvents(opened as never)
      for (const one of all) firsts.note(event(one))
      for (const one of all.filter(({ isGone }) => isGone)) firsts.forget(event(one))
      const number = firsts.find(event(asked), asked.at, asked.id)
      const [expected] = all
        .filter(one => one.account === asked.account && one.outcome === 'succeeded' && !one.isGone)
        .filter(one => one.at < asked.at || (one.at === asked.at && one.id <= asked.id))
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      if (number === UNSURE_FIRST) return
      const found =
        number === NO_FIRST ? [] : [firsts.id(number), firsts.at(number), firsts.taken(number, 'walletOpenedAt')]
      expect(found).toEqual(expected ? [expected.id, expected.at, expected.walletOpenedAt ?? null] : [])
    }),
  )
})

test('the span of a rail is that of its bank, else of every bank', () => {
  const nothing = { suspended: [], uncertain: [], limitCharge: null, limitDay: null, limitMonth: null }
  const span = (bank: string, from: number, adoption: string) => ({ provider: 'p', bank, from, adoption, ...nothing })
  const never = Number.NEGATIVE_INFINITY
  const spans = new RailSpans([span('1', 5, 'b'), span('*', never, 'c'), span('1', never, 'a')])
  const said = (bank: string, at: number, provider = 'p') => spans.asOf(provider, bank, at).adoption
  expect([said('1', 4), said('1', 5), said('2', 9), said('1', 9, 'q')]).toEqual(['a', 'b', 'c', 'unknown'])
})
