import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { z } from 'zod'
import { DuckDbEngine } from '../../src/cli/support/engine.js'
import { openMigrated } from '../../src/cli/support/home.js'
import { knownOf } from '../../src/cli/support/known.js'
import { severities as severitiesOfRules } from '../../src/detect/rule.js'
import { talliesAt } from '../../src/duckdb/export.js'
import { deadLetterReasons } from '../../src/events/dead-letter-reason.js'
import {
  cloudEventHeaders,
  deadLetterHeaders,
  openAlert,
  outputSchema,
  outputs,
  retractedAlert,
  severities,
} from '../../src/events/outputs.js'
import { parseInstant } from '../../src/events/time.js'
import { outputTopics } from '../../src/events/topics.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import type { OutRecord } from '../../src/pipeline/outbox.js'
import { numbered } from '../../src/pipeline/publication.js'
import { receivedOf } from '../../src/pipeline/received.js'
import { chargeLine } from '../support/samples.js'

const FIXTURES = join('fixtures', 'september-2020')
const linesOf = (bytes: Buffer) => bytes.toString().trimEnd().split('\n')
const fixture = (name: string) => linesOf(readFileSync(join(FIXTURES, name)))
const traffic = linesOf(gunzipSync(readFileSync(join(FIXTURES, 'traffic.ndjson.gz'))))

/** Late words that every stop ended at once: what went on while it lasted is no alert any more. */
const resumptions = fixture('controls.ndjson')
  .map(line => JSON.parse(line) as { id: string; type: string; at: string })
  .filter(({ type }) => type === 'suspension')
  .map(stop =>
    JSON.stringify({ ...stop, id: `${stop.id}-end`, at: stop.at.replace(':00+', ':01+'), status: 'resumed' }),
  )

/** A letter of each kind that canonical topics can have. */
const BAD = ['{', '\xff', '{"id":"x"}', '{"id":"x","type":"bark"}', chargeLine('x', { provider: 'nobody' })]
const records: OutRecord[] = []
let tallies: Awaited<ReturnType<typeof talliesAt>>

/** As the live pipeline does it. */
beforeAll(async () => {
  const config = readConfig('.')
  const db = await openMigrated(':memory:', '.')
  const engine = await DuckDbEngine.open(db, config, readRules('.', config.thresholds))
  const keep = async (some: readonly OutRecord[]) => {
    records.push(...some)
  }
  await engine.enforceRules(keep)
  const deliveries = [traffic, fixture('controls.ndjson'), fixture('claims.ndjson'), resumptions, BAD]
  for (const [partition, lines] of deliveries.entries()) {
    const messages = lines.map((line, i) => ({ source: 't', partition, offset: i, bytes: Buffer.from(line, 'latin1') }))
    await engine.commit(
      messages.map(message => receivedOf(message, knownOf(config))),
      keep,
    )
  }
  const at = parseInstant('2020-09-16T00:00:00+09:00')
  tallies = await talliesAt(db, at.ok ? at.value : 0)
  db.close()
})

const on = (topic: string) => records.filter(record => record.topic === topic)
const contentOf = ({ value }: OutRecord) => JSON.parse(Buffer.from(value ?? []).toString())

/** The problems, so that a failure says which field it is. */
function problems(schema: z.ZodType, values: readonly unknown[]): unknown[] {
  return values.flatMap(value => schema.safeParse(value).error?.issues ?? []).slice(0, 3)
}

test('alerts: open and retracted ones, exactly', () => {
  const alerts = on(outputTopics.alerts)
  const statuses = alerts.map(record => contentOf(record).status)
  expect(statuses.filter(status => status === 'open').length).toBeGreaterThan(500)
  expect(statuses.filter(status => status === 'retracted').length).toBeGreaterThan(0)
  expect(problems(outputs.alert, alerts.map(contentOf))).toEqual([])
  expect(problems(cloudEventHeaders('alert'), headersOf(alerts))).toEqual([])
  for (const record of alerts) expect(Buffer.from(record.key ?? []).toString()).toBe(contentOf(record).id)
})

test('tallies: what is published, and what damage() gives', () => {
  const published = on(outputTopics.tallies)
  expect(published.length).toBeGreaterThan(50)
  expect(problems(outputs.tally, published.map(contentOf))).toEqual([])
  expect(problems(cloudEventHeaders('tally'), headersOf(published))).toEqual([])
  const rows = tallies.rows.map(row => Object.fromEntries(tallies.header.map((name, i) => [name, row[i]])))
  expect(rows.length).toBeGreaterThan(50)
  expect(problems(outputs.tally, rows)).toEqual([])
  expect(Object.keys(outputs.tally.shape)).toEqual(tallies.header)
  expect(new Set(rows.map(({ state }) => state))).toContain('undisclosed')
})

test('rules', () => {
  const rules = on(outputTopics.rules)
  expect(rules.length).toBeGreaterThan(5)
  expect(problems(outputs.rule, rules.map(contentOf))).toEqual([])
  expect(problems(cloudEventHeaders('rule'), headersOf(rules))).toEqual([])
  expect(problems(outputs.rule, [{ ...contentOf(rules[0] as OutRecord), version: 'removed' }])).toEqual([])
})

test('dead letters: the headers', () => {
  const letters = on(outputTopics.deadLetters)
  const found = new Set(letters.map(({ headers }) => headers['banken.reason']))
  expect(found).toEqual(new Set(['json', 'encoding', 'schema', 'unknown-type', 'unknown-provider']))
  expect(problems(deadLetterHeaders, headersOf(letters))).toEqual([])
})

function headersOf(some: readonly OutRecord[]): object[] {
  return numbered(some, 0).map(({ headers }) => headers)
}

test('a field more or less is seen', () => {
  const alert = contentOf(on(outputTopics.alerts)[0] as OutRecord)
  expect(problems(outputs.alert, [{ ...alert, extra: 1 }])).toMatchObject([{ code: 'unrecognized_keys' }])
  expect(problems(openAlert, [{ ...alert, period: { from: alert.period.from } }])).toMatchObject([
    { path: ['period', 'to'] },
  ])
  expect(problems(retractedAlert, [alert])).not.toEqual([])
})

test('words are those of the stages', () => {
  expect(severities).toEqual(severitiesOfRules)
  expect(deadLetterHeaders.shape['banken.reason'].options).toEqual(deadLetterReasons)
})

test('a subscriber may get fields that are not known yet', () => {
  for (const schema of Object.values(outputs)) expect(JSON.stringify(outputSchema(schema))).not.toContain(':false')
})

/** Every field with a path, down to the items of lists. */
function fieldsWithout(schema: Schema, path: string): string[] {
  const fields = Object.entries(schema.properties ?? {})
  const inner = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap(each => fieldsWithout(each, path))
  return fields
    .flatMap(([name, field]) => [
      ...(field.description ? [] : [`${path}.${name}`]),
      ...fieldsWithout(field, `${path}.${name}`),
    ])
    .concat(inner)
}

interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
}

test('every field says what it is', () => {
  const without = Object.entries(outputs).flatMap(([name, schema]) => fieldsWithout(outputSchema(schema), name))
  expect(without).toEqual([])
})
