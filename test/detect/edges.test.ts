import { alertId, alertsOf } from '../support/oracle/alerts.js'
import { setOf } from '../support/oracle/set.js'
import { judgedOf, replayFor } from '../support/replay.js'
import { reverseBruteForce, sharedDevice, sharedWallet } from './crowd-edges.js'
import { charge, link, minute, sms } from './edges.js'
import { firstChargeHigh, limitLadder, rapidDrain } from './money-edges.js'
import { suspended, takeover } from './word-edges.js'

const cases = {
  suspended,
  firstChargeHigh,
  rapidDrain,
  limitLadder,
  sharedWallet,
  sharedDevice,
  reverseBruteForce,
  takeover,
}

describe.each(Object.entries(cases))('%s', (_rule, cases) => {
  test.each(cases)('%s', async (_name, lines, fires) => {
    const expected = alertsOf(setOf(lines))
    const said = expected.map(({ rule, severity, events }) => [rule, severity, ...events].join(' '))
    expect(said.sort()).toEqual(fires)
    const { alerts } = await replayFor({ sources: [lines] }, ['alerts'])
    expect(judgedOf(alerts)).toEqual(expected)
  })
})

test('the id of an alert is the one that the contract gives', () => {
  const from = Date.parse('2020-09-14T15:00:00Z') * 1000
  expect(alertId('reverse-brute-force', 'ip', '203.0.113.1', from)).toBe('466774c5f75e7889a3e4bc0f904f3c1e')
})

test('an alert says all that the contract names', async () => {
  const lines = [
    sms('e', { at: -minute, method: 'app' }),
    link('l', { at: -minute, wallet: 'w2' }),
    charge('c0', { at: 0, yen: 10_000 }),
    charge('c1', { at: minute, yen: 90_000, wallet: 'w2', bank: '0040' }),
    charge('c2', { at: 2 * minute, yen: 1 }),
  ]
  const { alerts } = await replayFor({ sources: [lines] }, ['alerts'])
  expect(judgedOf(alerts)).toEqual([
    {
      id: alertId('rapid-drain', 'account', 'a', Date.parse('2020-09-15T15:00:00Z') * 1000),
      rule: 'rapid-drain',
      severity: 'critical',
      status: 'open',
      mode: 'live',
      entity: { type: 'account', id: 'a' },
      period: { from: '2020-09-16T00:00:00+09:00', to: '2020-09-17T00:00:00+09:00' },
      firstAt: '2020-09-16T12:01:00+09:00',
      lastAt: '2020-09-16T12:02:00+09:00',
      knownAt: '2020-09-16T12:01:00+09:00',
      events: ['c1', 'c2'],
      eventCount: 2,
      yen: 90_001,
      providers: ['paypay'],
      banks: ['0040', '9900'],
      accounts: ['a'],
      wallets: ['w', 'w2'],
      twoFactor: 'enrolled',
    },
  ])
})
