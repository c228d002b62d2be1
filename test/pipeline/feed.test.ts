import fc from 'fast-check'
import type { Message } from '../../src/ingest/receive.js'
import { type Decode, Feed } from '../../src/pipeline/feed.js'
import { placeKey } from '../../src/pipeline/positions.js'
import type { Received } from '../../src/pipeline/settle.js'

/** The bytes of a message are its event time. */
const decode: Decode = async (_, messages) => {
  const times = messages.map(({ bytes }) => Buffer.from(bytes).toString())
  const contents = times.map((at, i) => `{"at":${at},"id":"${messages[i]?.offset}","type":"login"}`)
  let end = 0
  return {
    ats: Float64Array.from(times, Number),
    text: contents.join(''),
    ends: Int32Array.from(contents, content => (end += content.length)),
    others: new Map(),
  }
}

function messages(partition: number, times: readonly number[], from = 0): Message[] {
  return times.map((at, i) => ({ source: 't', partition, offset: from + i, bytes: Buffer.from(String(at)) }))
}

const WIDE = { bufferBytesMax: 1_000_000, skewMax: 1_000_000 }
const ALL = { countMax: 1_000_000, bytesMax: 1_000_000 }

const timeOf = ({ outcome }: Received) => (outcome.ok ? outcome.value.at : undefined)
const placesOf = (batch: readonly Received[]) =>
  batch.map(({ message: { partition, offset } }) => [partition, offset] as const)

test('every message comes once, in the order of its partition, and sorted by time where the partitions are', async () => {
  const partitions = fc.array(fc.array(fc.nat(1000), { maxLength: 30 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(partitions, fc.integer({ min: 1, max: 20 }), async (unsorted, countMax) => {
      const times = unsorted.map(each => [...each].sort((a, b) => a - b))
      const feed = new Feed(WIDE, decode)
      for (const [partition, each] of times.entries()) await feed.push('t', partition, messages(partition, each), false)
      const taken: Received[] = []
      for (;;) {
        const batch = await feed.next({ ...ALL, countMax }, 0, 0)
        if (batch.length === 0) break
        expect(batch.length).toBeLessThanOrEqual(countMax)
        taken.push(...batch)
      }
      expect(taken.map(timeOf)).toEqual(times.flat().sort((a, b) => a - b))
      for (const [partition, each] of times.entries()) {
        const offsets = placesOf(taken).filter(([from]) => from === partition)
        expect(offsets.map(([, offset]) => offset)).toEqual(each.map((_, i) => i))
      }
    }),
    { numRuns: 100 },
  )
})

test('nothing at or beyond the offsets of `until` is taken, and nothing of a partition that it does not name', async () => {
  const feed = new Feed(WIDE, decode)
  await feed.push('t', 0, messages(0, [1, 2, 3]), false)
  await feed.push('t', 1, messages(1, [1, 2, 3]), false)
  const until = new Map([[placeKey('t', 0), { first: 0, next: 2 }]])
  expect(placesOf(await feed.next({ ...ALL, until }, 0, 0))).toEqual([
    [0, 0],
    [0, 1],
  ])
  expect(await feed.next({ ...ALL, until }, 0, 0)).toEqual([])
  expect(await feed.next(ALL, 0, 0)).toHaveLength(4)
})

test('a partition that runs ahead waits for one that has more to come, but not for ever', async () => {
  const feed = new Feed({ ...WIDE, skewMax: 10 }, decode)
  await feed.push('t', 0, messages(0, [100]), true)
  await feed.push('t', 1, messages(1, [105, 110, 500]), false)
  expect((await feed.next(ALL, 0, 0)).map(timeOf)).toEqual([100, 105, 110])
  await feed.push('t', 0, messages(0, [120, 495], 1), true)
  expect((await feed.next(ALL, 0, 0)).map(timeOf)).toEqual([120, 495, 500])
  await feed.push('t', 1, messages(1, [900], 3), false)
  expect((await feed.next(ALL, 0, 0)).map(timeOf)).toEqual([900])
})

test('a lane that holds too much is paused before anything else happens, and resumed when it is drained', async () => {
  const calls: string[] = []
  const feed = new Feed({ ...WIDE, bufferBytesMax: 6 }, decode)
  feed.onFull = place => calls.push(`full ${place}`)
  feed.onDrain = place => calls.push(`drain ${place}`)
  await feed.push('t', 0, messages(0, [111, 222, 333]), true)
  expect(calls).toEqual(['full t:0'])
  await feed.next({ ...ALL, countMax: 1 }, 0, 0)
  expect(calls).toEqual(['full t:0'])
  await feed.next(ALL, 0, 0)
  expect(calls).toEqual(['full t:0', 'drain t:0'])
  await feed.push('t', 0, messages(3, [4, 5, 6]), true)
  await feed.next(ALL, 0, 0)
  expect(calls).toHaveLength(2)
  await feed.push('t', 0, messages(6, [777, 888]), true)
  expect(calls).toEqual(['full t:0', 'drain t:0', 'full t:0'])
})

test('a failure of the reader is the rejection of the next batch, though messages wait', async () => {
  const feed = new Feed(WIDE, decode)
  await feed.push('t', 0, messages(0, [1]), false)
  feed.fail(new Error('gone'))
  await expect(feed.next(ALL, 0, 0)).rejects.toThrow('gone')
})

test('what is still being decoded counts as waiting, and others do not run ahead of it', async () => {
  const released: (() => void)[] = []
  const held: Decode = async (source, messages) => {
    if (source === 'slow') await new Promise<void>(resolve => released.push(resolve))
    return decode(source, messages)
  }
  const full: string[] = []
  const feed = new Feed({ bufferBytesMax: 6, skewMax: 10 }, held)
  feed.onFull = place => full.push(place)
  const slow = feed.push('slow', 0, messages(0, [100, 101]), false)
  expect(full).toEqual(['slow:0'])
  await feed.push('t', 0, messages(0, [105, 500]), false)
  const next = feed.next(ALL, 0, 0)
  setTimeout(() => released[0]?.(), 10)
  expect((await next).map(timeOf)).toEqual([100, 101, 105, 500])
  await slow
})

test('what a decoder fails with is the rejection of the next batch', async () => {
  const feed = new Feed(WIDE, () => Promise.reject(new Error('out of memory')))
  await feed.push('t', 0, messages(0, [1]), false)
  await expect(feed.next(ALL, 0, 0)).rejects.toThrow('out of memory')
})
