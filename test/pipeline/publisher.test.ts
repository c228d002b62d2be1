import fc from 'fast-check'
import { type Committed, FencedError, type Outlet, type Publication } from '../../src/pipeline/live-ports.js'
import { NO_MARK } from '../../src/pipeline/mark.js'
import { Publisher } from '../../src/pipeline/publisher.js'

type Fate = 'works' | 'fails' | 'is done, but nobody hears of it'
const FATES: readonly Fate[] = ['works', 'fails', 'is done, but nobody hears of it']

/** A topic in memory whose transactions meet a fate each. */
class Topic implements Outlet {
  readonly records: string[] = []
  fences = 0
  #committed: Committed | undefined
  readonly #fates: Fate[]

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates]
  }

  async committed(): Promise<Committed | undefined> {
    return this.#committed
  }

  fence(): Promise<Committed | undefined> {
    this.fences += 1
    return this.committed()
  }

  async publish({ records, positions, mark }: Publication): Promise<void> {
    const fate = this.#fates.shift() ?? 'works'
    if (fate === 'fails') throw new Error('connection lost')
    this.records.push(...records.map(({ value }) => Buffer.from(value ?? []).toString()))
    this.#committed = { positions, mark }
    if (fate !== 'works') throw new Error('answer lost')
  }

  /** Another instance publishes. */
  overtake(name: string): void {
    this.#committed = { positions: new Map(), mark: { name, seq: 99 } }
  }

  async rules() {
    return []
  }
}

const LEADER = { leads: true, confirm: async () => true }
const OPTIONS = { now: () => 0, positionsMsMax: 0, downMsMax: 60_000, onTrouble: () => undefined }

function publications(counts: readonly number[]): Publication[] {
  let seq = 0
  return counts.map((count, i) => {
    const values = Array.from({ length: count }, (_, j) => Buffer.from(String(seq + j + 1)))
    seq += count
    const records = values.map(value => ({ topic: 't', key: null, value, headers: {} }))
    return { records, positions: new Map([['t:0', { first: 0, next: i + 1 }]]), mark: { name: `m${i}`, seq } }
  })
}

test('whatever becomes of the transactions, each record is on the topic once and in order', async () => {
  const counts = fc.array(fc.nat(4), { minLength: 1, maxLength: 6 })
  const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(counts, fates, async (sizes, ends) => {
      const topic = new Topic(ends)
      const publisher = new Publisher(topic, LEADER, NO_MARK, OPTIONS)
      const all = publications(sizes)
      for (const publication of all) await publisher.add(publication)
      await publisher.drain()
      const expected = all.flatMap(({ records }) => records.map(({ value }) => String(value)))
      expect(topic.records).toEqual(expected)
      expect(publisher.published).toEqual(all.at(-1)?.mark)
      expect((await topic.committed())?.positions).toEqual(all.at(-1)?.positions)
    }),
    { numRuns: 40 },
  )
})

test('it ends where the topics have gone another way', async () => {
  const topic = new Topic(['fails'])
  topic.overtake('somebody else')
  const publisher = new Publisher(topic, LEADER, NO_MARK, OPTIONS)
  await publisher.add(publications([1])[0] as Publication)
  await expect(publisher.drain()).rejects.toBeInstanceOf(FencedError)
  expect(topic.records).toEqual([])
})

test('after an error it asks whether it still leads, before it shuts anybody out', async () => {
  const topic = new Topic(['fails'])
  const follower = { leads: true, confirm: async () => false }
  const publisher = new Publisher(topic, follower, NO_MARK, OPTIONS)
  await publisher.add(publications([1])[0] as Publication)
  await expect(publisher.drain()).rejects.toBeInstanceOf(FencedError)
  expect(topic.fences).toBe(0)
})

test('what is given up is not sent', async () => {
  const topic = new Topic([])
  const publisher = new Publisher(topic, LEADER, NO_MARK, { ...OPTIONS, positionsMsMax: 60_000 })
  await publisher.add(publications([0])[0] as Publication)
  await publisher.abandon()
  expect(await topic.committed()).toBeUndefined()
})
