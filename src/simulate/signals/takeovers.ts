import { charge, newUser } from '../acts.js'
import { thiefsOrigin } from '../attack.js'
import { HOUR, MINUTE } from '../moments.js'
import { enrol } from '../two-factor-life.js'
import {
  at,
  atHome,
  charges,
  customer,
  habit,
  heldBy,
  LINEPAY,
  login,
  MERPAY,
  PAYPAY,
  type Script,
  walletChanged,
} from './script.js'

const SMALL = [3_000, 5_000, 5_000, 8_000]
const HABIT_UNTIL = at('2020-09-03T00:00:00')

/** Existing links in other hands, and their owners' new phones, purchases and settings. */
export function takeovers(script: Script): void {
  stolenPassword(script)
  reissuedSim(script)
  newPhones(script)
  outOfCharacter(script)
  inCharacter(script)
  weakened(script)
  notWeakened(script)
}

function stolenPassword(script: Script): void {
  const { world } = script
  script.play('stolen-password', 'attack', stage => {
    const tie = customer(world, PAYPAY)
    habit(world, tie, 3, SMALL, HABIT_UNTIL)
    const thief = newUser(world)
    const from = at('2020-09-03T22:10:00')
    const origin = thiefsOrigin(world, thief)
    login(world, tie, from, { device: thief.device, ...origin, newDevice: true })
    walletChanged(world, tie, from + 2 * MINUTE, 'password', thief.device)
    charges(world, heldBy(tie, thief), from + 8 * MINUTE, [25_000, 25_000, 25_000], origin, 6)
    stage.expect('new-device-drain', 'account', tie.account)
  })
}

/** The thief has the victim's number, and with it the wallet; the account's two-factor does not hang on it. */
function reissuedSim(script: Script): void {
  const { world } = script
  script.play('reissued-sim-wallet', 'attack', stage => {
    const tie = customer(world, LINEPAY)
    habit(world, tie, 2, SMALL, at('2020-08-26T00:00:00'))
    const thief = newUser(world)
    const from = at('2020-08-27T02:05:00')
    const words = { phone: tie.user.phone, kind: 'mnp', carrier: 'carrier-b', person: tie.user.person }
    world.add('sim', from, { ...words, status: 'requested' })
    world.add('sim', from + 25 * MINUTE, { ...words, status: 'reissued' })
    charges(world, heldBy(tie, thief), from + 41 * MINUTE, [60_000], thiefsOrigin(world, thief))
    stage.expect('new-device-drain', 'account', tie.account)
  })
}

/** Owners with a new phone: a small charge at once, a large one hours later, and somebody else's attempt that fails. */
function newPhones(script: Script): void {
  const { world } = script
  script.play('own-new-phone', 'look-alike', stage => {
    for (const [day, minutes, yen] of [
      ['2020-08-19T19:30:00', 20, 8_000],
      ['2020-09-05T13:10:00', 190, 60_000],
    ] as const) {
      const old = customer(world, MERPAY)
      const tie = heldBy(old, { ...old.user, device: world.tokens.token('dev') })
      walletChanged(world, tie, at(day), 'device', tie.user.device)
      login(world, tie, at(day) + MINUTE, { device: tie.user.device, ...atHome(tie), newDevice: true })
      charge(world, tie, at(day) + minutes * MINUTE, yen, atHome(tie))
      stage.expect('new-device-drain', 'account', tie.account)
    }
    const tie = customer(world, PAYPAY)
    const stranger = newUser(world)
    const from = at('2020-09-08T20:00:00')
    login(world, tie, from, { outcome: 'failed', device: stranger.device, newDevice: true })
    login(world, tie, from + 10 * MINUTE, { device: tie.user.device, ...atHome(tie), newDevice: false })
    charge(world, tie, from + 12 * MINUTE, 40_000, atHome(tie))
    stage.expect('new-device-drain', 'account', tie.account)
  })
}

function outOfCharacter(script: Script): void {
  const { world } = script
  script.play('out-of-character', 'attack', stage => {
    const tie = customer(world, MERPAY)
    habit(world, tie, 12, SMALL, HABIT_UNTIL)
    const thief = newUser(world)
    charge(world, heldBy(tie, thief), at('2020-09-06T03:40:00'), 90_000, thiefsOrigin(world, thief))
    stage.expect('out-of-character-charge', 'account', tie.account)
  })
}

/** A large purchase from the usual phone; the usual sum from a new one; and one whose sums vary anyway. */
function inCharacter(script: Script): void {
  const { world } = script
  script.play('own-unusual-charge', 'look-alike', stage => {
    for (const [usual, yen, isNewDevice] of [
      [SMALL, 90_000, false],
      [SMALL, 8_000, true],
      [[10_000, 20_000, 40_000, 60_000], 70_000, true],
    ] as const) {
      const tie = customer(world, { provider: 'merpay', bank: '0009' })
      habit(world, tie, 12, usual, HABIT_UNTIL)
      const now = isNewDevice ? heldBy(tie, { ...tie.user, device: world.tokens.token('dev') }) : tie
      charge(world, now, at('2020-09-06T14:20:00'), yen, atHome(tie))
      stage.expect('out-of-character-charge', 'account', tie.account)
    }
  })
}

/** Somebody talks the bank out of the second factor, or has the limit raised, and then charges. */
function weakened(script: Script): void {
  const { world } = script
  script.play('weakened-protection', 'attack', stage => {
    const [first, second, third] = [customer(world, PAYPAY), customer(world, MERPAY), customer(world, MERPAY)]
    const thief = newUser(world)
    const origin = thiefsOrigin(world, thief)
    enrol(world, first, at('2020-08-03T10:00:00'), 'app')
    world.add('two-factor', at('2020-09-01T15:00:00'), {
      bank: first.bank,
      account: first.account,
      status: 'withdrawn',
    })
    charges(world, heldBy(first, thief), at('2020-09-01T17:40:00'), [20_000, 20_000], origin, 70)
    const { provider, bank, account } = second
    for (const [day, yen] of [
      ['2020-08-05T11:00:00', 30_000],
      ['2020-09-04T10:30:00', 200_000],
    ] as const)
      world.add('limit', at(day), { provider, bank, account, per: 'day', yen })
    charges(world, heldBy(second, thief), at('2020-09-04T11:10:00'), [60_000], origin)
    const own = { provider: third.provider, bank: third.bank, wallet: third.wallet, per: 'day' }
    world.add('limit', at('2020-08-07T11:00:00'), { ...own, yen: 30_000 })
    world.add('limit', at('2020-09-05T23:00:00'), { ...own, yen: null })
    charges(world, heldBy(third, thief), at('2020-09-05T23:30:00'), [45_000], origin)
    stage.expect('weakened-then-charged', 'account', first.account, second.account, third.account)
  })
}

/** A new phone's app is enrolled again, a limit is lowered, and one is raised for a purchase two days later. */
function notWeakened(script: Script): void {
  const { world } = script
  script.play('own-protection-changes', 'look-alike', stage => {
    const [first, second, third] = [customer(world, PAYPAY), customer(world, MERPAY), customer(world, MERPAY)]
    enrol(world, first, at('2020-08-03T12:00:00'), 'app')
    const moved = at('2020-08-29T16:00:00')
    world.add('two-factor', moved, { bank: first.bank, account: first.account, status: 'withdrawn' })
    enrol(world, first, moved + 20 * MINUTE, 'app')
    charge(world, first, moved + 5 * HOUR, 10_000, atHome(first))
    for (const [tie, day, yen] of [
      [second, '2020-08-06T11:00:00', 100_000],
      [second, '2020-09-07T11:00:00', 50_000],
      [third, '2020-08-06T12:00:00', 50_000],
      [third, '2020-09-03T12:00:00', 100_000],
    ] as const) {
      const { provider, bank, account } = tie
      world.add('limit', at(day), { provider, bank, account, per: 'day', yen })
    }
    charge(world, second, at('2020-09-07T12:00:00'), 40_000, atHome(second))
    charge(world, third, at('2020-09-05T12:10:00'), 80_000, atHome(third))
    stage.expect('weakened-then-charged', 'account', first.account, second.account, third.account)
  })
}
