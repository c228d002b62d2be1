import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SASLOptions } from 'kafkajs'
import { type OwnBroker, ownBroker, sharedBroker, uniquePrefix } from '../support/broker.js'
import { readTopic } from '../support/kafka-reader.js'
import { createTopic, kafkaAt, send } from './clients.js'

const username = 'banken'
const password = 'right'

async function topicsOf(brokers: string, sasl?: SASLOptions): Promise<string[]> {
  const admin = kafkaAt(brokers, sasl).admin()
  try {
    await admin.connect()
    return await admin.listTopics()
  } finally {
    await admin.disconnect()
  }
}

const values = async (brokers: string, topic: string) => (await readTopic(brokers, topic)).map(row => String(row.value))

test('the shared broker is one, and prefixes keep its topics apart', async () => {
  const [brokers, again] = await Promise.all([sharedBroker(), sharedBroker()])
  expect(again).toBe(brokers)
  const [one, other] = [uniquePrefix('broker'), uniquePrefix('broker')]
  expect(one).not.toBe(other)
  await createTopic(brokers, `${one}topic`)
  expect(await topicsOf(brokers)).toContain(`${one}topic`)
})

describe('a broker of its own', () => {
  let broker: OwnBroker
  beforeAll(async () => {
    broker = await ownBroker({ sasl: { username, password }, properties: { 'message.max.bytes': '2000' } })
  })
  afterAll(() => broker.remove())

  const log = () => readFileSync(join(broker.data, 'broker.log'), 'utf8')

  test('keeps what it has acknowledged when it is killed and started again', async () => {
    await createTopic(broker.brokers, 'kept')
    await send(broker.brokers, 'kept', 'a', 'b')
    await broker.kill()
    expect(log()).not.toContain('SHUTTING_DOWN')
    await expect(topicsOf(broker.brokers)).rejects.toThrow(/ECONNREFUSED|Connection/)
    await broker.start()
    await send(broker.brokers, 'kept', 'c')
    expect(await values(broker.brokers, 'kept')).toEqual(['a', 'b', 'c'])
  })

  test('keeps its connections and says nothing while it is paused', async () => {
    const admin = kafkaAt(broker.brokers).admin()
    await admin.connect()
    broker.pause()
    await expect(admin.listTopics()).rejects.toThrow(/timed out/)
    broker.resume()
    expect(await admin.listTopics()).toContain('kept')
    await admin.disconnect()
  })

  test('stops, a paused one too, and comes back', async () => {
    broker.pause()
    await broker.stop()
    expect(log()).toContain('SHUTTING_DOWN')
    await expect(topicsOf(broker.brokers)).rejects.toThrow(/ECONNREFUSED|Connection/)
    await broker.start()
    expect(await values(broker.brokers, 'kept')).toEqual(['a', 'b', 'c'])
  })

  test('has the properties it was given', async () => {
    await expect(send(broker.brokers, 'kept', 'x'.repeat(3_000))).rejects.toThrow(/larger than the max message size/)
  })

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('lets in by %s whoever knows it', async mechanism => {
    expect(await topicsOf(broker.saslBrokers, { mechanism, username, password })).toContain('kept')
    const wrong = topicsOf(broker.saslBrokers, { mechanism, username, password: 'wrong' })
    await expect(wrong).rejects.toThrow(/[Aa]uthentication failed|SASL/)
  })
})
