import { addressing } from '../../src/cli/support/publish-address.js'
import { byTime, inTurn, shuffled } from '../../src/cli/support/publish-order.js'
import { atOnce, atRate, atSpeed, type Pace, paced } from '../../src/cli/support/publish-pace.js'
import { eventTypes } from '../../src/events/catalogue.js'
import { MICROS } from '../../src/events/time.js'
import { inputTopics } from '../../src/events/topics.js'
import { banken, expectSentence, Scratch } from '../support/cli.js'
import { sampleOf } from '../support/samples.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const known = { providers: new Set(['paypay']) }

async function all<T>(pieces: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = []
  for await (const piece of pieces) items.push(...piece)
  return items
}

/** A file of these items in pieces of two. */
async function* file<T>(...items: readonly T[]) {
  for (let i = 0; i < items.length; i += 2) yield items.slice(i, i + 2)
  yield []
}

describe('addresses', () => {
  const address = addressing('p.', known)
  const message = (text: string) => ({ source: 'f', partition: 0, offset: 3, bytes: Buffer.from(text) })

  test.each(eventTypes)('%s', type => {
    const text = JSON.stringify(sampleOf(type))
    const { topic, key, value, at, source, line } = address(message(text))
    const [home] = Object.entries(inputTopics).find(([, types]) => types.includes(type)) ?? []
    expect(topic).toBe(`p.${home}`)
    expect(String(key)).toMatch(/^[A-Za-z0-9_.:|-]+$/)
    expect({ value: String(value), source, line }).toEqual({ value: text, source: 'f', line: 3 })
    expect(at).toBe(Date.parse('2020-09-15T14:59:59Z') * 1000 + 123_456)
  })

  test('a key that both an event and a bad line would have is only that of the event', () => {
    const good = sampleOf('charge')
    expect(address(message(JSON.stringify({ ...good, yen: -5 })))).toMatchObject({ key: null, at: undefined })
    expect(address(message(JSON.stringify({ ...good, provider: 'nopay' })))).toMatchObject({ key: null })
  })
})

describe('orders', () => {
  const at = (id: string, time?: number) => ({ id, at: time })

  test('by event time over all files; what has no time stays behind what stands before it', async () => {
    const files = [
      file(at('a1', 1), at('a?'), at('a4', 4), at('a9', 9)),
      file<{ id: string; at: number | undefined }>(),
      file(at('b2', 2), at('b3', 3), at('b1', 1), at('b5', 5)),
    ]
    expect((await all(byTime(files))).map(({ id }) => id)).toEqual(['a1', 'a?', 'b2', 'b3', 'b1', 'a4', 'b5', 'a9'])
  })

  test('one file after the other', async () => {
    expect(await all(inTurn([file(1, 2, 3), file(4)]))).toEqual([1, 2, 3, 4])
  })

  test('shuffled: all of it, and the same for the same seed', async () => {
    const numbers = Array.from({ length: 2_500 }, (_, i) => i)
    const once = await all(shuffled(file(...numbers), 5))
    expect(await all(shuffled(file(...numbers), 5))).toEqual(once)
    expect(await all(shuffled(file(...numbers), 6))).not.toEqual(once)
    expect([...once].sort((a, b) => a - b)).toEqual(numbers)
  })
})

describe('paces', () => {
  const due = (pace: Pace, now: number, at?: number) => pace({ at }, now)

  test('a rate is even, and makes up for a stop in a burst of a tenth of a second at most', () => {
    const pace = atRate(100)
    expect([0, 0, 0].map(now => due(pace, now))).toEqual([0, 10, 20])
    const late = Array.from({ length: 15 }, () => due(pace, 5_000))
    expect(late.filter(each => each <= 5_000)).toHaveLength(11)
    expect(due(atRate(1), 7)).toBe(7)
  })

  test('a speed begins with the first event, and what is late goes at once', () => {
    const pace = atSpeed(10)
    const seconds = [0, 1, 30, 29].map(second => due(pace, 1_000, second * MICROS.second))
    expect(seconds).toEqual([1_000, 1_100, 4_000, 3_900])
    expect(due(pace, 1_234)).toBe(1_234)
  })

  test('pieces hold what is due together, and no more than asked for', async () => {
    const { signal } = new AbortController()
    let now = 0
    const clock = () => (now += 1)
    const pieces: number[] = []
    const items = Array.from({ length: 7 }, (_, i) => ({ at: i }))
    for await (const piece of paced(file(...items), atOnce, 3, clock, signal)) pieces.push(piece.length)
    expect(pieces).toEqual([3, 3, 1])
    const waits = paced(file(...items), atSpeed(1 / 1_000), 100, () => performance.now(), signal)
    const sizes: number[] = []
    for await (const piece of waits) sizes.push(piece.length)
    expect(sizes.length).toBeGreaterThan(1)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(7)
  })

  test('an interruption ends the waiting', async () => {
    const interrupt = new AbortController()
    const items = paced(file({ at: 0 }, { at: MICROS.day }), atSpeed(1), 100, () => performance.now(), interrupt.signal)
    expect(await items.next()).toMatchObject({ value: [{ at: 0 }] })
    setTimeout(() => interrupt.abort(), 20)
    expect(await items.next()).toMatchObject({ done: true })
  })
})

test.each([
  [['--speed', 'fast'], /--speed: expected a number more than 0, as 1x or 1000x, got "fast"/],
  [['--speed', '0x'], /--speed: expected a number more than 0/],
  [['--rate', '0'], /--rate: expected a whole number, 1 or more, got "0"/],
  [['--shuffle', 'x'], /--shuffle: expected a whole number, 0 or more/],
  [['--type', 'transfer'], /--type: transfer is not an event type/],
  [['--brokers', 'here'], /--brokers: expected host:port, got "here"/],
])('%j is wrong', async (options, says) => {
  const name = scratch.write('a.ndjson', '')
  expectSentence(await banken('publish', name, ...options), 2, says)
})

test.each([
  ['--rate', '1'],
  ['--shuffle', '1'],
])('--speed does not go with %s', async (...options) => {
  const ran = await banken('publish', scratch.write('a.ndjson', ''), '--speed', '2x', ...options)
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(/cannot be used with/) })
})

test('a file that is not there is told before a cluster is asked', async () => {
  expectSentence(await banken('publish', scratch.path('none.csv'), '--brokers', '127.0.0.1:1'), 1, /no such file/)
})
