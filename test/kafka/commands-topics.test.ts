import { crc32 } from 'node:zlib'
import { banken, expectSentence, Scratch } from '../support/cli.js'
import { chargeLine } from '../support/samples.js'
import { kafkaAt } from './clients.js'
import { type Commands, commands, homeIn } from './commands.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const INPUTS = ['links', 'charges', 'two-factor', 'wallets', 'controls', 'claims', 'signals']
const COMPACTED = ['alerts', 'shadow-alerts', 'tallies', 'rules']
const named = (name: string) => `instant-transfer.${name}.v1`
const TOPIC = 2
const DAY_MS = 86_400_000

async function withAdmin<T>(
  brokers: string,
  work: (admin: ReturnType<ReturnType<typeof kafkaAt>['admin']>) => Promise<T>,
) {
  const admin = kafkaAt(brokers).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

/** What a topic is like, asked without any code of ours. */
function lookAt({ brokers, prefix }: Commands, name: string) {
  return withAdmin(brokers, async admin => {
    const topic = prefix + named(name)
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    const configNames = ['cleanup.policy', 'retention.ms', 'min.insync.replicas']
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC, name: topic, configNames }],
    })
    const configs = resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]) ?? []
    return { partitions: topics[0]?.partitions.length, ...Object.fromEntries(configs) }
  })
}

test('create makes what is missing as config/ says, and the second time nothing; check finds nothing', async () => {
  const on = await commands('create', scratch)
  const first = await on.run('topics', 'create')
  expect(first).toMatchObject({ code: 0, stderr: '' })
  const all = [...INPUTS, ...COMPACTED, 'dead-letters'].map(named)
  expect(first.stdout).toBe(all.map(name => `${on.prefix}${name}: created\n`).join(''))
  const kept = { 'cleanup.policy': 'delete', 'min.insync.replicas': '1' }
  expect(await lookAt(on, 'links')).toEqual({ ...kept, partitions: 3, 'retention.ms': String(400 * DAY_MS) })
  expect(await lookAt(on, 'dead-letters')).toEqual({ ...kept, partitions: 2, 'retention.ms': String(90 * DAY_MS) })
  expect(await lookAt(on, 'alerts')).toMatchObject({ partitions: 2, 'cleanup.policy': 'compact' })
  expect(await lookAt(on, 'rules')).toMatchObject({ partitions: 1, 'cleanup.policy': 'compact' })
  const again = JSON.parse((await on.run('topics', 'create', '--json')).stdout)
  expect(again).toEqual(all.map(name => ({ topic: on.prefix + name, outcome: 'there', differences: [] })))
  expect(await on.run('topics', 'check')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^all is well with 12/),
  })
  const well = await on.run('doctor', '--json')
  expect(JSON.parse(well.stdout)).toContainEqual({
    check: 'broker',
    ok: true,
    says: expect.stringMatching(/^cluster \S+ of 1 at .+:\d+; all 12 topics are there$/),
  })
})

test('check names each difference, and create leaves it as it is', async () => {
  const on = await commands('differs', scratch)
  const topics = [
    { topic: on.prefix + named('links'), numPartitions: 5 },
    {
      topic: on.prefix + named('rules'),
      numPartitions: 2,
      configEntries: [{ name: 'cleanup.policy', value: 'compact' }],
    },
    {
      topic: on.prefix + named('alerts'),
      numPartitions: 2,
      configEntries: [{ name: 'min.insync.replicas', value: '2' }],
    },
  ]
  await withAdmin(on.brokers, admin => admin.createTopics({ topics }))
  const missing = await on.run('doctor')
  expect(missing.stdout).toMatch(/^BAD {2}broker .*no such topic: .*charges\.v1, .*banken topics create$/m)
  const created = await on.run('topics', 'create')
  expect(created.stdout).toContain('links.v1: there already, and not as config/ says: see banken topics check\n')
  expect(created.stdout).toContain('charges.v1: created\n')
  expect(await lookAt(on, 'links')).toMatchObject({ partitions: 5 })
  const { code, stdout } = await on.run('topics', 'check')
  expect(code).toBe(1)
  const says = [
    'links.v1: partitions is 5, config/ says 3',
    `links.v1: retention.ms is ${7 * DAY_MS} (7 days), config/ says ${400 * DAY_MS} (400 days)`,
    'alerts.v1: cleanup.policy is delete, config/ says compact',
    'alerts.v1: min.insync.replicas is 2, config/ says 1',
    'rules.v1: partitions is 2, config/ says 1',
  ]
  const [found = '', todo = ''] = stdout.split('\n\nwhat to do:\n')
  expect(found.split('\n')).toEqual(says.map(line => `${on.prefix}instant-transfer.${line}`))
  expect(todo).toMatch(/^- partitions: .*\n- settings: .*kafka-configs/)
  const differs = await on.run('doctor')
  expect(differs.stdout).toMatch(
    /^ok +broker .*all 12 topics are there, 3 of them not as config\/ says: banken topics check$/m,
  )
})

test('what is missing is a difference', async () => {
  const on = await commands('missing', scratch)
  const { code, stdout } = await on.run('topics', 'check', '--json')
  expect(code).toBe(1)
  const { topics, hazards } = JSON.parse(stdout)
  expect(topics).toHaveLength(12)
  expect(topics[0]).toMatchObject({ differences: [{ what: 'topic', planned: 'there', found: 'missing' }] })
  expect(hazards).toEqual([])
})

test('producers with another partitioner, without keys, with other keys and on other topics are found', async () => {
  const on = await commands('hazards', scratch)
  await on.run('topics', 'create')
  const topic = on.prefix + named('charges')
  // Otherwise a refusal of one partition would bring the others twice.
  const producer = kafkaAt(on.brokers).producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  const value = (id: string, account: string) => chargeLine(id, { account })
  // acc-1 belongs on partition 0 of 3; CRC32 puts it on 2.
  const crc = crc32('acc-1') % 3
  await producer.sendBatch({
    topicMessages: [
      { topic: on.prefix + named('links'), messages: [{ key: 'a1', value: chargeLine('elsewhere') }] },
      {
        topic,
        messages: [
          { key: 'acc-1', value: value('right', 'acc-1') },
          { key: 'acc-1', value: value('crc', 'acc-1'), partition: crc },
          { key: 'acc-1', value: value('crc-2', 'acc-1'), partition: crc },
          { key: null, value: value('no-key', 'acc-2'), partition: 0 },
          { key: 'w-9', value: value('wallet', 'acc-2') },
          { key: null, value: 'no event at all', partition: 0 },
          { key: 'a', value: null },
        ],
      },
    ],
  })
  await producer.disconnect()
  const ran = await on.run('topics', 'check', '--json')
  expect(ran.code).toBe(1)
  const { hazards, sampled } = JSON.parse(ran.stdout)
  expect(sampled).toBe(8)
  const found = Object.fromEntries(hazards.map((each: { kind: string }) => [each.kind, each]))
  expect(found['other-topic']).toMatchObject({ count: 1, topic: on.prefix + named('links') })
  expect(found['no-key']).toMatchObject({ count: 1, topic, example: expect.stringMatching(/^no-key at partition 0, /) })
  expect(found['other-key']).toMatchObject({ count: 1, example: 'wallet: its key is w-9, not acc-2' })
  expect(found['other-partitioner']).toMatchObject({
    count: 2,
    example: expect.stringMatching(/^key acc-1 lies on partition 2 \(offset 0\) and belongs on 0, where librdkafka's/),
  })
  expect(found['two-partitions'].example).toMatch(/^acc-[12] is on partitions \d and \d$/)
  const { stdout } = await on.run('topics', 'check')
  expect(stdout).toMatch(/^- another partition: .*partitioner=murmur2_random/m)
})

test('more replicas than brokers: a sentence, and nothing is made', async () => {
  const on = await commands('replicas', scratch)
  const home = homeIn(scratch, 'kafka: { topics: { replication: 3, minInsyncReplicas: 2 } }')
  const ran = await banken('topics', 'create', ...on.options, '--home', home)
  expectSentence(ran, 1, /kept on 3 brokers \(kafka\.topics\.replication\) and the cluster has 1\. Nothing was made/)
  const { stdout } = await on.run('topics', 'check', '--json')
  expect(JSON.parse(stdout).topics[0].differences[0].found).toBe('missing')
})
