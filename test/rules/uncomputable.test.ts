import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyRules } from '../../src/cli/support/rule-apply.js'
import { readUnjudged } from '../../src/cli/support/rule-coverage.js'
import { explainEvent } from '../../src/cli/support/rule-explain.js'
import { Database } from '../../src/duckdb/database.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import { chargeLine } from '../support/samples.js'
import { databaseOf } from './history.js'
import { headOf, withHome } from './home.js'

const rule = (id: string, sql: string) => ({ sql: `${headOf(id)}${sql}` })
const rules = {
  cube: rule('cube', 'SELECT id FROM work WHERE yen * yen * yen > 100 AND yen * yen * yen < 5000'),
  graded: rule('graded', "SELECT id, CASE WHEN yen * yen * yen > 100 THEN 'critical' END AS severity FROM work"),
  twice: rule(
    'twice',
    `SELECT id, CASE WHEN yen * yen * yen > 100 THEN 'low' END AS severity,
      CASE WHEN yen * yen * yen > 100 THEN event_at END AS known_at FROM work`,
  ),
  inside: rule('inside', 'SELECT id FROM (SELECT id, yen * yen * yen AS cube FROM work) WHERE cube > 100'),
  named: rule('named', 'SELECT id, yen * yen * yen AS cube FROM work WHERE cube > 100'),
  // The first part holds where the second cannot be computed.
  either: rule('either', "SELECT id FROM work WHERE device = 'x' OR yen * yen * yen > 100"),
  text: rule('text', 'SELECT id FROM work WHERE device::BIGINT > 5'),
}
const lines = [
  chargeLine('greatest', { yen: 1_000_000_000_000, device: 'x' }),
  chargeLine('ten', { yen: 10, device: '10' }),
  chargeLine('one', { yen: 1, device: '1' }),
]
const fired = {
  cube: ['ten'],
  either: ['greatest', 'ten'],
  graded: ['greatest', 'one', 'ten'],
  inside: ['ten'],
  named: ['ten'],
  text: ['ten'],
  twice: ['greatest', 'one', 'ten'],
}

async function firedIn(path: string): Promise<Record<string, string[]>> {
  const db = await Database.open(path, { readOnly: true })
  const rows = await db.values(
    "SELECT rule, list(event_id ORDER BY event_id)::VARCHAR[] FROM alert_events WHERE event_id NOT LIKE 'more-%' GROUP BY rule",
  )
  db.close()
  return Object.fromEntries(rows.map(([id, events]) => [id, (events as unknown as { items: string[] }).items]))
}

const many = Array.from({ length: 3000 }, (_, i) => chargeLine(`more-${i}`, { yen: 1, account: `m${i}` }))

test.each([
  ['among few events', lines],
  ['among many', [...many, ...lines]],
])('what cannot be computed of an event is unknown, and hinders nothing else: %s', async (_, given) => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, given)
    expect(await firedIn(db)).toEqual(fired)
  })
})

test('it is counted among what the rule could not judge, and explained', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    const config = readConfig(home)
    const counts = await readUnjudged(home, config, db, readRules(home, config.thresholds))
    expect(Object.fromEntries(counts.map(count => [count.rule, count.unjudged]))).toEqual({
      cube: 1,
      either: 0,
      graded: 0,
      inside: 1,
      named: 1,
      text: 1,
      twice: 0,
    })
    const { fires, conditions } = await explainEvent(home, db, 'cube', 'greatest')
    expect([fires, conditions]).toMatchObject([false, [{ holds: null, columns: { yen: 1_000_000_000_000 } }, {}]])
    expect((await explainEvent(home, db, 'inside', 'greatest')).conditions).toMatchObject([
      { holds: null, columns: { cube: null } },
    ])
  })
})

const sweep = (condition: string) => ({
  sql: `${headOf('swept', { on: 'sweep', every: '1 day', span: '2 days', reads: 'charge', fires: 'charge' })}
    SELECT id, account AS entity, yen FROM v_charges WHERE event_at >= $from AND event_at < $to AND ${condition}`,
})
const looking = { sql: `${headOf('looking')}SELECT id FROM work WHERE yen > 1 AND greatest > 5` }
const FEATURE = `
greatest:
  sql: |
    SELECT max(paid.yen * paid.yen) FROM charges paid WHERE paid.account_key = event.account_key
      AND paid.event_at <= event.event_at
  reads: [{ of: charge, by: account, for: ever }]`
const later = chargeLine('later', { at: '2020-09-17T10:00:00+09:00' })

test.each([
  ['few', lines],
  ['many', [...many, ...lines]],
])('a rule whose look-up cannot be computed is told by its name, among %s events', async (_, given) => {
  await withHome({ looking }, async home => {
    writeFileSync(join(home, 'pipelines/features/more.yaml'), FEATURE)
    await expect(databaseOf(home, given)).rejects.toThrow(
      /^looking: what it looks up cannot be computed: Out of Range Error: Overflow.* banken rules apply --from TIME$/,
    )
  })
})

test('a rule over periods that cannot be computed is told with its period, and mended by applying it from before that', async () => {
  await withHome({ swept: sweep('yen * yen * yen > 100') }, async home => {
    const failure = /^swept: what it finds from 2020-09-15T00:00:00\+09:00 to .* cannot be computed: Out of Range/
    await expect(databaseOf(home, [...lines, later])).rejects.toThrow(failure)
    writeFileSync(join(home, 'pipelines/rules/swept.sql'), sweep('TRY(yen * yen * yen) > 100').sql)
    await expect(databaseOf(home, [])).rejects.toThrow(failure)
    const path = join(home, 'history.duckdb')
    await applyRules(home, path, Date.parse('2020-09-15T00:00:00+09:00') * 1000)
    expect(await firedIn(path)).toEqual({ swept: ['ten'] })
  })
})
