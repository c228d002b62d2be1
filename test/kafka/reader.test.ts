import { sharedBroker, uniquePrefix } from '../support/broker.js'
import { hasKcat, kcatTopic, readTopic, type TopicRow } from '../support/kafka-reader.js'
import { createTopic, kafkaAt } from './clients.js'

const NOT_TEXT = Buffer.from([0, 10, 255, 128, 13, 32, 61])

let brokers: string
let topic: string

beforeAll(async () => {
  brokers = await sharedBroker()
  topic = `${uniquePrefix('reader')}topic`
  await createTopic(brokers, topic, 2)
  const producer = kafkaAt(brokers).producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  for (const outcome of ['commit', 'abort', 'commit', 'abort'] as const) {
    const transaction = await producer.transaction()
    await transaction.send({
      topic,
      messages: [
        { partition: 0, key: `${outcome}=`, value: NOT_TEXT, headers: { reason: '口座', empty: '' } },
        { partition: 1, key: NOT_TEXT, value: null },
        { partition: 1, value: '' },
      ],
    })
    await transaction[outcome]()
  }
  await producer.disconnect()
})

/** Each transaction takes one offset for its marker. */
function expectCommitted(rows: readonly TopicRow[]): void {
  const headers = { reason: Buffer.from('口座'), empty: Buffer.alloc(0) }
  const first = { partition: 0, key: Buffer.from('commit='), value: NOT_TEXT, headers }
  const tombstone = { partition: 1, key: NOT_TEXT, value: null, headers: {} }
  const empty = { partition: 1, key: null, value: Buffer.alloc(0), headers: {} }
  expect(rows).toEqual([
    { ...first, offset: 0 },
    { ...first, offset: 4 },
    { ...tombstone, offset: 0 },
    { ...empty, offset: 1 },
    { ...tombstone, offset: 6 },
    { ...empty, offset: 7 },
  ])
}

test("Kafka's own client reads what is committed, to the byte, and ends at a marker", async () => {
  expectCommitted(await readTopic(brokers, topic))
})

test('so does kcat, where it is installed', async () => {
  expectCommitted(hasKcat() ? await kcatTopic(brokers, topic) : await readTopic(brokers, topic))
})

test('what was aborted lies there too', async () => {
  const keys = (await readTopic(brokers, topic, 'read_uncommitted')).map(row => row.key?.toString())
  expect(keys.filter(key => key === 'abort=')).toHaveLength(2)
})

test('a topic that is not there is an error, not an empty one', async () => {
  await expect(readTopic(brokers, `${topic}-not`)).rejects.toThrow(/there is no topic/)
})
