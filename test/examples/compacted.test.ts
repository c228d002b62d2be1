import { setTimeout } from 'node:timers/promises'
import { outputTopics } from '../../src/events/topics.js'
import { kafkaAt } from '../kafka/clients.js'
import { type OwnBroker, ownBroker } from '../support/broker.js'
import { ended } from '../support/cli.js'
import { hasKcat, readTopic } from '../support/kafka-reader.js'
import { lineOf, opened, retracted, tombstone, transact } from './alerts.js'
import { removeCompiled, type Subscriber, subscribers } from './subscribers.js'

const topic = outputTopics.alerts
const REVISIONS = 100
const last = { yen: REVISIONS }
let broker: OwnBroker

/** A topic that is compacted all the time. The newest segment never is: a new one begins after a tenth of a second. */
const configEntries = Object.entries({
  'cleanup.policy': 'compact',
  'segment.ms': '100',
  'min.cleanable.dirty.ratio': '0.001',
  'delete.retention.ms': '100',
}).map(([name, value]) => ({ name, value }))

beforeAll(async () => {
  broker = await ownBroker({ properties: { 'log.cleaner.backoff.ms': '100' } })
  const admin = kafkaAt(broker.brokers).admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] })
  await admin.disconnect()
  await transact(broker.brokers, topic, [
    { messages: [opened('c'), opened('d'), opened('e')] },
    ...Array.from({ length: REVISIONS }, (_, i) => ({
      messages: [opened('a', { yen: i + 1 }), opened('b', { yen: i + 1 })],
    })),
    { messages: [retracted('b'), tombstone('c')] },
  ])
  await compacted()
}, 180_000)
afterAll(async () => {
  removeCompiled()
  await broker.remove()
})

/** A record now and then begins a new segment, until hardly anything of the old ones is left. */
async function compacted(): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 1000) {
    await transact(broker.brokers, topic, [{ messages: [opened('d', last)] }])
    const rows = await readTopic(broker.brokers, topic)
    if (rows.length < 20 && !rows.some(({ value }) => value === null)) return
    await setTimeout(500)
  }
  throw new Error('the topic was not compacted in a minute')
}

const there = subscribers.filter(({ name }) => name !== 'kcat' || hasKcat())
const cases: [string, Subscriber][] = there.map(each => [each.name, each])

test.each(cases)('%s: of a topic that was compacted', async (_, subscriber) => {
  const ran = await ended(subscriber.start(broker.brokers, '9900', '--once'))
  const lines = [lineOf('a', last), lineOf('d', last), lineOf('e')].sort()
  expect(ran).toMatchObject({ code: 0, stdout: `${['3 open alerts of bank 9900', ...lines].join('\n')}\n\n` })
})
