import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Diagnostic, Parser } from '@asyncapi/parser'
import { z } from 'zod'
import { readMeanings } from '../../src/cli/support/asyncapi-comments.js'
import { documentOf } from '../../src/cli/support/asyncapi-document.js'
import { readExamples } from '../../src/cli/support/asyncapi-examples.js'
import { eventKeys, inputWords } from '../../src/cli/support/asyncapi-texts.js'
import { eventTypes, fieldsOf, schemas } from '../../src/events/catalogue.js'
import {
  cloudEventHeaders,
  deadLetterHeaders,
  openAlert,
  outputNames,
  outputs,
  retractedAlert,
} from '../../src/events/outputs.js'
import { addressOf, inputTopics, outputTopics } from '../../src/events/topics.js'
import { readConfig } from '../../src/files/config.js'
import type { KafkaSettings } from '../../src/files/kafka-settings.js'
import type { AsyncApi, Channel, Message, Schema } from '../../src/report/asyncapi.js'
import { banken, expectSentence, Scratch } from '../support/cli.js'
import { pageText, undrawn } from '../support/page-text.js'
import { sampleOf } from '../support/samples.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const { kafka } = readConfig('.').settings
const examples = readExamples(join('pipelines', 'reports', 'asyncapi'))
const parser = new Parser()
let meanings: Awaited<ReturnType<typeof readMeanings>>
let document: AsyncApi
beforeAll(async () => {
  meanings = await readMeanings('.')
  document = of(kafka)
})

const of = (settings: KafkaSettings) => documentOf({ version: '1.2.3', settings, meanings, examples })

/** What the parser has against a document. That a newer version of AsyncAPI exists says nothing about this one. */
async function problems(input: object): Promise<string[]> {
  const { document: parsed, diagnostics } = await parser.parse(JSON.stringify(input))
  expect(parsed !== undefined || diagnostics.length > 0).toBe(true)
  return diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version').map(text)
}

const text = ({ code, message, path }: Diagnostic) => `${path.join('.')}: ${code}: ${message}`

test('the command prints a document that the parser of AsyncAPI has nothing against', async () => {
  const ran = await banken('asyncapi', '--topic-prefix', 'x.', '--brokers', 'a:9092,b:9093')
  const printed = JSON.parse(ran.stdout) as AsyncApi
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(await problems(printed)).toEqual([])
  expect(Object.values(printed.servers).map(({ host }) => host)).toEqual(['a:9092', 'b:9093'])
  const topics = [...Object.values(outputTopics), ...Object.keys(inputTopics)].map(topic => `x.${topic}`)
  expect(Object.values(printed.channels).map(({ address }) => address)).toEqual(topics)
  expect(printed.info.version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version)
})

test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('with TLS and %s', async sasl => {
  const secure = of({ ...kafka, tls: true, sasl })
  expect(await problems(secure)).toEqual([])
  expect(Object.values(secure.servers)).toMatchObject([{ protocol: 'kafka-secure', security: [{}] }])
})

test('the parser sees what is wrong', async () => {
  const { alerts, ...others } = document.channels as { alerts: Channel }
  const kafka = { ...alerts.bindings.kafka, partitions: 0 }
  const found = await problems({ ...document, channels: { ...others, alerts: { ...alerts, bindings: { kafka } } } })
  expect(found.join('\n')).toMatch(/channels\.alerts\.bindings\.kafka\.partitions: /)
  expect((await problems({ ...document, channels: others })).join('\n')).toMatch(/operations\.send-alerts/)
})

test('topics have the partitions, retention and compaction of the configuration', () => {
  const topics = { ...kafka.topics, partitions: 24, outputPartitions: 3, replication: 2, retentionDays: 10 }
  const { alerts, links, 'dead-letters': letters, rules } = of({ ...kafka, topics }).channels
  const days = (count: number) => ({ 'cleanup.policy': ['delete'], 'retention.ms': count * 86_400_000 })
  const inner = (partitions: number, topicConfiguration: object) => ({
    bindings: { kafka: { partitions, replicas: 2, topicConfiguration } },
  })
  expect(alerts).toMatchObject(inner(3, { 'cleanup.policy': ['compact'] }))
  expect(rules).toMatchObject(inner(1, { 'cleanup.policy': ['compact'] }))
  expect(letters).toMatchObject(inner(3, days(kafka.topics.deadLetterRetentionDays)))
  expect(links).toMatchObject(inner(24, days(10)))
})

test('what subscribers must know is said', () => {
  const { description } = document.info
  expect(description).toMatch(/must set `isolation.level=read_committed`.*Java clients default to `read_uncommitted`/)
  expect(description).toMatch(/compacted: the newest record of a key holds/)
  expect(description).toMatch(/`status` `retracted`. A tombstone .* follows 90 days/)
})

const messages = () => Object.values(document.components.messages)

test.each(eventTypes)('%s: its example is an event, and its key the one of its topic', type => {
  const { payload, key } = examples.events[type]
  expect(schemas[type].safeParse(payload).error).toBeUndefined()
  expect(Object.keys(payload as object).filter(name => !Object.hasOwn(schemas[type].shape, name))).toEqual([])
  const sample = sampleOf(type)
  const [field = ''] = eventKeys[type].split(', else ')
  const said = field.split('|').map(name => sample[name])
  expect(addressOf(schemas[type].parse(sample))).toMatchObject({ key: said.join('|') })
  const message = document.components.messages[type]
  expect(message?.bindings.kafka.key).toMatchObject({ description: eventKeys[type], examples: [key] })
  expect(inputTopics).toHaveProperty([addressOf(schemas[type].parse(payload)).topic])
})

test('the examples of outputs are what is published', () => {
  const fits = (schema: z.ZodType, value: unknown) => expect(schema.safeParse(value).error).toBeUndefined()
  fits(openAlert, examples.alert.payload)
  fits(retractedAlert, examples.retractedAlert.payload)
  for (const each of [examples.alert, examples.retractedAlert]) fits(cloudEventHeaders('alert'), each.headers)
  for (const each of examples.tallies) {
    fits(outputs.tally, each.payload)
    fits(cloudEventHeaders('tally'), each.headers)
  }
  fits(outputs.rule, examples.rule.payload)
  fits(cloudEventHeaders('rule'), examples.rule.headers)
  fits(deadLetterHeaders, examples.deadLetter.headers)
})

test('the examples fit the schemas of the document, and a wrong one would not', () => {
  const issues = ({ payload, headers, examples = [] }: Message, change: object = {}) =>
    examples.flatMap(example => [
      ...issuesOf(payload, payload.properties ? { ...(example.payload as object), ...change } : example.payload),
      ...issuesOf(headers ?? {}, example.headers ?? {}),
    ])
  expect(messages().flatMap(message => issues(message))).toEqual([])
  const { alert } = document.components.messages as { alert: Message }
  expect(issues(alert, { yen: 'much' })).toMatchObject([{ path: ['yen'] }])
  expect(issues(alert, { added: 'later' })).toEqual([])
})

function issuesOf(schema: Schema, value: unknown): object[] {
  return z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema).safeParse(value).error?.issues ?? []
}

test('every topic is worded, and every field of every message says what it is', () => {
  expect(Object.keys(inputWords)).toEqual(Object.keys(inputTopics))
  const without = messages().flatMap(({ name, payload }) =>
    Object.entries(payload.properties ?? {})
      .filter(([, field]) => !field.description)
      .map(([field]) => `${name}.${field}`),
  )
  expect(without).toEqual([])
  expect(messages().filter(({ summary }) => summary === '')).toEqual([])
})

describe('the page', () => {
  let whole = ''
  let page = ''
  beforeAll(async () => {
    whole = (await banken('asyncapi', '--html', '--topic-prefix', 'x.')).stdout
    page = pageText(whole)
  })

  test('opens without a network and without scripts', () => {
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!data:font\/woff2;)|javascript:| on\w+=/i)
    expect(page.match(/https?:\/\//g)).toBeNull()
    expect(page.match(/<section/g)?.length).toBe(page.match(/<\/section>/g)?.length)
    expect(page).not.toContain('undefined')
    expect(undrawn(whole)).toEqual([])
  })

  test('has every topic, every field and an example of every message', () => {
    for (const topic of [...Object.values(outputTopics), ...Object.keys(inputTopics)])
      expect(page).toContain(`x.${topic}`)
    for (const type of eventTypes) for (const { name } of fieldsOf(type)) expect(page).toContain(`<code>${name}</code>`)
    const names = (schema: Schema): string[] => Object.keys(schema.properties ?? {})
    for (const { payload, headers } of messages()) {
      for (const name of [...names(payload), ...names(headers ?? {})]) expect(page).toContain(`<code>${name}</code>`)
    }
    const shown = messages().flatMap(({ examples = [] }) => examples)
    expect(page.match(/<div class="example">/g)).toHaveLength(shown.length)
    expect(page).toContain('isolation.level=read_committed')
  })

  test('links lead somewhere', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    const links = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(12)
    expect(links.filter(id => !ids.has(id))).toEqual([])
  })
})

test.each(outputNames)('banken schema %s: what a program may check with', async name => {
  const schema = JSON.parse((await banken('schema', name)).stdout)
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' })
  const shown = { alert: examples.alert.payload, tally: examples.tallies[1]?.payload, rule: examples.rule.payload }
  const value = name === 'dead-letter' ? examples.deadLetter.headers : shown[name]
  expect(issuesOf(schema, value)).toEqual([])
  expect(issuesOf(schema, {})).not.toEqual([])
})

test('--out writes a file, and says where', async () => {
  const file = scratch.path('new/asyncapi.json')
  expect(await banken('asyncapi', '--out', file)).toMatchObject({ code: 0, stdout: `${file}\n` })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ asyncapi: '3.0.0' })
  mkdirSync(scratch.path('folder.html'))
  expectSentence(await banken('asyncapi', '--html', '--out', scratch.path('folder.html')), 1, /a folder stands where/)
  expect(existsSync(scratch.path('.folder.html.partial'))).toBe(false)
})
