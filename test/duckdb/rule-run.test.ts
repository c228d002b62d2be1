import { assemble, openPipeline } from '../../src/cli/support/pipeline.js'
import { type Feature, featureFile } from '../../src/detect/feature.js'
import { askingAlways } from '../../src/detect/gate.js'
import { needs } from '../../src/detect/needed.js'
import type { RuleDefinition } from '../../src/detect/rule-version.js'
import type { Pipeline } from '../../src/pipeline/pipeline.js'
import { root } from '../support/cli.js'
import { BARE } from '../support/everything.js'
import { openCopied, ours } from '../support/template.js'

const features: readonly Feature[] = Object.entries(
  featureFile.parse({
    before: {
      sql: `SELECT count(*) FROM charges paid WHERE paid.account_key = event.account_key
        AND (paid.event_at < event.event_at OR paid.event_at = event.event_at AND paid.id < event.id)`,
      reads: [{ of: 'charge', by: 'account', for: 'ever' }],
    },
    listed: {
      sql: 'SELECT count(*) > 0 OR NULL FROM leaks leaked WHERE leaked.account = event.account',
      reads: [{ of: 'leak', by: 'account', for: 'always', needed: 'ever' }],
    },
  }),
).map(([name, feature]) => ({ ...feature, name }) as Feature)

function rule(sql: string): RuleDefinition {
  return {
    ...BARE,
    id: 'r',
    on: ['charge'],
    entity: 'account',
    reason: { ja: '-', en: '-' },
    thresholds: { yen_min: 2000 },
    sql,
    features: features.filter(({ name }) => sql.includes(name)),
  }
}

const charge = (nth: number, yen: number, account = `a${nth}`) =>
  `{"id":"c${nth}","type":"charge","at":"2020-09-01T10:00:00+09:00","provider":"paypay","bank":"9900","account":"${account}","wallet":"w","yen":${yen},"outcome":"succeeded"}`
const leak = (account: string) =>
  `{"id":"l-${account}","type":"leak","at":"2020-08-01T10:00:00+09:00","list":"x","account":"${account}"}`

/** The events for which a rule fires. */
async function fired(sql: string, lines: readonly string[], batchCountMax = 10_000): Promise<string[]> {
  const db = await openCopied()
  await feed(await assemble(db, ours().config, [rule(sql)], { batchCountMax }), lines)
  const rows = await db.values('SELECT event_id FROM alert_events ORDER BY event_id')
  db.close()
  return rows.map(([id]) => String(id))
}

async function feed(pipeline: Pipeline, lines: readonly string[]): Promise<void> {
  const messages = lines.map((line, i) => ({ source: 't', partition: 0, offset: i, bytes: Buffer.from(line) }))
  const source = {
    name: 't',
    async *messages() {
      yield messages
    },
  }
  for await (const report of pipeline.run(source)) expect(report.change.deadLetters).toEqual([])
}

test('each SELECT of a rule is a way through', async () => {
  const sql =
    'SELECT id FROM work WHERE yen < $yen_min AND before = 0 UNION ALL SELECT id FROM work WHERE yen >= $yen_min AND before = 1'
  const lines = [charge(1, 1000, 'a'), charge(2, 2000, 'a'), charge(3, 3000, 'b'), charge(4, 4000, 'b')]
  expect(await fired(sql, lines)).toEqual(['c1', 'c2', 'c4'])
  expect(await fired(sql, lines, 1)).toEqual(['c1', 'c2', 'c4'])
})

test.each([
  ['an alias of the table', 'SELECT w.id FROM work w WHERE w.yen >= 2000 AND w.before = 0'],
  ['the table named', 'SELECT id FROM work WHERE work.yen >= 2000 AND work.before = 0'],
  ['an alias of a column', 'SELECT id, 2 * yen AS twice, before AS b FROM work WHERE twice >= 4000 AND b = 0'],
  ['an alias that is a column too', 'SELECT id, 9 AS yen FROM work WHERE yen >= 2000 AND before = 0'],
  [
    'a SELECT inside, whose columns mean something else',
    'SELECT id FROM (SELECT id, -yen AS yen, before FROM work) WHERE yen <= -2000 AND before = 0',
  ],
])('a rule may be written with %s', async (_what, sql) => {
  expect(await fired(sql, [charge(1, 1000), charge(2, 2000)])).toEqual(['c2'])
})

test('a rule without a condition before its look-up is run for everything', async () => {
  expect(await fired('SELECT id FROM work WHERE before = 0', [charge(1, 1000)])).toEqual(['c1'])
})

test('what fires without what is needed is found among many events', async () => {
  const sql = 'SELECT id FROM work WHERE listed OR yen = 7'
  const lines = Array.from({ length: 600 }, (_, nth) => charge(nth, nth === 599 ? 7 : 1000))
  expect(await fired(sql, lines)).toEqual(['c599'])
  expect(await fired(sql, [...lines, leak('a5')])).toEqual(['c5', 'c599'])
})

test('one of many events may have what is needed', async () => {
  const lines = Array.from({ length: 600 }, (_, nth) => charge(nth, 1000))
  expect(await fired('SELECT id FROM work WHERE listed', [...lines, leak('a599')])).toEqual(['c599'])
})

test('what is NULL without what is needed may be what the rule asks for', async () => {
  expect(
    await fired('SELECT id FROM work WHERE listed IS NULL', [charge(1, 1000), charge(2, 1000), leak('a2')]),
  ).toEqual(['c1'])
})

test('many events are judged as few are', async () => {
  const sql = 'SELECT id FROM work WHERE yen > 1500 AND before = 0 UNION ALL SELECT id FROM work WHERE listed'
  const lines = Array.from({ length: 2101 }, (_, nth) => charge(nth, nth % 700 === 0 ? 2000 : 1000))
  const few = await fired(sql, [...lines, leak('a5')], 500)
  expect(few).toEqual(['c0', 'c1400', 'c2100', 'c5', 'c700'])
  expect(await fired(sql, [...lines, leak('a5')])).toEqual(few)
})

test('a leak that comes later is looked up for what was judged before', async () => {
  expect(await fired('SELECT id FROM work WHERE listed', [charge(1, 1000), charge(2, 1000), leak('a2')], 1)).toEqual([
    'c2',
  ])
})

test('a rule whose cost is measured asks history whatever memory knows, and is the same in all else', () => {
  const listed = rule('SELECT id FROM work WHERE listed')
  const always = askingAlways(listed)
  expect([listed.features.some(needs), always.features.some(needs)]).toEqual([true, false])
  expect(always).toMatchObject({
    sql: listed.sql,
    features: [{ reads: [{ of: 'leak', by: 'account', for: 'always' }] }],
  })
})

test('the tables in which rules are read when they are loaded serve the batches, and with them the plans', async () => {
  const { db, pipeline } = await openPipeline(':memory:', root)
  const made = () =>
    db.values(
      "SELECT table_name, table_oid FROM duckdb_tables() WHERE table_name IN ('judged', 'work_known') ORDER BY ALL",
    )
  const atLoad = await made()
  expect(atLoad.length).toBe(2)
  await feed(pipeline, [charge(1, 1000), charge(2, 2000)])
  expect(await made()).toEqual(atLoad)
  db.close()
})
