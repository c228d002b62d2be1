import { setTimeout } from 'node:timers/promises'
import { type Admin, Kafka, logLevel } from 'kafkajs'
import { sharedBroker } from '../support/broker.js'
import { banken, expectSentence } from '../support/cli.js'
import { readTopic } from '../support/kafka-reader.js'
import { chargeLine } from '../support/samples.js'
import { inWorld, type LiveWorld, run } from './world.js'

const CHARGES = 'instant-transfer.charges.v1'

let broker: string
let admin: Admin

beforeAll(async () => {
  broker = await sharedBroker()
  admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
})

afterAll(() => admin.disconnect())

async function read(world: LiveWorld): Promise<void> {
  await world.sendRaw(CHARGES, [{ key: Buffer.from('a'), value: Buffer.from(chargeLine('a')) }])
  const instance = world.start()
  await world.settled()
  await world.stop(instance)
}

async function more(world: LiveWorld, from: number, count: number): Promise<void> {
  const messages = Array.from({ length: count }, (_, i) => ({
    key: Buffer.from('a'),
    value: Buffer.from(chargeLine(`more-${from + i}`)),
  }))
  await world.sendRaw(CHARGES, messages)
}

async function trim(world: LiveWorld, offset: number): Promise<void> {
  const topic = world.prefix + CHARGES
  // Has the client look up who leads the partition.
  await admin.fetchTopicOffsets(topic)
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] })
}

test('what retention deleted before it was read stops the pipeline with a report', () =>
  inWorld(broker, async world => {
    await read(world)
    await more(world, 1, 5)
    await trim(world, 3)
    expectSentence(await run(world), 1, /partition 0: offsets 1 to 2 were deleted before they were read/)
  }))

test('once they were sent again, the pipeline goes on behind them where it is told to', () =>
  inWorld(broker, async world => {
    await read(world)
    await more(world, 1, 5)
    await trim(world, 3)
    expectSentence(await run(world), 1, /Send the missing events again, .* banken run --accept-gaps/)
    await more(world, 1, 2)
    const instance = world.start({ more: ['--accept-gaps'] })
    await world.settled()
    await world.stop(instance)
    expect(instance.log()).toMatch(/offsets 1 to 2 were deleted before they were read .*passed over/)
    const ids = await banken(
      'sql',
      'SELECT string_agg(id ORDER BY id) AS ids FROM v_charges',
      '--json',
      '--db',
      world.db(),
    )
    expect(JSON.parse(ids.stdout)).toEqual([{ ids: 'a,more-1,more-2,more-3,more-4,more-5' }])
  }))

test.each(['renamed', 'expired', 'renamed after its first publication'])(
  'a database that has published publishes nothing twice: its group was %s',
  how =>
    inWorld(broker, async world => {
      if (how.includes('first')) {
        await world.sendRaw(CHARGES, [{ key: Buffer.from('a'), value: Buffer.from(chargeLine('a')) }])
        // The database has not heard yet that what it left is on the topics.
        await world.start({ fault: { step: 'end', when: 'after', nth: 1, signal: 'SIGKILL' } }).ended
      } else await read(world)
      const topic = `${world.prefix}instant-transfer.rules.v1`
      const before = await readTopic(broker, topic)
      expect(before.length).toBeGreaterThan(0)
      if (how === 'expired') await admin.deleteGroups([world.group])
      const group = how === 'expired' ? world.group : `${world.group}-renamed`
      const ran = await run(world, '--group', group)
      expect(ran.stderr).toMatch(/^banken: the cluster no longer knows what this group has published/m)
      expect(ran.code).toBe(1)
      expect(await readTopic(broker, topic)).toHaveLength(before.length)
    }),
)

test('without a database, a log that no longer has its beginning asks for a copy of the database', () =>
  inWorld(broker, async world => {
    await read(world)
    await more(world, 1, 5)
    await trim(world, 3)
    const other = ['--db', world.scratch.path('other.duckdb')]
    expectSentence(await run(world, ...other), 1, /Begin with a copy of the database/)
  }))

/** A broker may still be deleting the old one. */
async function madeAnew(topic: string): Promise<void> {
  const make = () => admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: false })
  while (!(await make().catch(() => false))) await setTimeout(100)
  while ((await admin.fetchTopicOffsets(topic).catch(() => [])).length === 0) await setTimeout(100)
}

test('a topic that was made anew stops the pipeline', () =>
  inWorld(broker, async world => {
    await read(world)
    await admin.deleteTopics({ topics: [world.prefix + CHARGES] })
    await madeAnew(world.prefix + CHARGES)
    expectSentence(await run(world), 1, /was read up to offset 1 but ends at 0 \(the topic was made anew\)/)
  }))
