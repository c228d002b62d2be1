import { spawn } from 'node:child_process'
import kafkajs from 'kafkajs'
import { banken, ended, expectSentence, main, type Ran, Scratch } from '../support/cli.js'
import { readTopic, type TopicRow } from '../support/kafka-reader.js'
import { chargeLine, ordinaryCharges, sampleOf } from '../support/samples.js'
import { kafkaAt } from './clients.js'
import { type Commands, commands } from './commands.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

/** Kafka's own client takes a second to start: everything is published first, and each topic is read once. */
const ran: Record<string, Ran> = {}
const rows: Record<string, readonly TopicRow[]> = {}
let on: Commands

const eachTypes = ['link', 'charge', 'adoption'] as const
const eachLines = eachTypes.map(
  type => `  ${JSON.stringify({ unknown: '口座', ...sampleOf(type), id: `each-${type}` })} `,
)

const bad = [
  ['charges', '{"id":"bad-1","type":"charge"'],
  ['links', chargeLine('bad-2').replace('"charge"', '"link"')],
  ['controls', '{"id":"bad-3"}'],
  ['controls', 'bad-4'],
  ['controls', chargeLine('bad-5').replace('"charge"', '"nothing"')],
  ['charges', Buffer.from('{"type": "charge", "id":"bad-6\xff"}', 'latin1')],
] as const

const csvRows = [
  'id,at,provider,bank,account,wallet,operation,outcome,factors,snapshot',
  'csv-1,2020-09-15T10:00:00+09:00,paypay,9900,a1,w1,register,succeeded,pin;name,true',
  'csv-2,2020-09-15,paypay,9900,a1,w1,register,succeeded,,',
  'csv-3,2020-09-15',
]

const padding = 'x'.repeat(50_000)
const ofOne = [
  ...Array.from({ length: 5_000 }, (_, i) => chargeLine(`one-${i}`, { account: 'one' })),
  ...Array.from({ length: 60 }, (_, i) => chargeLine(`one-${5_000 + i}`, { account: 'one', padding })),
]

const largeLines = [chargeLine('near-1'), 'x'.repeat(1_000_001), chargeLine('near-2'), 'y'.repeat(1_000_000)]
const mixedLines = Array.from({ length: 50 }, (_, i) => chargeLine(`mix-${i}`, { account: 'mixed' }))

const timed = (id: string, second: number) =>
  chargeLine(id, { account: 'two', at: `2020-09-15T10:00:0${second}+09:00` })
const twoFiles = [0, 1].map(i => [0, 2, 4, 6].map(second => timed(`two-${second + i}`, second + i)).join('\n'))

beforeAll(async () => {
  on = await commands('publish', scratch)
  await on.run('topics', 'create')
  const publish = async (name: string, content: string | Uint8Array, ...options: readonly string[]) => {
    const file = scratch.write(name, content)
    ran[name] = await on.run('publish', file, ...options)
    return file
  }
  await Promise.all([
    publish('each.ndjson', `${eachLines.join('\r\n')}\r\n\r\n`, '--json'),
    publish('bad.ndjson', Buffer.concat(bad.flatMap(([, line]) => [Buffer.from(line), Buffer.from('\n')]))),
    publish('rows.csv', csvRows.join('\n'), '--type', 'link', '--json'),
    publish('one.ndjson', ofOne.join('\n')),
    publish('large.ndjson', largeLines.join('\n')),
  ])
  for (let i = 0; i < 2; i++) await publish('mix.ndjson', mixedLines.join('\n'), '--shuffle', '7')
  const other = scratch.write('two-b.ndjson', twoFiles[1] ?? '')
  const first = await publish('two.ndjson', twoFiles[0] ?? '', other, '--speed', '5x', '--json')
  ran.rated = await on.run('publish', first, '--rate', '4', '--json')
  for (const name of ['links', 'charges', 'controls']) rows[name] = await readTopic(on.brokers, topicOf(name))
})

const topicOf = (name: string) => `${on.prefix}instant-transfer.${name}.v1`
const saidBy = (name: string) => JSON.parse(ran[name]?.stdout ?? '')

/** The rows of a topic whose value has this text, by partition and offset. */
function having(name: string, text: string): TopicRow[] {
  return (rows[name] ?? []).filter(({ value }) => value?.includes(text))
}

const idsOf = (found: readonly TopicRow[]) => found.map(({ value }) => JSON.parse(String(value)).id as string)

const partitioner = kafkajs.Partitioners.DefaultPartitioner()
const partitionMetadata = [0, 1, 2].map(partitionId => ({ partitionId, leader: 1 }))

function partitionOf(topic: string, key: Buffer | null): number {
  return partitioner({ topic, partitionMetadata, message: { key, value: '' } } as never)
}

test('each line goes unchanged to the topic of its type, with its key, where every other producer puts that key', () => {
  expect(ran['each.ndjson']).toMatchObject({ code: 0, stderr: '' })
  expect(saidBy('each.ndjson')).toMatchObject({ sent: 3, events: 3, notEvents: 0, tooLarge: 0, complete: true })
  const keys = { links: 'paypay', charges: 'paypay', controls: 'paypay|9900' }
  for (const [i, [name, key]] of Object.entries(keys).entries()) {
    const [row, ...more] = having(name, `each-${eachTypes[i]}`)
    expect(more).toEqual([])
    expect(row).toMatchObject({ key: Buffer.from(key), value: Buffer.from(eachLines[i] ?? '') })
  }
  const keyed = Object.entries(rows)
    .flatMap(([name, found]) => found.map(row => ({ name, ...row })))
    .filter(({ key }) => key)
  expect(new Set(keyed.map(({ key }) => String(key))).size).toBeGreaterThan(5)
  expect(keyed.filter(({ name, key, partition }) => partition !== partitionOf(name, key))).toEqual([])
})

test('what is no event is not lost: no key, its own bytes, the topic of its type if it tells one', () => {
  expect(ran['bad.ndjson']?.stdout).toMatch(/^sent 6 = events 0 \+ lines that are no events 6, in /)
  for (const [i, [name, line]] of bad.entries()) {
    expect(having(name, `bad-${i + 1}`)).toMatchObject([{ key: null, value: Buffer.from(line) }])
  }
})

test('a row of a CSV file becomes the JSON message that it stands for', () => {
  expect(saidBy('rows.csv')).toMatchObject({ events: 1, notEvents: 2 })
  const [good] = having('links', 'csv-1')
  expect(String(good?.key)).toBe('a1')
  expect(JSON.parse(String(good?.value))).toEqual({
    id: 'csv-1',
    type: 'link',
    at: '2020-09-15T10:00:00+09:00',
    provider: 'paypay',
    bank: '9900',
    account: 'a1',
    wallet: 'w1',
    operation: 'register',
    outcome: 'succeeded',
    factors: ['pin', 'name'],
    snapshot: true,
  })
  expect(having('links', 'csv-2')).toMatchObject([{ key: null }])
  expect(having('controls', 'csv-3')).toMatchObject([{ value: Buffer.from(csvRows[3] ?? '') }])
})

test('thousands of one account keep their order, also where they are more than one request takes', () => {
  const found = (rows.charges ?? []).filter(({ key }) => String(key) === 'one')
  expect(idsOf(found)).toEqual(ofOne.map((_, i) => `one-${i}`))
})

test('a line that no topic takes is named, its neighbours are sent, and the exit code is 1', () => {
  const { code, stderr, stdout } = ran['large.ndjson'] ?? {}
  expect(code).toBe(1)
  expect(stderr).toBe(`${scratch.path('large.ndjson')}, line 2: 1000001 bytes, and a topic takes 1000000; not sent\n`)
  expect(stdout).toMatch(/^sent 3 = events 2 \+ lines that are no events 1, .*\n.*\nnot sent: 1 lines that are larger/)
  expect(having('controls', 'y'.repeat(1_000_000))).toHaveLength(1)
})

test('shuffled by a seed: the same order twice, and another one than that of the file', () => {
  const sent = idsOf(having('charges', '"mixed"'))
  const once = sent.slice(0, 50)
  expect(sent.slice(50)).toEqual(once)
  const inFile = mixedLines.map((_, i) => `mix-${i}`)
  expect(once).not.toEqual(inFile)
  expect([...once].sort()).toEqual(inFile.sort())
})

test('with --speed all files at once, by event time; with --rate not faster than that', () => {
  // Seven seconds of event time.
  expect(saidBy('two.ndjson').seconds).toBeGreaterThan(1.3)
  const ids = [0, 1, 2, 3, 4, 5, 6, 7].map(i => `two-${i}`)
  expect(idsOf(having('charges', '"two"'))).toEqual([...ids, 'two-0', 'two-2', 'two-4', 'two-6'])
  expect(saidBy('rated')).toMatchObject({ sent: 4 })
  expect(saidBy('rated').seconds).toBeGreaterThan(0.7)
})

async function countOn(name: string): Promise<number> {
  const admin = kafkaAt(on.brokers).admin()
  await admin.connect()
  const offsets = await admin.fetchTopicOffsets(topicOf(name))
  await admin.disconnect()
  return offsets.reduce((sum, { high }) => sum + Number(high), 0)
}

test('Ctrl-C ends between two sends with what was sent, and exits 0', async () => {
  const before = await countOn('charges')
  const file = scratch.write('many.ndjson', ordinaryCharges(2_000))
  const child = spawn(process.execPath, [main, 'publish', file, '--rate', '50', '--json', ...on.options])
  const ending = ended(child)
  while ((await countOn('charges')) < before + 20);
  child.kill('SIGINT')
  const { code, stdout } = await ending
  const { sent, complete } = JSON.parse(stdout)
  expect({ code, complete }).toEqual({ code: 0, complete: false })
  expect((await countOn('charges')) - before).toBe(sent)
  expect(sent).toBeLessThan(2_000)
})

test('where topics are missing nothing is sent, and the sentence says what to do', async () => {
  const file = scratch.write('some.ndjson', chargeLine('some'))
  const none = await banken('publish', file, ...on.options, '--topic-prefix', `${on.prefix}other.`)
  expectSentence(none, 1, /^banken: no such topic: .*links\.v1, .*Make what is missing: banken topics create$/m)
  expect(none.stdout).toBe('')
})
