import { charge, charges, day, hour, limit, link, minute } from './edges.js'

/** What the case is, its messages, and what fires: `rule severity events`, in the order of the rules. */
export type Case = readonly [string, readonly string[], readonly string[]]

const linked = link('a-link', { at: 0 })
const month = (yen: number | null, at = -hour) => limit(`limit${-at}`, { at, yen })
const first = (yen: number, at = minute) => [linked, charge('c', { at, yen })]
const firstFires = ['first-charge-high high c']

export const firstChargeHigh: readonly Case[] = [
  ['30 min exactly', first(50_000, 30 * minute), firstFires],
  ['30 min and 1 µs', first(50_000, 30 * minute + 1), []],
  ['one yen less than 50,000', first(49_999), []],
  ['half an odd limit is not rounded down', [...first(50_000), limit('k', { at: 0, per: 'charge', yen: 100_001 })], []],
  ['above half of it', [...first(50_001), limit('k', { at: 0, per: 'charge', yen: 100_001 })], firstFires],
  ['half a low limit is below 50,000', [...first(49_999), limit('k', { at: 0, per: 'charge', yen: 60_000 })], []],
  ['wallet of 7 days', [link('a', { at: 0, opened: -7 * day }), charge('c', { at: 0, yen: 50_000 })], []],
  [
    'wallet of 1 ms less',
    [link('a', { at: 0, opened: 1000 - 7 * day }), charge('c', { at: 0, yen: 50_000 })],
    firstFires,
  ],
  ['the second charge', [linked, charge('b', { at: 0, yen: 1 }), charge('c', { at: minute, yen: 60_000 })], []],
  [
    'a failed one is not the first',
    [linked, charge('b', { at: 1, outcome: 'failed' }), charge('c', { at: minute, yen: 60_000 })],
    firstFires,
  ],
  ['a charge before the link is the first', [charge('b', { at: -1 }), ...first(60_000)], []],
  ['a snapshot is the first link', [link('s', { at: -hour, snapshot: true }), ...first(60_000)], []],
  ['a failed link is not', [link('s', { at: -hour, outcome: 'failed' }), ...first(60_000)], firstFires],
  ['other providers are another matter', [charge('b', { at: -1, provider: 'linepay' }), ...first(60_000)], firstFires],
  ['equal instants, the link first by id', first(60_000, 0), firstFires],
  ['equal instants, the charge first by id', [link('z', { at: 0 }), charge('c', { at: 0, yen: 60_000 })], []],
]

const drainFires = ['rapid-drain critical c1']
const two = (yen0: number, yen1: number) => [linked, ...charges(yen0, yen1)]
const at60 = (at: number) => [charge('c0', { at: 1, yen: 40_000 }), charge('c1', { at, yen: 60_000 })]

export const rapidDrain: readonly Case[] = [
  ['60 min exactly', [linked, ...at60(60 * minute)], drainFires],
  ['60 min and 1 µs', [linked, ...at60(60 * minute + 1)], []],
  [
    '60 min after the first charge, which is out of the window',
    [linked, charge('c0', { at: 0, yen: 40_000 }), charge('c1', { at: hour, yen: 60_000 })],
    [],
  ],
  ['100,000', two(40_000, 60_000), drainFires],
  ['99,999', two(40_000, 59_999), []],
  ['one charge', [linked, charge('c', { at: 0, yen: 200_000 })], firstFires],
  ['half the month limit', [month(60_000), ...two(10_000, 20_000)], drainFires],
  ['one yen less', [month(60_000), ...two(10_000, 19_999)], []],
  ['half an odd limit', [month(30_001), ...two(10_000, 5_000)], []],
  [
    'the smaller of both',
    [month(300_000), limit('d', { at: 0, per: 'day', yen: 60_000 }), ...two(10_000, 20_000)],
    drainFires,
  ],
  ['a lifted limit', [month(60_000, -hour), month(null, -minute), ...two(10_000, 20_000)], []],
  ['a limit from the instant itself', [limit('k', { at: minute, yen: 60_000 }), ...two(10_000, 20_000)], drainFires],
  [
    'own word before the bank',
    [limit('k', { at: -hour, yen: 300_000, account: 'a' }), month(60_000, -minute), ...two(10_000, 20_000)],
    [],
  ],
  [
    'own null is no limit',
    [limit('k', { at: -hour, yen: null, wallet: 'w' }), month(60_000, -minute), ...two(10_000, 20_000)],
    ['weakened-then-charged high c1'],
  ],
  ['the bank before *', [limit('k', { at: 0, bank: '*', yen: 60_000 }), month(300_000), ...two(10_000, 20_000)], []],
  ['*', [limit('k', { at: 0, bank: '*', yen: 60_000 }), ...two(10_000, 20_000)], drainFires],
  [
    'the later of account and wallet',
    [
      limit('k', { at: -hour, yen: 300_000, account: 'a' }),
      limit('j', { at: -1, yen: 60_000, wallet: 'w' }),
      ...two(10_000, 20_000),
    ],
    drainFires,
  ],
  ['the limit of another wallet', [limit('k', { at: -hour, yen: 60_000, wallet: 'w2' }), ...two(10_000, 20_000)], []],
]

const three = (at: number) => [...charges(100_000, 90_000), charge('c2', { at, yen: 80_000 })]
const ladderFires = ['limit-ladder critical c2']

export const limitLadder: readonly Case[] = [
  ['90 % of the month limit', [month(300_000), ...charges(100_000, 90_000, 80_000)], ladderFires],
  ['one yen less', [month(300_000), ...charges(100_000, 90_000, 79_999)], []],
  [
    'of the day limit',
    [limit('k', { at: 0, per: 'day', yen: 300_000 }), ...charges(100_000, 90_000, 80_000)],
    ladderFires,
  ],
  ['1 µs less than 10 min', [month(300_000), ...three(10 * minute - 1)], ladderFires],
  ['10 min: the first is out of the window', [month(300_000), ...three(10 * minute)], []],
  ['two charges', [month(100_000), ...charges(100_000, 90_000)], []],
  ['no known limit', charges(1_000_000, 1_000_000, 1_000_000), []],
  ['each that sees it', [month(30_000), ...charges(9000, 9000, 9000, 1)], ['limit-ladder critical c2 c3']],
  [
    'at two providers',
    [month(30_000), ...charges(9000, 9000), charge('c2', { at: minute, yen: 9000, provider: 'kyash' })],
    [],
  ],
]
