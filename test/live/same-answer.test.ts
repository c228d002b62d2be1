import { sharedBroker } from '../support/broker.js'
import { Scratch } from '../support/cli.js'
import { shuffled } from '../support/shuffled.js'
import { lateSeptember, replayed, september } from './events.js'
import { isLong } from './faults.js'
import { cellsOf, gapless, published } from './verdict.js'
import { LiveWorld } from './world.js'

/** The last 12,000 lines of traffic, with all else; all of September with `npm run faults:kafka`. */
const lines = isLong ? september() : lateSeptember(12_000)
/** So few that batches wait, and each next one is taken into memory while the one before is committed. */
const SETTINGS = { batchCountMax: 4000 }
const scratch = new Scratch()
let answer: Readonly<Record<string, string>>

beforeAll(async () => {
  answer = await replayed(scratch, lines)
})

afterAll(() => scratch.remove())

test.each([
  { partitions: 1, how: 'by key', deliver: (world: LiveWorld) => world.send(lines) },
  {
    partitions: 3,
    how: 'by key, and a third of it twice',
    deliver: async (world: LiveWorld) => {
      await world.send(lines)
      await world.send(lines.filter((_, i) => i % 3 === 0))
    },
  },
  {
    partitions: 12,
    how: 'shuffled over all partitions',
    deliver: (world: LiveWorld) => world.send(shuffled(lines, 7), i => i % 12),
  },
])('from $partitions partitions, $how, comes the answer of the files', async ({ partitions, deliver }) => {
  const world = await LiveWorld.open(await sharedBroker(), partitions, SETTINGS)
  try {
    await deliver(world)
    const instance = world.start()
    await world.settled()
    await world.stop(instance)
    expect(await world.export()).toEqual(answer)
    const topics = await published(world)
    expect(topics.alerts).toBe(answer['alerts.ndjson'])
    expect(topics.tallies).toEqual(cellsOf(answer['tallies.csv'] ?? ''))
    expect(topics.sequence).toEqual(gapless(topics.sequence.length))
    expect(topics.inOrder).toBe(true)
  } finally {
    await world.close()
  }
})
