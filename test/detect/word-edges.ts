import { charge, day, hour, link, minute, repaired, sim, sms, stop } from './edges.js'
import type { Case } from './money-edges.js'

const about = (at: number, status = 'suspended') => stop(`about${at}`, { at, status, approximate: true })
const paid = (at: number) => charge('c', { at })
const medium = ['operation-while-suspended medium c']
const info = ['operation-while-suspended info c']

export const suspended: readonly Case[] = [
  ['the instant itself', [stop('s', { at: 0 }), paid(0)], medium],
  ['1 µs before', [stop('s', { at: 0 }), paid(-1)], []],
  ['resumed at that instant', [stop('s', { at: -hour }), stop('r', { at: 0, status: 'resumed' }), paid(0)], []],
  [
    'two words at one instant: the greater id',
    [stop('s', { at: 0 }), stop('r', { at: 0, status: 'resumed' }), paid(0)],
    medium,
  ],
  ['*', [stop('s', { at: 0, bank: '*' }), paid(0)], medium],
  [
    '* holds though the bank resumed',
    [stop('s', { at: -hour, bank: '*' }), stop('r', { at: 0, status: 'resumed' }), paid(0)],
    medium,
  ],
  [
    'the bank holds though * resumed',
    [stop('s', { at: -hour }), stop('r', { at: 0, bank: '*', status: 'resumed' }), paid(0)],
    medium,
  ],
  ['an operation that is not named', [stop('s', { at: 0 }), link('c', { at: 0, operation: 'change' })], []],
  ['a named one', [stop('s', { at: 0 }), link('c', { at: 0 })], medium],
  ['a failed charge', [stop('s', { at: 0 }), charge('c', { at: 0, outcome: 'failed' })], []],
  ['a snapshot', [stop('s', { at: 0 }), link('c', { at: 0, snapshot: true })], []],
  ['another bank', [stop('s', { at: 0 }), charge('c', { at: 0, bank: '0040' })], []],
  ['another provider', [stop('s', { at: 0, bank: '*' }), charge('c', { at: 0, provider: 'kyash' })], []],
  ['about then, 5 min after', [about(0), paid(5 * minute)], info],
  ['about then, 5 min and 1 µs after', [about(0), paid(5 * minute + 1)], medium],
  ['5 min before it resumes about then', [stop('s', { at: -hour }), about(0, 'resumed'), paid(-5 * minute)], info],
  ['5 min and 1 µs before', [stop('s', { at: -hour }), about(0, 'resumed'), paid(-5 * minute - 1)], medium],
  ['5 min before it stops about then', [about(0), paid(-5 * minute)], []],
  ['about then for *', [stop('s', { at: -hour }), stop('t', { at: 0, bank: '*', approximate: true }), paid(0)], info],
  [
    'about then for another bank',
    [stop('s', { at: -hour }), stop('t', { at: 0, bank: '0040', approximate: true }), paid(0)],
    medium,
  ],
  [
    'an alert has the highest severity',
    [about(0), charge('b', { at: minute }), paid(hour)],
    ['operation-while-suspended medium b c'],
  ],
]

const takenOver = ['takeover-after-sim-reissue critical c']
const enrolled = sms('e', { at: -30 * day })
const reissued = sim('r', { at: 0 })
const void72 = (at: number) => [enrolled, reissued, paid(at)]

export const takeover: readonly Case[] = [
  ['1 µs less than 72 h', void72(72 * hour - 1), takenOver],
  ['72 h', void72(72 * hour), []],
  ['the instant itself', void72(0), takenOver],
  ['1 µs before', void72(-1), []],
  ['a register', [enrolled, reissued, link('c', { at: 1 })], takenOver],
  ['a failed charge', [enrolled, reissued, charge('c', { at: 1, outcome: 'failed' })], []],
  ['by ivr', [sms('e', { at: -1, method: 'ivr' }), reissued, paid(1)], takenOver],
  ['by app', [sms('e', { at: -1, method: 'app' }), reissued, paid(1)], []],
  ['without a phone', [sms('e', { at: -1, phone: null }), reissued, paid(1)], []],
  ['of another phone', [enrolled, sim('r', { at: 0, phone: 'q' }), paid(1)], []],
  ['withdrawn since', [...void72(1), sms('f', { at: 1, status: 'withdrawn' })], []],
  ['an enrolment after it lifts nothing', [...void72(hour), sms('f', { at: minute })], takenOver],
  [
    'at another bank: joined on the account alone',
    [enrolled, reissued, charge('c', { at: 1, bank: '0040' })],
    takenOver,
  ],
  ['repaired, stopped 7 days before', [...void72(1), ...repaired(7 * day, 2, 1)], []],
  ['stopped 1 µs earlier', [...void72(1), ...repaired(7 * day + 1, 2, 1)], takenOver],
  ['changed at the instant it was stopped', [...void72(1), ...repaired(hour, hour, 1)], takenOver],
  ['resumed at the instant it was changed', [...void72(1), ...repaired(hour, 2, 2)], takenOver],
  ['resumed at the instant it was re-issued', [...void72(1), ...repaired(hour, 2, 0)], takenOver],
  ['changed after it was resumed', [...void72(1), ...repaired(hour, 1, 2)], takenOver],
  ['changed after the re-issue', [...void72(hour), ...repaired(hour, -1, -2)], takenOver],
  ['other words between', [...void72(1), ...repaired(hour, 20, 10), sim('t', { at: -15, status: 'held' })], []],
  [
    'stopped twice, once too early',
    [...void72(1), ...repaired(hour, 20, 10), sim('t', { at: -8 * day, status: 'line-suspended' })],
    [],
  ],
  ['a second re-issue, so repaired too', [...void72(minute), ...repaired(hour, 20, 10), sim('t', { at: 5 })], []],
  ['one unrepaired is enough', [...void72(minute), ...repaired(7 * day, 20, 10), sim('t', { at: 5 })], takenOver],
]
