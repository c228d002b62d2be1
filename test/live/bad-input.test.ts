import { spawn } from 'node:child_process'
import { type Admin, CompressionTypes, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs'
import { registerCodecs } from '../../src/kafka/codecs.js'
import { ownBroker, sharedBroker } from '../support/broker.js'
import { banken, ended, expectSentence, main } from '../support/cli.js'
import { readTopic } from '../support/kafka-reader.js'
import { inWorld, run } from './world.js'

const LINKS = 'instant-transfer.links.v1'
const link = (id: string, more: object = {}) =>
  JSON.stringify({
    id,
    type: 'link',
    at: '2020-09-01T10:00:00+09:00',
    provider: 'paypay',
    bank: '9900',
    account: `account-${id}`,
    wallet: `wallet-${id}`,
    operation: 'register',
    outcome: 'succeeded',
    ...more,
  })

let broker: string
let admin: Admin
let producer: Producer

beforeAll(async () => {
  broker = await sharedBroker()
  registerCodecs()
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING })
  admin = kafka.admin()
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await Promise.all([admin.connect(), producer.connect()])
})

afterAll(() => Promise.all([admin.disconnect(), producer.disconnect()]))

const BAD: readonly (readonly [string, string | null, Buffer | null])[] = [
  ['json', 'k', Buffer.from('{"id": 1')],
  ['json', 'k', Buffer.from('')],
  ['json', 'k', null],
  ['json', 'k', Buffer.from('{"id":"a","id":"b"}')],
  ['encoding', 'k', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ['schema', null, Buffer.from(link('no-bank', { bank: null }))],
  ['unknown-type', 'k', Buffer.from('{"id":"u","type":"transfer","at":"2020-09-01T10:00:00+09:00"}')],
  ['unknown-provider', 'k', Buffer.from(link('who', { provider: 'nobody' }))],
  ['too-large', 'k', Buffer.from(link('large', { device: 'x'.repeat(70_000) }))],
]

test('a bad message is a dead letter with its own bytes and key, and its neighbours are events', () =>
  inWorld(broker, async world => {
    const bytes = (text: string) => Buffer.from(text)
    const good = BAD.map((_, i) => ({ key: bytes(`good-${i}`), value: bytes(link(`good-${i}`)) }))
    const bad = BAD.map(([, key, value]) => ({ key: key === null ? null : bytes(key), value }))
    await world.sendRaw(
      LINKS,
      good.flatMap((message, i) => [message, bad[i] ?? message]),
    )
    const instance = world.start()
    await world.settled()
    await world.stop(instance)

    const letters = await readTopic(broker, `${world.prefix}instant-transfer.dead-letters.v1`)
    // The two without a byte are one and the same message.
    const distinct = BAD.filter(([, , value]) => value === null || value.length > 0)
    const seen = letters.map(({ key, value, headers }) => [String(headers['banken.reason']), key && String(key), value])
    const expected = distinct.map(([reason, key, value]) => [reason, key, value ?? Buffer.alloc(0)])
    expect(seen.map(String).sort()).toEqual(expected.map(String).sort())
    for (const { headers } of letters) {
      expect(String(headers['__connect.errors.topic'])).toBe(world.prefix + LINKS)
      expect(String(headers['__connect.errors.offset'])).toMatch(/^\d+$/)
      expect(String(headers['__connect.errors.stage'])).toMatch(/^(?:decode|validate)$/)
      expect(String(headers['__connect.errors.exception.message'])).not.toBe('')
    }
    const files = await world.export()
    expect(files['events.ndjson']?.split('\n').length).toBe(BAD.length + 1)
  }))

test('bad messages that are too many bytes for one send are published in several', () =>
  inWorld(broker, async world => {
    const large = Array.from({ length: 6 }, (_, i) => ({
      key: Buffer.from('k'),
      value: Buffer.alloc(400_000 + i, 'x'),
    }))
    for (const message of large) await world.sendRaw(LINKS, [message])
    const instance = world.start()
    await world.settled()
    await world.stop(instance)
    const letters = await readTopic(broker, `${world.prefix}instant-transfer.dead-letters.v1`)
    expect(letters.map(({ value }) => value?.length)).toEqual(large.map(({ value }) => value.length))
  }))

test('every codec that a producer may use is read', () =>
  inWorld(broker, async world => {
    const codecs = [CompressionTypes.None, CompressionTypes.GZIP, CompressionTypes.Snappy, CompressionTypes.LZ4]
    for (const compression of codecs) {
      const messages = Array.from({ length: 50 }, (_, i) => ({ key: `${i}`, value: link(`c${compression}-${i}`) }))
      await producer.send({ topic: world.prefix + LINKS, compression, messages })
    }
    const instance = world.start()
    await world.settled()
    await world.stop(instance)
    expect(JSON.parse((await world.export())['counts.json'] ?? '').events).toEqual({ link: 200 })
  }))

test('a batch that unpacks to more than memory should hold stops the pipeline with a sentence, and nothing is lost', () =>
  inWorld(broker, async world => {
    const messages = [{ key: 'k', value: Buffer.alloc(200 * 1024 * 1024, 'x') }]
    await producer.send({ topic: world.prefix + LINKS, compression: CompressionTypes.GZIP, messages })
    const ran = await run(world)
    expect(ran.stderr).toMatch(/^banken: a gzip batch of records grows beyond 128 MiB.*was not skipped/m)
    expect(ran.code).toBe(1)
  }))

test('a live database takes no files, and one with files does not go live', () =>
  inWorld(broker, async world => {
    const file = world.scratch.write('one.ndjson', link('from-a-file'))
    const filled = ['--db', world.scratch.path('files.duckdb')]
    expect((await banken('replay', file, ...filled)).code).toBe(0)
    expectSentence(await run(world, ...filled), 1, /has events from files.*banken publish/)
    const instance = world.start()
    await instance.says(/this instance leads/)
    await world.stop(instance)
    expectSentence(await banken('replay', file, '--db', world.db()), 1, /belongs to banken run.*banken publish/)
  }))

test('topics that are not there are named, and how to make them', () =>
  inWorld(broker, async world => {
    const where = ['--brokers', broker, '--topic-prefix', `${world.prefix}other.`, '--db', world.db()]
    expectSentence(await banken('run', ...where), 1, /no such topic: .*banken topics create/)
  }))

test('without a broker it tries for as long as config/ says, and ends with a sentence', () =>
  inWorld(
    broker,
    async world => {
      const where = ['--brokers', '127.0.0.1:1', '--db', world.db()]
      const ran = await banken('--home', world.home, 'run', ...where)
      expect(ran.stderr).toMatch(/no broker answers at 127\.0\.0\.1:1/)
      expect(ran.stderr.trim().split('\n').at(-1)).toMatch(/^banken: no broker answers at 127\.0\.0\.1:1 .*--brokers/)
      expect(ran.code).toBe(1)
    },
    { brokerDownMsMax: 1000 },
  ))

test('a wrong password ends it with a sentence', async () => {
  const own = await ownBroker({ sasl: { username: 'watch', password: 'right' } })
  try {
    await inWorld(
      broker,
      async world => {
        const args = ['--home', world.home, 'run', '--brokers', own.saslBrokers, '--db', world.db()]
        const env = { ...process.env, KAFKA_USERNAME: 'watch', KAFKA_PASSWORD: 'wrong' }
        const ran = await ended(spawn(process.execPath, [main, ...args], { env }))
        expectSentence(ran, 1, /refuses user and password.*KAFKA_USERNAME/)
      },
      { sasl: 'plain' },
    )
  } finally {
    await own.remove()
  }
})
