import fc from 'fast-check'
import type { Decoded } from '../../src/pipeline/decoded.js'
import { Feed } from '../../src/pipeline/feed.js'
import { placeKey } from '../../src/pipeline/positions.js'
import type { Received } from '../../src/pipeline/settle.js'

/** What a partition delivers: events of these times, each of as many bytes as its time has digits. */
function delivered(partition: number, times: readonly number[], from = 0): Decoded {
  const contents = times.map((at, i) => `{"at":${at},"id":"${from + i}","type":"login"}`)
  let end = 0
  return {
    source: 't',
    partition,
    offsets: Float64Array.from(times, (_, i) => from + i),
    sizes: Int32Array.from(times, at => String(at).length),
    bytes: times.join('').length,
    ats: Float64Array.from(times),
    text: contents.join(''),
    ends: Int32Array.from(contents, content => (end += content.length)),
    others: new Map(),
  }
}

const WIDE = { skewMax: 1_000_000 }
const ALL = { countMax: 1_000_000, bytesMax: 1_000_000 }

const timeOf = ({ outcome }: Received) => (outcome.ok ? outcome.value.at : undefined)
const placesOf = (batch: readonly Received[]) =>
  batch.map(({ message: { partition, offset } }) => [partition, offset] as const)

/** Everything that was delivered, once, and in the order of each partition. */
function expectAll(taken: readonly Received[], times: readonly (readonly number[])[]): void {
  for (const [partition, each] of times.entries()) {
    const offsets = placesOf(taken).filter(([from]) => from === partition)
    expect(offsets.map(([, offset]) => offset)).toEqual(each.map((_, i) => i))
  }
}

test('every message comes once, in the order of its partition, and sorted by time where the partitions are', async () => {
  const partitions = fc.array(fc.array(fc.nat(1000), { maxLength: 30 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(partitions, fc.integer({ min: 1, max: 20 }), async (unsorted, countMax) => {
      const times = unsorted.map(each => [...each].sort((a, b) => a - b))
      const feed = new Feed(WIDE)
      for (const [partition, each] of times.entries()) feed.push(delivered(partition, each), false)
      const taken: Received[] = []
      for (;;) {
        const batch = await feed.next({ ...ALL, countMax }, 0, 0)
        if (batch.length === 0) break
        expect(batch.length).toBeLessThanOrEqual(countMax)
        taken.push(...batch)
      }
      expect(taken.map(timeOf)).toEqual(times.flat().sort((a, b) => a - b))
      expectAll(taken, times)
    }),
    { numRuns: 100 },
  )
})

test('nothing at or beyond the offsets of `until` is taken, and nothing of a partition that it does not name', async () => {
  const feed = new Feed(WIDE)
  feed.push(delivered(0, [1, 2, 3]), false)
  feed.push(delivered(1, [1, 2, 3]), false)
  const until = new Map([[placeKey('t', 0), { first: 0, next: 2 }]])
  expect(placesOf(await feed.next({ ...ALL, until }, 0, 0))).toEqual([
    [0, 0],
    [0, 1],
  ])
  expect(await feed.next({ ...ALL, until }, 0, 0)).toEqual([])
  expect(await feed.next(ALL, 0, 0)).toHaveLength(4)
})

test('a partition that runs ahead waits for one that has more to come, but not for ever', async () => {
  const feed = new Feed({ skewMax: 10 })
  feed.push(delivered(0, [100]), true)
  feed.push(delivered(1, [105, 110, 500]), false)
  expect((await feed.next(ALL, 0, 0)).map(timeOf)).toEqual([100, 105, 110])
  feed.push(delivered(0, [120, 495], 1), true)
  expect((await feed.next(ALL, 0, 0)).map(timeOf)).toEqual([120, 495, 500])
  feed.push(delivered(1, [900], 3), false)
  expect((await feed.next(ALL, 0, 0)).map(timeOf)).toEqual([900])
})

test('whoever reads is told by place how many bytes were taken', async () => {
  const feed = new Feed(WIDE)
  const told: [string, number][][] = []
  feed.onTaken = bytesOf => told.push([...bytesOf])
  feed.push(delivered(0, [1, 20, 300]), false)
  feed.push(delivered(1, [5]), false)
  await feed.next({ ...ALL, countMax: 3 }, 0, 0)
  await feed.next(ALL, 0, 0)
  expect(told).toEqual([
    [
      [placeKey('t', 0), 3],
      [placeKey('t', 1), 1],
    ],
    [[placeKey('t', 0), 3]],
  ])
})

test('a partition that has something on its topic is waited for before it has delivered anything, and not for ever', async () => {
  const feed = new Feed(WIDE)
  feed.expect(placeKey('t', 0))
  feed.expect(placeKey('t', 2))
  feed.push(delivered(1, [50, 60]), false)
  const next = feed.next(ALL, 0, 0)
  setTimeout(() => feed.push(delivered(0, [10, 70]), false), 10)
  setTimeout(() => feed.push(delivered(2, [40]), false), 20)
  expect((await next).map(timeOf)).toEqual([10, 40, 50, 60, 70])
  feed.expect(placeKey('t', 2))
  feed.push(delivered(1, [80], 2), false)
  expect((await feed.next(ALL, 0, 0)).map(timeOf)).toEqual([80])
})

test('whoever was given up is waited for again once he has delivered', async () => {
  const feed = new Feed({ skewMax: 0 })
  feed.expect(placeKey('t', 0))
  feed.push(delivered(1, [50]), false)
  expect((await feed.next(ALL, 0, 0)).map(timeOf)).toEqual([50])
  feed.push(delivered(0, [60]), true)
  feed.push(delivered(1, [70], 1), false)
  expect((await feed.next(ALL, 0, 0)).map(timeOf)).toEqual([60])
})

test('what is taken ahead comes first, once and in the order of each partition, also where less of it is wanted', async () => {
  const partitions = fc.array(fc.array(fc.nat(1000), { maxLength: 20 }), { minLength: 1, maxLength: 4 })
  const wanted = fc.array(fc.nat(20), { minLength: 4, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(partitions, wanted, fc.integer({ min: 1, max: 20 }), async (times, nexts, countMax) => {
      const feed = new Feed(WIDE)
      for (const [partition, each] of times.entries()) feed.push(delivered(partition, each), false)
      const until = new Map(nexts.map((next, partition) => [placeKey('t', partition), { first: 0, next }]))
      const isWanted = ([partition, offset]: readonly [number, number]) => offset < (nexts[partition] ?? 0)
      const taken: Received[] = []
      const drain = async (limits: Parameters<Feed['next']>[0]) => {
        for (;;) {
          const ahead = feed.takeAhead({ ...ALL, countMax })
          const batch = await feed.next({ ...limits, countMax }, 0, 0)
          // What was worked on ahead is known by the batch itself.
          if (ahead.length > 0 && (!limits.until || placesOf(ahead).every(isWanted))) expect(batch).toBe(ahead)
          if (batch.length === 0) return
          taken.push(...batch)
        }
      }
      await drain({ ...ALL, until })
      expect(placesOf(taken).every(isWanted)).toBe(true)
      await drain(ALL)
      expectAll(taken, times)
    }),
    { numRuns: 100 },
  )
})

test('no part of a batch is taken ahead: what comes meanwhile belongs to it', async () => {
  const feed = new Feed(WIDE)
  feed.push(delivered(0, [1, 2]), false)
  feed.takeAhead({ ...ALL, countMax: 3 })
  feed.push(delivered(1, [1, 3]), false)
  expect((await feed.next({ ...ALL, countMax: 3 }, 0, 0)).map(timeOf)).toEqual([1, 1, 2])
})

test('a failure of the reader is the rejection of the next batch, though messages wait', async () => {
  const feed = new Feed(WIDE)
  feed.push(delivered(0, [1]), false)
  feed.fail(new Error('gone'))
  await expect(feed.next(ALL, 0, 0)).rejects.toThrow('gone')
})
