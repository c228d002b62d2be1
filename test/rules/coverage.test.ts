import {
  coverageText,
  phasesText,
  phasesWithout,
  railsWithout,
  readUnjudged,
} from '../../src/cli/support/rule-coverage.js'
import { explainEvent } from '../../src/cli/support/rule-explain.js'
import { shadows, shadowText } from '../../src/cli/support/rule-shadow.js'
import { listedAll } from '../../src/cli/support/rules-listed.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import { chargeLine } from '../support/samples.js'
import { claimLine, databaseOf } from './history.js'
import { headOf, withHome } from './home.js'

const where = (id: string, condition: string, changes = {}) => ({
  sql: `${headOf(id, changes)}SELECT id FROM work WHERE ${condition}`,
})
const either =
  "SELECT id, 'account' AS entity FROM work WHERE device = 'x' UNION ALL SELECT id, 'wallet' AS entity FROM work WHERE yen >= 5000"
const rules = {
  named: where('named', "yen >= 1000 AND device = 'x'"),
  either: { sql: `${headOf('either', { entity: 'account, wallet' })}${either}` },
  quiet: where('quiet', 'yen >= 5000', { mode: 'shadow', phase: 'payment' }),
}
const lines = [
  chargeLine('known', { device: 'x' }),
  chargeLine('unknown', {}),
  chargeLine('ruled-out', { yen: 999 }),
  chargeLine('large', { yen: 7000, bank: '0040', account: 'a2' }),
  chargeLine('larger', { yen: 9000, bank: '0040', account: 'a3' }),
  claimLine('a2', 'confirmed'),
  claimLine('a3', 'excluded'),
]

test('what is unknown, and neither fires nor is ruled out, is counted by rule and rail', async () => {
  await withHome(rules, async home => {
    const config = readConfig(home)
    const all = readRules(home, config.thresholds)
    const counts = await readUnjudged(home, config, await databaseOf(home, lines), all)
    const of = (rule: string, bank: string) => {
      const { events, unjudged } = counts.find(count => count.rule === rule && count.bank === bank) ?? {}
      return [events, unjudged]
    }
    expect([of('named', '9900'), of('named', '0040')]).toEqual([
      [3, 1],
      [2, 2],
    ])
    // Of a UNION, a SELECT that holds is enough, and one that fails is not.
    expect([of('either', '9900'), of('either', '0040')]).toEqual([
      [3, 2],
      [2, 0],
    ])
    expect(of('quiet', '9900')).toEqual([3, 0])
    expect(coverageText(counts, all)).toMatch(/named +│ paypay +│ +5 │ +3 │ +60 /)
    // A rule in shadow mode watches no rail.
    expect(
      railsWithout(
        counts,
        all.filter(({ id }) => id !== 'either'),
      ),
    ).toEqual(['paypay|0040'])
    expect(railsWithout(counts, all)).toEqual([])
  })
})

test('a phase without a live rule is named', async () => {
  await withHome(rules, async home => {
    const all = readRules(home, {})
    expect(phasesWithout(all)).toEqual(['account', 'link', 'payment', 'always'])
    expect(listedAll(all)).toMatchObject({
      rules: all.map(({ id }) => ({ id })),
      phasesWithoutLiveRule: ['account', 'link', 'payment', 'always'],
    })
    expect(phasesText(all)).toBe('phases without a live rule: account, link, payment, always\n')
  })
})

test('what a rule in shadow mode would have done, by what became of the accounts', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    const found = await shadows(home, { db })
    expect(found).toMatchObject([
      {
        rule: 'quiet',
        alerts: 2,
        accounts: 2,
        yen: 16000,
        outcomes: { confirmed: 1, excluded: 1 },
        yenBefore: 7000,
        alone: 0,
      },
    ])
    expect(shadowText(found)).toMatch(/1 of 2/)
    const none = { db, to: Date.UTC(2020, 8, 15, 1) * 1000, from: 0 }
    expect(shadowText(await shadows(home, none))).toMatch(/no rule in shadow mode/)
  })
})

test('a rule of several SELECTs is explained condition by condition', async () => {
  await withHome(rules, async home => {
    const { conditions, fires } = await explainEvent(home, await databaseOf(home, lines), 'either', 'large')
    expect(fires).toBe(true)
    expect(conditions.map(({ holds }) => holds)).toEqual([null, true])
  })
})
