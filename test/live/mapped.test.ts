import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { FIXTURES_KEY } from '../../src/cli/support/mapping.js'
import { outputTopics } from '../../src/events/topics.js'
import { sharedBroker } from '../support/broker.js'
import { ended, main, root, Scratch } from '../support/cli.js'
import { readTopic, type TopicRow } from '../support/kafka-reader.js'
import { shuffled } from '../support/shuffled.js'
import { openAlerts } from './verdict.js'
import { exported, LiveWorld } from './world.js'

/** An envelope with the payload in base64; a list of operations; each with bad records and what is ignored among them. */
const IDS = ['kyash', 'famipay', 'merpay'] as const
const scratch = new Scratch()
const topicOf = (id: string) => `providers.${id}.v1`
const fileOf = (id: string) => `${root}/fixtures/providers/${id}/raw.ndjson`
const keyBefore = process.env.BANKEN_TOKEN_KEY
let world: LiveWorld
let topics: Topics

beforeAll(async () => {
  process.env.BANKEN_TOKEN_KEY = FIXTURES_KEY
  world = await LiveWorld.open(await sharedBroker(), 3, {
    sources: IDS.map(id => ({ topic: topicOf(id), mapping: id })),
  })
})

afterAll(async () => {
  await world.close()
  scratch.remove()
  if (keyBefore === undefined) delete process.env.BANKEN_TOKEN_KEY
  else process.env.BANKEN_TOKEN_KEY = keyBefore
})

function linesOf(id: string): string[] {
  return readFileSync(fileOf(id), 'utf8').split('\n').filter(Boolean)
}

/** The raw records in another order, under keys that are raw account numbers, as a producer may choose them. */
async function deliver(share: number): Promise<void> {
  for (const id of IDS) {
    const lines = shuffled(linesOf(id), 3).filter((_, i) => i % share === 0)
    const key = (i: number) => (i % 2 === 0 ? null : Buffer.from(`70000${i}`))
    await world.sendRaw(
      topicOf(id),
      lines.map((line, i) => ({ key: key(i), value: Buffer.from(line) })),
    )
  }
}

async function run(): Promise<void> {
  const instance = world.start()
  await world.settled()
  await world.stop(instance)
}

/** What the files come to. */
async function replayed(): Promise<Readonly<Record<string, string>>> {
  const db = scratch.path('files.duckdb')
  for (const id of IDS) await said('replay', fileOf(id), '--mapping', id, '--db', db)
  await said('export', '--db', db, '--out', scratch.path('files'))
  return exported(scratch.path('files'))
}

type Topics = Readonly<Record<keyof typeof outputTopics, TopicRow[]>>

async function published(): Promise<Topics> {
  const reading = Object.entries(outputTopics).map(
    async ([name, topic]) => [name, await readTopic(world.brokers, world.prefix + topic)] as const,
  )
  return Object.fromEntries(await Promise.all(reading)) as Topics
}

async function said(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ended(spawn(process.execPath, [main, ...args], { env: process.env }))
  if (code !== 0) throw new Error(stderr)
  return stdout
}

function lettersOf(text = ''): Record<string, string>[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

const IDENTIFIER = /^(account(No)?|number|kyashId|terminal|tel|member|id|device)$/

/** Every account number, phone, name, wallet and device of the raw records, those in base64 too. */
function rawIdentifiers(): string[] {
  const found = new Set<string>()
  const visit = (value: unknown, name = ''): void => {
    if (typeof value === 'string' && name === 'data') visit(parsed(Buffer.from(value, 'base64').toString()))
    else if (typeof value === 'string' && IDENTIFIER.test(name) && value.length >= 7) found.add(value)
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, key)
  }
  for (const id of IDS) for (const line of linesOf(id)) visit(parsed(line))
  return [...found].filter(text => !/^(ky-|F-|m-)/.test(text))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

test('raw records from topics give the answer of the files, and nothing raw leaves', async () => {
  await deliver(1)
  await deliver(3)
  await run()
  const answer = await replayed()
  expect(await world.export()).toEqual(answer)
  topics = await published()
  expect(openAlerts([...topics.alerts, ...topics.shadowAlerts])).toBe(answer['alerts.ndjson'])

  const letters = lettersOf(answer['dead-letters.ndjson'])
  expect(letters.length).toBeGreaterThan(15)
  expect(topics.deadLetters.map(({ value }) => value?.toString('base64')).sort()).toEqual(
    letters.map(({ bytes }) => bytes).sort(),
  )
  expect(topics.deadLetters.every(({ key }) => key === null)).toBe(true)

  const identifiers = rawIdentifiers()
  expect(identifiers.length).toBeGreaterThan(100)
  const written = Object.values(topics)
    .flat()
    .flatMap(({ key, value, headers }) => [key, value, ...Object.values(headers)].map(String))
  expect(identifiers.filter(identifier => written.some(text => text.includes(identifier)))).toEqual([])
})

test('redelivery changes nothing, and each record is counted in one place', async () => {
  const before = await world.export()
  await deliver(1)
  await run()
  expect(await world.export()).toEqual(before)
  expect(await published()).toEqual(topics)
  const query =
    'SELECT sum(ignored)::INT AS ignored, bool_and(received = stored + duplicates + dead_lettered) AS even FROM sources'
  const [counts] = JSON.parse(await said('sql', query, '--db', world.db(), '--json'))
  expect(counts.even).toBe(true)
  expect(counts.ignored).toBeGreaterThanOrEqual(2 * 3)
})
