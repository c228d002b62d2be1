import { openPipeline } from '../../src/cli/support/pipeline.js'
import type { RuleDefinition } from '../../src/detect/rule-version.js'
import type { Database } from '../../src/duckdb/database.js'
import { rehearse } from '../../src/duckdb/rehearse.js'
import { unjudgedBy } from '../../src/duckdb/unjudged.js'
import { parseInstant } from '../../src/events/time.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import { fileSource } from '../../src/files/source.js'

const folder = 'fixtures/september-2020'
const rules = readRules('.', readConfig('.').thresholds)
const FIRED =
  'event_id, entity_type, entity_id, severity, known_at, yen, two_factor, features, observed, alert_id, rule_version'

let db: Database

beforeAll(async () => {
  const open = await openPipeline(':memory:', '.')
  db = open.db
  for (const name of ['controls.ndjson', 'signals.ndjson.gz', 'claims.ndjson']) {
    for await (const _ of open.pipeline.run(fileSource(`${folder}/${name}`)));
  }
  await open.pipeline.finish()
}, 300_000)

afterAll(() => db.close())

function at(text: string): number {
  const parsed = parseInstant(text)
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.value
}

async function rehearsed(rule: RuleDefinition, from: number, to: number, sliceEventsMax?: number): Promise<string[]> {
  await rehearse(db, rule, { from, to }, { into: 'found', hotWindowDays: 3, ...(sliceEventsMax && { sliceEventsMax }) })
  return linesOf('found')
}

async function linesOf(table: string): Promise<string[]> {
  return (await db.values(`SELECT to_json(f)::VARCHAR FROM (SELECT DISTINCT ${FIRED} FROM ${table}) f`))
    .map(String)
    .sort()
}

const [START, MIDDLE, END] = ['2020-05-01', '2020-09-05', '2020-12-01'].map(day => at(`${day}T00:00:00+09:00`)) as [
  number,
  number,
  number,
]

test('a rule over stored history finds what it fired when that history came in, whatever the rule', async () => {
  const fired: string[] = []
  for (const rule of rules) {
    const expected = await linesOf(`(FROM alert_events WHERE rule = '${rule.id}')`)
    if (expected.length > 0) fired.push(rule.id)
    expect([rule.id, await rehearsed(rule, START, END)]).toEqual([rule.id, expected])
  }
  // Without firings there would be nothing to compare.
  expect(fired.length).toBeGreaterThan(15)
}, 300_000)

test('two halves of a span say together what the whole says', async () => {
  for (const rule of rules.filter(({ id }) => ['new-device-drain', 'mule-fan-in', 'shared-ring'].includes(id))) {
    const halves = [...(await rehearsed(rule, START, MIDDLE)), ...(await rehearsed(rule, MIDDLE, END))].sort()
    expect(halves).toEqual(await rehearsed(rule, START, END))
  }
}, 300_000)

test('slices do not show: neither in what fires nor in what could not be judged', async () => {
  const some = rules.filter(({ id }) => ['new-device-drain', 'mule-fan-in', 'success-after-spray'].includes(id))
  for (const rule of some) expect(await rehearsed(rule, START, END, 100)).toEqual(await rehearsed(rule, START, END))
  const counted = async (sliceEventsMax: number) => {
    const counts = await unjudgedBy(db, some, { from: START, to: END }, { hotWindowDays: 3, sliceEventsMax })
    return counts.map(count => JSON.stringify(count)).sort()
  }
  const whole = await counted(50_000)
  expect(await counted(100)).toEqual(whole)
  expect(whole.join()).toMatch(/"unjudged":[1-9]/)
}, 300_000)

test('a rehearsal changes nothing of the database', async () => {
  const before = await db.values('SELECT count(*), bit_xor(hash(e)) FROM main.alert_events e')
  const [rule] = rules
  await rehearse(
    db,
    { ...(rule as RuleDefinition), mode: 'shadow' },
    { from: START, to: END },
    { into: 'found', hotWindowDays: 3 },
  )
  expect(await db.values('SELECT count(*), bit_xor(hash(e)) FROM alert_events e')).toEqual(before)
})

test('without a memory, and of a sample, it could not judge the same events', async () => {
  const span = { from: START, to: END }
  const counted = async (oneIn?: number) => unjudgedBy(db, rules, span, { hotWindowDays: 3, ...(oneIn && { oneIn }) })
  const [whole, asking, sample] = [await counted(), await counted(1), await counted(4)]
  const lines = (counts: typeof whole) => counts.map(count => JSON.stringify(count)).sort()
  expect(lines(asking)).toEqual(lines(whole))
  const sum = (counts: typeof whole, of: (count: (typeof whole)[number]) => number) =>
    counts.reduce((total, count) => total + of(count), 0)
  const share = (counts: typeof whole) => sum(counts, row => row.unjudged) / sum(counts, row => row.events)
  expect(sum(sample, row => row.events) / sum(whole, row => row.events)).toBeCloseTo(1 / 4, 1)
  expect(share(sample)).toBeCloseTo(share(whole), 1)
}, 300_000)
