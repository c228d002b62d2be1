import fc from 'fast-check'
import { isLookup } from '../../src/detect/feature.js'
import { readFeatures } from '../../src/files/rules.js'
import { judged } from '../support/everything.js'
import { messages } from '../support/oracle/arbitrary.js'
import { runs, timeLimit } from '../support/runs.js'
import { shuffled } from '../support/shuffled.js'

const features = [...readFeatures('.').values()]
const withoutLookups = features.filter(feature => !isLookup(feature))
/** So short that most sets reach back before it, once it has been trimmed. */
const HOT_DAYS = 0.5
const SEED = runs({ seed: 2020 }, {})

/** What every link and charge was judged on: each feature and all that is joined to it. */
async function judgements(lines: readonly string[], batchCountMax: number): Promise<string[]> {
  const db = await judged(lines, batchCountMax, features, HOT_DAYS)
  const rows = await db.values(`
    SELECT concat_ws(' ', event_id, event_at, two_factor, features, observed, alert_id) FROM alert_events ORDER BY event_id`)
  db.close()
  return rows.map(([row]) => String(row))
}

test(
  'every link and charge is judged on the same features and words, whatever the order and the batches',
  async () => {
    await fc.assert(
      fc.asyncProperty(messages, fc.nat(), async (lines, seed) => {
        expect(await judgements(shuffled(lines, seed), 3)).toEqual(await judgements(lines, 100_000))
      }),
      { numRuns: runs(8, 200), ...SEED, endOnFailure: true, interruptAfterTimeLimit: timeLimit(200_000) },
    )
  },
  timeLimit(300_000),
)

const COLUMNS = ['adoption', 'suspended', 'uncertain', 'limit_charge', 'limit_day', 'limit_month', 'holder']

/** Links and charges that the rules were told something else about than the views show, or nothing. */
async function disagreements(lines: readonly string[], batchCountMax: number) {
  const db = await judged(lines, batchCountMax, withoutLookups, HOT_DAYS)
  const shown = ['id', 'snapshot', 'two_factor', ...COLUMNS].join(', ')
  const told = COLUMNS.map(column => `(a.observed->>'${column}') IS DISTINCT FROM v.${column}::VARCHAR`)
  const rows = await db.rows(`
    SELECT v.*, a.* FROM (SELECT ${shown} FROM v_links UNION ALL BY NAME SELECT * FROM v_charges) v
    LEFT JOIN alert_events a ON a.event_id = v.id
    WHERE v.snapshot IS NOT TRUE AND (a.two_factor IS DISTINCT FROM v.two_factor OR ${told.join(' OR ')})`)
  db.close()
  return rows
}

test(
  'the rules are told what the views show of every link and charge, from memory or not',
  async () => {
    await fc.assert(
      fc.asyncProperty(messages, fc.nat(), fc.constantFrom(1, 7, 1000), async (lines, seed, batchCountMax) => {
        const order = seed % 2 === 0 ? lines : shuffled(lines, seed)
        expect(await disagreements(order, batchCountMax)).toEqual([])
      }),
      { numRuns: runs(15, 300), ...SEED, endOnFailure: true, interruptAfterTimeLimit: timeLimit(100_000) },
    )
  },
  timeLimit(180_000),
)

test('a holder that becomes known late is known to the charges too', async () => {
  const charge =
    '{"id":"c","type":"charge","at":"2020-09-01T10:00:00+09:00","provider":"paypay","bank":"9900","account":"a","wallet":"w","yen":5000,"outcome":"succeeded"}'
  const holder = '{"id":"h","type":"holder","at":"2020-09-01T09:00:00+09:00","bank":"9900","account":"a","person":"x"}'
  const late = await judgements([charge, holder], 1)
  expect(late).toEqual(await judgements([holder, charge], 1))
  expect(late[0]).toContain('"holder":"x"')
})

test('a late message changes what was judged far back, where the hot window does not reach', async () => {
  const link = (id: string, at: string, wallet: string) =>
    `{"id":"${id}","type":"link","at":"${at}","provider":"paypay","bank":"9900","account":"a-${id}","wallet":"${wallet}","operation":"register","outcome":"succeeded"}`
  const old = [link('1', '2020-01-01T10:00:00+09:00', 'w'), link('2', '2020-01-01T11:00:00+09:00', 'w')]
  const recent = link('3', '2020-09-01T10:00:00+09:00', 'v')
  expect(await judgements([recent, old[1] ?? '', old[0] ?? ''], 1)).toEqual(await judgements([...old, recent], 10))
})

test('a late word on a device order is heard where only an earlier word on it names the phone', async () => {
  const order = (id: string, at: string, status: string, phone = '') =>
    `{"id":"${id}","type":"order","at":"2020-09-01T${at}:00+09:00","shop":"s","order":"o","person":"x","status":"${status}"${phone}}`
  const link =
    '{"id":"l","type":"link","at":"2020-09-01T13:00:00+09:00","provider":"paypay","bank":"9900","account":"a","wallet":"w","operation":"register","outcome":"succeeded","person":"y","phone":"t"}'
  const before = [order('1', '10:00', 'ordered', ',"phone":"t"'), order('2', '12:00', 'held'), link]
  const verified = order('3', '11:00', 'verified')
  const late = await judgements([...before, verified], 1)
  expect(late).toEqual(await judgements([verified, ...before], 10))
  expect(late[0]).toContain('"doubtful_order_hours_72h":null')
  expect((await judgements(before, 1))[0]).toContain('"doubtful_order_hours_72h":1.0')
})
