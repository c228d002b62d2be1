import { Gates } from '../../src/detect/gate.js'
import { KnownWork, type Listed } from '../../src/detect/known-work.js'
import { Memory } from '../../src/detect/memory.js'
import { RuleSet } from '../../src/detect/rule-set.js'
import { type RuleVersion, versionOf } from '../../src/detect/rule-version.js'
import { isSweep } from '../../src/detect/sweep.js'
import { Database } from '../../src/duckdb/database.js'
import { ruleTrees } from '../../src/duckdb/rule-tree.js'
import { type BankenEvent, isTransfer } from '../../src/events/catalogue.js'
import { MICROS } from '../../src/events/time.js'
import { readConfig } from '../../src/files/config.js'
import { readFeatures, readRules } from '../../src/files/rules.js'

const HOUR = MICROS.hour
const rules = readRules('.', readConfig('.').thresholds).filter(rule => !isSweep(rule))
const pack = rules.map(definition => ({ definition, version: versionOf(definition), from: null, to: null }))

const who = { provider: 'docomo', bank: '9900', account: 'a', wallet: 'w', outcome: 'succeeded' }
const link = (at: number, more: object = {}) =>
  ({ id: `l${at}`, type: 'link', at, ...who, operation: 'register', ...more }) as BankenEvent
const charge = (at: number, yen: number, more: object = {}) =>
  ({ id: `c${at}`, type: 'charge', at, ...who, yen, ...more }) as BankenEvent

/** The rules that may select each of these events, after what is known; every windowed feature has this value. */
async function passedBy(
  versions: readonly RuleVersion[],
  known: readonly BankenEvent[],
  events: readonly Listed[],
  value: number,
) {
  const plan = new RuleSet(versions)
  const memory = new Memory(plan.first, plan.needed)
  for (const event of known) memory.note(event)
  const features = new Map(plan.windowed.map(({ name }) => [name, new Int32Array(events.length).fill(value)]))
  const db = await Database.open(':memory:')
  const trees = await ruleTrees(
    db,
    versions.map(({ definition }) => definition),
  )
  db.close()
  const gates = new Gates(versions, trees, memory)
  const work = new KnownWork(events, features, memory)
  return events.map((_, nth) => gates.passed(work.at(nth)).map(rule => versions[rule]?.definition.id))
}

/** Of the last of these events. */
async function passed(events: readonly BankenEvent[], value: number, versions: readonly RuleVersion[] = pack) {
  const last = events.filter(isTransfer).at(-1) as unknown as Listed
  return (await passedBy(versions, events, [last], value))[0]
}

test('a charge of an old link is nothing to any rule of the pack', async () => {
  expect(await passed([link(0), charge(300 * HOUR, 5000)], 1)).toEqual([])
})

test('a large charge soon after the link, and the next one, may be what rules look for', async () => {
  expect(await passed([link(0), charge(1, 80_000)], 80_000)).toContain('first-charge-high')
  expect(await passed([link(0), charge(1, 80_000), charge(2, 80_000)], 160_000)).toContain('rapid-drain')
})

test('what was never there needs no look-up, and what is there needs one', async () => {
  const listed = { id: 'k', type: 'leak', at: 0, list: 'x', account: 'a' } as unknown as BankenEvent
  expect(await passed([link(0), charge(300 * HOUR, 5000)], 1)).not.toContain('listed-identity')
  expect(await passed([listed, link(0), charge(300 * HOUR, 5000)], 1)).toContain('listed-identity')
})

test('an account of whose words only history can tell may be what every rule on them looks for', async () => {
  const holder = { id: 'h', type: 'holder', at: 5, bank: '9900', account: 'a', person: 'p' } as unknown as BankenEvent
  const other = { ...holder, id: 'g', at: 6 }
  const third = { ...holder, id: 'f', at: 7 }
  expect(await passed([holder, other, third, charge(1, 5000)], 1)).toContain('takeover-after-sim-reissue')
  expect(await passed([charge(1, 5000)], 1)).not.toContain('takeover-after-sim-reissue')
})

const asking = (sql: string, more: object = {}) => {
  const features = ['minutes_since_link'].filter(name => sql.includes(name)).map(name => readFeatures('.').get(name))
  const definition = {
    ...rules[0],
    id: 'asking',
    sql: `SELECT id FROM work WHERE ${sql}`,
    on: ['charge'],
    features,
    ...more,
  }
  return { definition, version: 'v', from: null, to: null } as unknown as RuleVersion
}
const word = (type: string, at: number, more: object) =>
  ({ id: `${type}${at}`, type, at, provider: 'docomo', bank: '9900', account: 'a', ...more }) as unknown as BankenEvent
const limits = ['charge', 'day', 'month'].map(per => word('limit', 0, { per, yen: 1 }))
const holders = [5, 6, 7].map(at => word('holder', at, { person: 'p' }))

test.each([
  ['limit_charge < 5', limits],
  ['limit_day < 5', limits],
  ['limit_month < 5', limits],
  ["holder = 'x'", holders],
  ["two_factor = 'enrolled'", holders],
  ['minutes_since_link < 5', holders],
])('%s is left open where the words on the account may say otherwise', async (sql, words) => {
  expect(await passed([charge(1, 5000)], 1, [asking(sql)])).toEqual([])
  expect(await passed([...words, charge(1, 5000)], 1, [asking(sql)])).toEqual(['asking'])
})

test('a rule looks at its own types and times, and never at a snapshot', async () => {
  const definition = {
    ...rules[0],
    sql: 'SELECT id FROM work',
    on: ['link'],
    features: [],
  } as RuleVersion['definition']
  const version = { definition, version: 'v', from: 10, to: 20 }
  expect(await passed([link(9)], 1, [version])).toEqual([])
  expect(await passed([link(10)], 1, [version])).toEqual([definition.id])
  expect(await passed([link(20)], 1, [version])).toEqual([])
  expect(await passed([charge(10, 1)], 1, [version])).toEqual([])
  expect(await passed([link(10, { snapshot: true })], 1, [version])).toEqual([])
})

test('one name may mean something else in two rules that ask the same of it', async () => {
  const versions = [5000, 6000].map(limit => asking('yen >= $limit', { id: `r${limit}`, thresholds: { limit } }))
  expect(await passed([charge(1, 5500)], 1, versions)).toEqual(['r5000'])
})

test('each event is asked by itself', async () => {
  const events = [5500, 4000, 6500].map((yen, nth) => charge(nth, yen)) as unknown as Listed[]
  expect(await passedBy([asking('yen >= 5000')], [], events, 1)).toEqual([['asking'], [], ['asking']])
})
