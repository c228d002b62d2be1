import type { DeadLetterReason } from '../../src/events/dead-letter-reason.js'
import { clientOf } from '../../src/kafka/client.js'
import { deadLetterRecord } from '../../src/pipeline/outgoing.js'
import { banken, expectSentence, Scratch } from '../support/cli.js'
import { readTopic } from '../support/kafka-reader.js'
import { type Commands, commands } from './commands.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const NOT_TEXT = Buffer.from([0, 27, 255, 10])
let on: Commands

const topicOf = (name: string) => `${on.prefix}instant-transfer.${name}.v1`

/** What the live pipeline would have written. */
function letter(reason: DeadLetterReason, source: string, offset: number, bytes: Buffer, key: Buffer | null) {
  const position = { source, partition: 1, offset }
  const {
    topic: _,
    key: ownKey,
    value,
    headers,
  } = deadLetterRecord({
    reason,
    why: `because ${offset}`,
    sha256: 'ab'.repeat(32),
    bytes,
    key,
    position,
  })
  return { key: ownKey as Buffer | null, value: value as Buffer, headers: { ...headers } }
}

beforeAll(async () => {
  on = await commands('letters', scratch)
  await on.run('topics', 'create')
  // A broker that has just started makes the topic of its transactions now; the other test client does not wait for it.
  const kafka = clientOf({ brokers: [on.brokers], tls: false, sasl: 'none' }, 'test')
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, transactionalId: on.prefix })
  await producer.connect()
  const messages = [
    letter('schema', topicOf('charges'), 1, Buffer.from('{"yen":-5}'), Buffer.from('a1')),
    letter('json', topicOf('links'), 2, NOT_TEXT, null),
    letter('conflict', topicOf('links'), 3, Buffer.from('{"at":1}'), null),
    letter('json', topicOf('alerts'), 4, Buffer.from('forged'), null),
    letter('json', topicOf('gone'), 5, Buffer.from('gone'), null),
    { key: null, value: Buffer.from('a stranger'), headers: {} },
  ]
  const transaction = await producer.transaction()
  await transaction.send({
    topic: topicOf('dead-letters'),
    messages: messages.map(each => ({ ...each, partition: 0 })),
  })
  await transaction.commit()
  const aborted = await producer.transaction()
  await aborted.send({ topic: topicOf('dead-letters'), messages: [{ value: 'aborted' }] })
  await aborted.abort()
  await producer.disconnect()
})

test('list reads the dead letter topic', async () => {
  const { code, stdout, stderr } = await on.run('dead-letters', 'list')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '6 dead letters: schema 1, json 3, conflict 1, unknown 1\n' })
  expect(stdout).toMatch(
    `schema  ${topicOf('charges')} partition 1 offset 1  10 bytes key a1\n  because 1\n  {"yen":-5}\njson  `,
  )
  expect(stdout).toContain('  \\u0000\\u001b\ufffd\\u000a\n')
  expect(stdout).not.toContain('aborted')
  const json = JSON.parse((await on.run('dead-letters', 'list', '--reason', 'schema', '--json')).stdout)
  expect(json).toEqual([
    {
      reason: 'schema',
      source: topicOf('charges'),
      partition: 1,
      offset: 1,
      why: 'because 1',
      sha256: 'ab'.repeat(32),
      key: Buffer.from('a1').toString('base64'),
      size: 10,
      bytes: Buffer.from('{"yen":-5}').toString('base64'),
    },
  ])
  const links = await on.run('dead-letters', 'list', '--source', topicOf('links'), '--json')
  expect(JSON.parse(links.stdout)).toHaveLength(2)
})

test('retry sends key and bytes again, to topics that the pipeline reads and to no others', async () => {
  const dry = await on.run('dead-letters', 'retry', '--reason', 'json', '--dry-run')
  expect(dry.stdout).toMatch(/^would be sent to their topics again: 1\npassed over: 1 \(.*alerts\.v1 is none of the/)
  const ran = await on.run('dead-letters', 'retry')
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(ran.stdout).toMatch(/^sent to their topics again: 2\n/)
  expect(ran.stdout).toMatch(/^those that are still bad are no new dead letters: they count as duplicates$/m)
  expect(ran.stdout.match(/^passed over: 1 /gm)).toHaveLength(4)
  const [charges, links, alerts] = await Promise.all(
    ['charges', 'links', 'alerts'].map(name => readTopic(on.brokers, topicOf(name))),
  )
  expect(charges).toMatchObject([{ key: Buffer.from('a1'), value: Buffer.from('{"yen":-5}'), headers: {} }])
  expect(links).toMatchObject([{ key: null, value: NOT_TEXT }])
  expect(alerts).toEqual([])
})

test('without the topic the sentence says what to do', async () => {
  const ran = await banken('dead-letters', 'list', ...on.options, '--topic-prefix', `${on.prefix}other.`)
  expectSentence(ran, 1, /no such topic: .*dead-letters\.v1\. Make what is missing: banken topics create/)
})
