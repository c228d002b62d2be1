import fc from 'fast-check'
import kafkajs from 'kafkajs'
import { remedies } from '../../src/cli/support/topics-report.js'
import { explained, type Reached } from '../../src/kafka/connect-errors.js'
import { javaPartition, librdkafkaPartition } from '../../src/kafka/partitioning.js'
import { differencesOf, type TopicPlan, topicPlans } from '../../src/kafka/topics-plan.js'

const settings = {
  partitions: 12,
  outputPartitions: 6,
  replication: 3,
  minInsyncReplicas: 2,
  retentionDays: 400,
  deadLetterRetentionDays: 90,
}

const partitioner = kafkajs.Partitioners.DefaultPartitioner()

test('a key goes where kafkajs puts it, and so where Java does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 64 }), (bytes, partitions) => {
      const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 1 }))
      const message = { key: Buffer.from(bytes), value: '' }
      const expected = partitioner({ topic: 'a', partitionMetadata, message } as never)
      expect(javaPartition(bytes, partitions)).toBe(expected)
    }),
  )
})

test('where kcat, which stands on librdkafka, put these keys by default, and with partitioner=murmur2_random', () => {
  const keys = ['acc-7c9ed09df223', 'acc-1da8bcd9c38c'].map(key => Buffer.from(key))
  expect(keys.map(key => librdkafkaPartition(key, 12))).toEqual([10, 1])
  expect(keys.map(key => javaPartition(key, 12))).toEqual([7, 10])
})

test('the plan: one partition for the rules, compaction for what is a state, the prefix before every name', () => {
  const plans = topicPlans(settings, 'test.')
  expect(plans).toHaveLength(12)
  expect(plans.every(({ topic, replication }) => topic.startsWith('test.instant-transfer.') && replication === 3)).toBe(
    true,
  )
  const summary = (name: string) => {
    const plan = plans.find(({ topic }) => topic === `test.instant-transfer.${name}.v1`) as TopicPlan
    return [
      plan.partitions,
      plan.configs['cleanup.policy'],
      plan.configs['retention.ms'],
      plan.configs['min.insync.replicas'],
    ]
  }
  expect(summary('charges')).toEqual([12, 'delete', '34560000000', '2'])
  expect(summary('tallies')).toEqual([6, 'compact', undefined, '2'])
  expect(summary('rules')).toEqual([1, 'compact', undefined, '2'])
  expect(summary('dead-letters')).toEqual([6, 'delete', '7776000000', '2'])
})

test('differences, and what to do about each kind once', () => {
  const [plan] = topicPlans(settings, '') as [TopicPlan]
  expect(differencesOf(plan, { ...plan })).toEqual([])
  const { topic } = plan
  const differences = differencesOf(plan, { partitions: 12, replication: 1, configs: { 'cleanup.policy': 'compact' } })
  expect(differences.map(({ what, found }) => `${what} ${found}`)).toEqual([
    'replication 1',
    'cleanup.policy compact',
    'retention.ms not set',
    'min.insync.replicas not set',
  ])
  const hazard = { kind: 'two-partitions', topic, count: 1, example: 'a' } as const
  const told = remedies([{ topic, differences }], [hazard, { ...hazard, kind: 'other-partitioner' }])
  expect(told.map(each => each.split(':')[0])).toEqual(['replication', 'settings', 'another partition'])
})

const reached: Reached = { brokers: ['a:1'], tls: false, sasl: 'none', credentials: { username: '', password: '' } }

/** An error as kafkajs makes it. */
const trouble = (name: string, message: string, fields: object = {}) =>
  Object.assign(new Error(message), { name, ...fields })
const protocol = (type: string, fields: object = {}) => trouble('KafkaJSProtocolError', 'No', { type, ...fields })

const troubles: readonly [Error, Partial<Reached>, RegExp][] = [
  [
    protocol('TOPIC_AUTHORIZATION_FAILED'),
    {},
    /does not allow whoever comes without a user .*permission on the topic$/,
  ],
  [
    protocol('CLUSTER_AUTHORIZATION_FAILED'),
    { sasl: 'plain', credentials: { username: 'u', password: 'p' } },
    /does not allow the user u to do this \(CLUSTER_.*\)\. .* on the cluster$/,
  ],
  [protocol('UNKNOWN_TOPIC_OR_PARTITION'), {}, /a topic is not there\. .*banken topics create/],
  [protocol('UNSUPPORTED_SASL_MECHANISM'), { sasl: 'plain' }, /a:1 does not take plain on this port/],
  [protocol('INVALID_TOPIC_EXCEPTION', { topic: 'a b' }), {}, /refuses topic "a b": No \(INVALID_TOPIC_EXCEPTION\)/],
  [trouble('KafkaJSConnectionError', 'self-signed certificate'), { tls: true }, /NODE_EXTRA_CA_CERTS=ca\.pem/],
  [trouble('KafkaJSConnectionError', 'write EPROTO 80A8: SSL routines'), { tls: true }, /a:1 does not talk TLS/],
  [
    trouble('KafkaJSConnectionClosedError', 'Closed'),
    {},
    /It may want TLS \(kafka\.tls\) or a user \(kafka\.sasl\), or be/,
  ],
  [trouble('KafkaJSConnectionClosedError', 'Closed'), { tls: true, sasl: 'plain' }, /once\. It may be no Kafka broker/],
  [
    trouble('KafkaJSConnectionError', 'Connection error: getaddrinfo ENOTFOUND kafka', { broker: 'kafka:9092' }),
    {},
    /a:1 answers, and sends its clients on to kafka:9092, .*advertised\.listeners/,
  ],
  [
    trouble('KafkaJSConnectionError', 'Connection timeout', { broker: 'a:1' }),
    {},
    /no broker answers \(Connection timeout\)/,
  ],
  [trouble('KafkaJSWhatever', 'Odd'), {}, /^Kafka: Odd$/],
]

test.each(troubles)('what a cluster may answer, %#', (error, more, says) => {
  const wrapped = trouble('KafkaJSNumberOfRetriesExceeded', error.message, { cause: error })
  for (const each of [error, wrapped, trouble('KafkaJSAggregateError', 'Several', { errors: [error] })]) {
    expect(explained(each, { ...reached, ...more })).toMatchObject({
      name: 'ClusterError',
      message: expect.stringMatching(says),
    })
  }
})

test('a bug is no trouble of the cluster', () => {
  const bug = new TypeError('x is not a function')
  expect(explained(bug, reached)).toBe(bug)
})
