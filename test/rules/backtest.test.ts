import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { backtest } from '../../src/cli/support/rule-backtest.js'
import { backtestPage } from '../../src/cli/support/rule-backtest-page.js'
import { backtestText } from '../../src/cli/support/rule-backtest-text.js'
import { pageText, undrawn } from '../support/page-text.js'
import { chargeLine } from '../support/samples.js'
import { claimLine, databaseOf } from './history.js'
import { headOf, withHome } from './home.js'

const sql = (id: string, yen: number, changes = {}) =>
  `${headOf(id, changes)}SELECT id FROM work WHERE outcome = 'succeeded' AND yen >= ${yen}`
const rules = { big: { sql: sql('big', 5000) }, huge: { sql: sql('huge', 9000, { mode: 'shadow' }) } }

const day = (date: number, hour: number) =>
  `2020-09-${String(date).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00+09:00`
const decided = (id: string, fields: object) =>
  JSON.stringify({ id, type: 'disposition', at: day(17, 1), verdict: 'fraud', ...fields })
const lines = [
  // A confirmed account: 300 before and 5,000 with the alert, 700 after it.
  chargeLine('a0', { account: 'a', yen: 300, at: day(14, 9) }),
  chargeLine('a1', { account: 'a', yen: 5000, at: day(14, 10) }),
  chargeLine('a2', { account: 'a', yen: 700, at: day(14, 11) }),
  claimLine('a', 'confirmed'),
  // Excluded, and found by the other rule too.
  chargeLine('b1', { account: 'b', yen: 9000, at: day(15, 10) }),
  claimLine('b', 'excluded'),
  chargeLine('c1', { account: 'c', yen: 6000, at: day(15, 11) }),
  claimLine('c', 'declared'),
  chargeLine('d1', { account: 'd', yen: 6000, at: day(15, 12) }),
  // Fraud that the rule does not see, by a person's word; and one that was fraud, and then was none.
  chargeLine('e1', { account: 'e', yen: 10, at: day(15, 13) }),
  decided('v1', { account: 'e' }),
  chargeLine('f1', { account: 'f', yen: 7000, at: day(15, 14) }),
  decided('v2', { account: 'f' }),
  decided('v3', { account: 'f', verdict: 'own-use', at: day(17, 2) }),
]

let clock = 0
const now = () => {
  clock += 8
  return clock
}

test('a backtest tells what became of what a rule found, and what it cost', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    const { judged, tried } = await backtest(home, 'big', { db }, now)
    expect(judged).toBe(8)
    expect(tried).toMatchObject({
      alerts: 5,
      accounts: 5,
      alertsADay: 2.5,
      days: [
        { day: '2020-09-14', alerts: 1 },
        { day: '2020-09-15', alerts: 4 },
      ],
      outcomes: { confirmed: 1, excluded: 2, pending: 1, unknown: 1 },
      fraud: 2,
      precision: 1 / 3,
      recall: 1 / 2,
      yenBefore: 5300,
      yenAfter: 700,
      overlaps: [{ rule: 'huge', mode: 'shadow', accounts: 1, shared: 1 }],
      alone: 4,
      microsAnEvent: 1000,
    })
  })
})

test('a span without what was decided has no precision, and not one of 0', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    const result = await backtest(home, 'huge', { db, to: Date.UTC(2020, 8, 14, 0, 30) * 1000 }, now)
    expect(result.tried).toMatchObject({ alerts: 0, precision: null, recall: 0 })
    expect(backtestText(result)).toMatch(/unknown \(nothing decided\)/)
  })
})

test('beside a file or a revision it says event by event what the change adds and loses', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', home, '-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args])
    git('init', '-q')
    git('add', 'config', 'pipelines')
    git('commit', '-qm', 'first')
    const path = join(home, 'pipelines', 'rules', 'big.sql')
    writeFileSync(path, `${headOf('big')}SELECT id FROM work WHERE yen BETWEEN 300 AND 6500`)
    const { against } = await backtest(home, 'big', { db, against: 'HEAD' }, now)
    expect(against?.tried.alerts).toBe(5)
    expect(against?.gained.map(({ event }) => event)).toEqual(['a0', 'a2'])
    expect(against?.lost).toMatchObject([
      { event: 'b1', account: 'b', entity: 'account b', yen: 9000, outcome: 'excluded' },
      { event: 'f1', outcome: 'excluded' },
    ])
    const same = await backtest(home, path, { db, against: path }, now)
    expect(same.against).toMatchObject({ gained: [], lost: [] })
    await expect(backtest(home, 'big', { db, against: '--help' }, now)).rejects.toThrow(/nor a revision that git knows/)
    git('rm', '-q', '--cached', 'pipelines/rules/big.sql')
    git('commit', '-qm', 'second')
    await expect(backtest(home, 'big', { db, against: 'HEAD' }, now)).rejects.toThrow(/it has no pipelines.rules.big/)
  })
})

test('the page stands alone, and prints texts as texts', async () => {
  await withHome(rules, async home => {
    const db = await databaseOf(home, lines)
    const result = await backtest(home, 'big', { db, against: join(home, 'pipelines', 'rules', 'big.sql') }, now)
    const whole = backtestPage('.', { ...result, title: { ja: '<b>題', en: 'Title' } })
    const page = pageText(whole)
    expect(page).toMatch(/&lt;b&gt;題/)
    expect(page).not.toMatch(/<script|<link|https?:/)
    expect(undrawn(whole)).toEqual([])
    expect(page).toMatch(/33\.3 % \(1 of 3\)/)
    expect(page).toMatch(/4 of 5 accounts are found by no other rule/)
  })
})
