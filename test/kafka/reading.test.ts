import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Cluster } from '../../src/cli/support/kafka.js'
import { knownOf } from '../../src/cli/support/known.js'
import type { Reading } from '../../src/cli/support/reading.js'
import { readConfig } from '../../src/files/config.js'
import { type Decoded, decodedOf } from '../../src/pipeline/decoded.js'
import { Feed } from '../../src/pipeline/feed.js'
import { placeKey } from '../../src/pipeline/positions.js'
import { sharedBroker, uniquePrefix } from '../support/broker.js'
import { createTopic, kafkaAt } from './clients.js'

/** As it is installed: a thread is begun from a file of its own. */
const built = await import(pathToFileURL('dist/cli/support/reading.js').href)
const config = readConfig('.')

/** A feed that keeps what arrives. */
class Arrivals extends Feed {
  readonly decoded: Decoded[] = []
  failure: unknown

  override push(decoded: Decoded): void {
    this.decoded.push(decoded)
  }

  override fail(error: unknown): void {
    this.failure = error
  }
}

let brokers: string
let topic: string

beforeEach(async () => {
  brokers = await sharedBroker()
  topic = `${uniquePrefix('reading')}topic`
})

interface Settings {
  readonly bufferBytesMax?: number
  readonly sources?: Cluster['settings']['sources']
}

async function reading(settings: Settings, use: (reading: Reading, arrivals: Arrivals) => Promise<void>) {
  const all = { ...config.settings.kafka, brokers: [brokers], ...settings } as Cluster['settings']
  const cluster: Cluster = { home: '.', config, settings: all, credentials: { username: '', password: '' } }
  const arrivals = new Arrivals({ skewMax: 1e12 })
  const ears = { log: () => undefined, onContact: () => undefined, onTrouble: () => undefined }
  const begun: Reading = new built.Reading({ cluster, instance: topic, sources: [topic] }, arrivals, ears)
  try {
    await use(begun, arrivals)
  } finally {
    await begun.end()
  }
}

async function publish(values: readonly (Buffer | null)[]): Promise<void> {
  const producer = kafkaAt(brokers).producer()
  await producer.connect()
  await producer.send({ topic, messages: values.map(value => ({ partition: 0, key: 'k', value })) })
  await producer.disconnect()
}

const positionsFrom = (next: number) => new Map([[placeKey(topic, 0), { first: next, next }]])
const countOf = ({ decoded }: Arrivals) => decoded.reduce((sum, { offsets }) => sum + offsets.length, 0)

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => setTimeout(resolve, 20))
}

test('what a thread of its own reads is what this one would decode, from the position on', async () => {
  await createTopic(brokers, topic, 1)
  const lines = [
    'never read',
    'no event',
    ...readFileSync('fixtures/september-2020/controls.ndjson', 'utf8').split('\n'),
  ]
  const bytes = lines.map(line => Buffer.from(line))
  await publish(bytes)
  const messages = bytes.map((each, offset) => {
    return { source: topic, partition: 0, offset, key: Buffer.from('k'), bytes: each }
  })
  await reading({}, async (begun, arrivals) => {
    await begun.start(positionsFrom(1))
    await until(() => countOf(arrivals) >= lines.length - 1)
    const [first, ...more] = arrivals.decoded
    expect(more).toEqual([])
    expect(first).toEqual(decodedOf(topic, 0, messages.slice(1), knownOf(config), undefined))
  })
})

test('no more of a partition is read than may wait, until it is told that some was taken', async () => {
  await createTopic(brokers, topic, 1)
  const message = Buffer.alloc(200_000, 'x')
  // The broker delivers whole batches of its producer's.
  for (let i = 0; i < 30; i++) await publish([message])
  await reading({ bufferBytesMax: 1_000_000 }, async (begun, arrivals) => {
    await begun.start(positionsFrom(0))
    await until(() => countOf(arrivals) >= 5)
    await new Promise(resolve => setTimeout(resolve, 1_000))
    const before = countOf(arrivals)
    expect(before).toBeLessThan(15)
    arrivals.onTaken(new Map([[placeKey(topic, 0), before * message.length]]))
    await until(() => countOf(arrivals) > before)
  })
})

test('why the thread has ended is the failure of the feed, and of whoever starts it', async () => {
  await reading({ sources: [{ topic, mapping: 'nobody' }] }, async (begun, arrivals) => {
    await expect(begun.start(positionsFrom(0))).rejects.toThrow('nobody')
    expect(String(arrivals.failure)).toContain('nobody')
    await expect(begun.start(positionsFrom(0))).rejects.toThrow('nobody')
  })
})

test('an offset that the topic no longer has is a gap', async () => {
  await createTopic(brokers, topic, 1)
  await publish([Buffer.from('1'), Buffer.from('2'), Buffer.from('3')])
  const admin = kafkaAt(brokers).admin()
  await admin.connect()
  // Has the client look up who leads the partition.
  await admin.fetchTopicOffsets(topic)
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] })
  await admin.disconnect()
  await reading({}, async (begun, arrivals) => {
    await begun.start(positionsFrom(0))
    await until(() => arrivals.failure !== undefined)
    expect(arrivals.failure).toMatchObject({ name: 'GapError', message: expect.stringContaining('offsets 0 to 1') })
    expect(arrivals.decoded).toEqual([])
  })
})
