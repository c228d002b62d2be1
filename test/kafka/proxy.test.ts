import type { Producer } from 'kafkajs'
import type { OwnBroker } from '../support/broker.js'
import { readTopic } from '../support/kafka-reader.js'
import { API, type BrokerProxy, brokerBehindProxy } from '../support/proxy.js'
import { createTopic, kafkaAt, send } from './clients.js'

let broker: OwnBroker
let proxy: BrokerProxy

beforeAll(async () => {
  const both = await brokerBehindProxy()
  broker = both.broker
  proxy = both.proxy
})

afterAll(async () => {
  await proxy.close()
  await broker.remove()
})

/** Past the proxy. */
const values = async (topic: string) => (await readTopic(broker.brokers, topic)).map(row => String(row.value))

const requests = (apiKey: number) => proxy.seen.filter(request => request.apiKey === apiKey).length

async function transactional(id: string): Promise<Producer> {
  const kafka = kafkaAt(proxy.brokers)
  const producer = kafka.producer({ transactionalId: id, maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  return producer
}

test('the answer to EndTxn is lost: the producer fails, and its transaction is committed', async () => {
  await createTopic(proxy.brokers, 'ended')
  const producer = await transactional('ended')
  const transaction = await producer.transaction()
  await transaction.send({ topic: 'ended', messages: [{ value: 'a' }] })
  proxy.dropAnswers(API.endTxn)
  await expect(transaction.commit()).rejects.toThrow(/closed|disconnected|Connection/i)
  await producer.disconnect()
  expect(requests(API.endTxn)).toBe(1)
  expect(await values('ended')).toEqual(['a'])
})

test('the answer to Produce is lost: sent again, it is there twice', async () => {
  await createTopic(proxy.brokers, 'produced')
  proxy.dropAnswers(request => request.apiKey === API.produce)
  await send(proxy.brokers, 'produced', 'b')
  await send(proxy.brokers, 'produced', 'c')
  expect(await values('produced')).toEqual(['b', 'b', 'c'])
})

test('refused and cut, clients do not come through; then they do', async () => {
  const admin = kafkaAt(proxy.brokers).admin()
  await admin.connect()
  proxy.refuse(true)
  proxy.cutAll()
  await expect(admin.listTopics()).rejects.toThrow(/Connection|closed/i)
  await expect(send(proxy.brokers, 'produced', 'd')).rejects.toThrow(/Connection|closed/i)
  proxy.refuse(false)
  expect(await admin.listTopics()).toContain('produced')
  await admin.disconnect()
})
