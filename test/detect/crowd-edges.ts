import { day, guesses, holder, hour, link, minute, others } from './edges.js'
import type { Case } from './money-edges.js'

const held = [
  holder('ha', { at: -day, account: 'a', person: 'A' }),
  holder('hb', { at: -day, account: 'b', person: 'B' }),
]
const a = link('a', { at: 0 })
const b = (at: number, fields = {}) => link('b', { at, account: 'b', ...fields })
const c = (at: number, fields = {}) => link('c', { at, account: 'c', ...fields })
const onB = ['shared-wallet high b']
const onC = ['shared-wallet high c']

export const sharedWallet: readonly Case[] = [
  ['two holders within 24 h', [...held, a, b(day - 1)], onB],
  ['24 h apart', [...held, a, b(day)], []],
  ['one holder', [held[0] ?? '', holder('hb', { at: -1, account: 'b', person: 'A' }), a, b(1)], []],
  [
    'a holder known only after the link',
    [held[0] ?? '', holder('hb', { at: 2, account: 'b', person: 'B' }), a, b(1)],
    [],
  ],
  [
    'a holder known at the instant of the link',
    [held[0] ?? '', holder('hb', { at: 1, account: 'b', person: 'B' }), a, b(1)],
    onB,
  ],
  [
    'one account of two holders in turn',
    [held[0] ?? '', a, holder('hb', { at: 1, account: 'a', person: 'B' }), b(2, { account: 'a' })],
    onB,
  ],
  ['a failed link', [...held, a, b(1, { outcome: 'failed' })], []],
  ['an unlink', [...held, a, b(1, { operation: 'unlink' })], []],
  ['a change', [...held, a, b(1, { operation: 'change' })], onB],
  ['a snapshot counts', [...held, link('a', { at: 0, snapshot: true }), b(1)], onB],
  ['a snapshot never fires', [...held, a, b(1, { snapshot: true })], []],
  ['three unknown at one bank', [a, b(1), c(2)], onC],
  ['three unknown at two banks', [a, b(1), c(2, { bank: '0040' })], []],
  ['two unknown and a known one', [held[0] ?? '', a, b(1), c(2)], []],
  ['three links of two unknown', [a, b(1), c(2, { account: 'a' })], []],
  [
    'a fourth at another bank sees three at one',
    [a, b(1), c(2), link('d', { at: 3, account: 'd', bank: '0040' })],
    ['shared-wallet high c d'],
  ],
]

const on = (wallet: string) => ({ device: 'x', wallet })
const da = link('a', { at: 0, ...on('w1') })

export const sharedDevice: readonly Case[] = [
  ['three accounts, two wallets', [da, b(1, on('w1')), c(2, on('w2'))], ['shared-device high c']],
  ['the first 24 h before', [da, b(1, on('w1')), c(day, on('w2'))], []],
  ['1 µs less', [da, b(1, on('w1')), c(day - 1, on('w2'))], ['shared-device high c']],
  ['one wallet', [da, b(1, { ...on('w1'), bank: '0040' }), c(2, { ...on('w1'), bank: '0005' })], []],
  ['two accounts', [da, b(1, on('w2')), c(2, { ...on('w2'), account: 'a' })], []],
  ['no device', [a, b(1, { wallet: 'w1' }), c(2, { wallet: 'w2' })], []],
  ['the device as the bank saw it', [da, b(1, on('w1')), c(2, { wallet: 'w2', bankDevice: 'x' })], []],
]

const span = 10 * minute
const onLast = ['reverse-brute-force high g09']

export const reverseBruteForce: readonly Case[] = [
  ['10 accounts', guesses(10), onLast],
  ['9 accounts', guesses(9), []],
  ['10 within 1 µs less than 10 min', guesses(10, span - 1), onLast],
  ['10 within 10 min: the first is out', guesses(10, span), []],
  ['by name', guesses(10, span - 1, { reason: 'name' }), onLast],
  ['by birthdate', guesses(10, span - 1, { reason: 'birthdate' }), onLast],
  ['by phone', guesses(10, span - 1, { reason: 'phone' }), []],
  ['no reason', guesses(10, span - 1, { reason: null }), []],
  ['refused', guesses(10, span - 1, { outcome: 'refused' }), []],
  ['no address', guesses(10, span - 1, { ip: null }), []],
  ['one account', guesses(10, span - 1, { account: 'a' }), []],
  ['10 of 14', [...guesses(10), ...others(4)], onLast],
  ['10 of 15', [...guesses(10), ...others(5)], []],
  ['exactly 70 %: 14 of 20', [...guesses(14), ...others(6)], ['reverse-brute-force high g13']],
  ['those that failed for another reason are of the 70 %', [...guesses(10), ...others(9, 'failed')], onLast],
  [
    'snapshots are of the other 30 %',
    [...guesses(10), link('s', { at: 1, ip: '203.0.113.1', snapshot: true }), ...others(4)],
    [],
  ],
  ['the bank saw the address', guesses(10, hour / 12, { ip: null, bankIp: '203.0.113.1' }), []],
]
