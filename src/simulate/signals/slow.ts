import { charge, holder, link, newTie, newUser, type Tie } from '../acts.js'
import { thiefsOrigin } from '../attack.js'
import { DAY, HOUR, MINUTE } from '../moments.js'
import { at as nth } from '../random.js'
import { compare, type World } from '../world.js'
import { at, atHome, charges, customer, MERPAY, PAYPAY, type Script } from './script.js'

/** What takes days or weeks: rings, small sums, probes, the turn of the month. */
export function slowOnes(script: Script): void {
  ring(script)
  household(script)
  slowAndLow(script)
  familyTablet(script)
  probeThenBurst(script)
  noProbe(script)
  monthTurn(script)
  notTwice(script)
}

const smallest = (ties: readonly Tie[]) => nth(ties.map(tie => tie.account).sort(compare), 0)

/** Wallets (index) and devices (index) of each account, joined by one and then the other, two days apart. */
function joined(world: World, places: readonly (readonly [number, number])[], from: number, stepDays: number): Tie[] {
  const wallets = Array.from({ length: 9 }, () => world.tokens.token('wal'))
  const devices = Array.from({ length: 9 }, () => world.tokens.token('dev'))
  return places.map(([wallet, device], index) => {
    const user = { ...newUser(world), device: nth(devices, device) }
    const linkAt = from + index * stepDays * DAY + world.random.between(0, 3 * HOUR)
    const tie = { ...newTie(world, MERPAY, user, linkAt - 3 * DAY), wallet: nth(wallets, wallet) }
    link(world, tie, linkAt, atHome(tie))
    return tie
  })
}

/** Six accounts by two devices and four wallets, one every other day: no window of a day holds three of them. */
function ring(script: Script): void {
  const { world } = script
  script.play('ring', 'attack', stage => {
    const ties = joined(
      world,
      [
        [0, 0],
        [0, 1],
        [1, 1],
        [2, 1],
        [2, 2],
        [3, 2],
      ],
      at('2020-08-20T01:00:00'),
      2,
    )
    for (const [index, tie] of ties.entries())
      charge(world, tie, at('2020-08-21T03:00:00') + index * 2 * DAY, 20_000, thiefsOrigin(world, tie.user))
    stage.expect('shared-ring', 'ring', smallest(ties))
  })
}

/** A couple with three accounts each on one tablet. */
function household(script: Script): void {
  const { world } = script
  script.play('household', 'look-alike', stage => {
    const ties = joined(
      world,
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      at('2020-08-18T19:00:00'),
      2,
    )
    const couple = [world.tokens.token('per'), world.tokens.token('per')]
    for (const [index, tie] of ties.entries())
      holder(world, tie, at('2020-08-01T00:04:00'), nth(couple, index < 3 ? 0 : 1))
    stage.expect('shared-ring', 'ring', ...ties.map(tie => tie.account))
  })
}

function slowAndLow(script: Script): void {
  const { world } = script
  script.play('slow-and-low', 'attack', stage => {
    const ties = joined(
      world,
      [
        [0, 0],
        [0, 0],
        [1, 0],
      ],
      at('2020-08-08T02:00:00'),
      3,
    )
    for (let index = 0; index < 12; index += 1) {
      const tie = nth(ties, index % 3)
      charge(
        world,
        tie,
        at('2020-08-16T23:00:00') + index * 43 * HOUR,
        6_000 + (index % 4) * 1_000,
        thiefsOrigin(world, tie.user),
      )
    }
    stage.expect('slow-and-low', 'device', nth(ties, 0).user.device)
  })
}

/** Three people of one family, each with their own account, on the kitchen's tablet. */
function familyTablet(script: Script): void {
  const { world } = script
  script.play('family-tablet', 'look-alike', stage => {
    const ties = joined(
      world,
      [
        [0, 0],
        [1, 0],
        [2, 0],
      ],
      at('2020-08-07T18:00:00'),
      1,
    )
    for (const tie of ties) holder(world, tie, at('2020-08-01T00:05:00'), tie.user.person)
    for (let index = 0; index < 12; index += 1) {
      const tie = nth(ties, index % 3)
      charge(world, tie, at('2020-08-14T19:00:00') + index * 47 * HOUR, 8_000, atHome(tie))
    }
    stage.expect('slow-and-low', 'device', nth(ties, 0).user.device)
  })
}

function probeThenBurst(script: Script): void {
  const { world } = script
  script.play('probe-then-burst', 'attack', stage => {
    const from = at('2020-09-09T04:00:00')
    const [small, failing] = [customer(world, PAYPAY), customer(world, MERPAY)]
    const origin = thiefsOrigin(world, small.user)
    charge(world, small, from, 500, origin)
    charges(world, small, from + 3 * HOUR, [40_000, 35_000, 35_000], origin, 7)
    for (const minutes of [0, 4, 9])
      charge(world, failing, from + minutes * MINUTE, 100_000, origin, { outcome: 'failed', reason: 'limit' })
    charges(world, failing, from + 20 * MINUTE, [40_000, 40_000, 30_000], origin, 6)
    stage.expect('probe-then-burst', 'account', small.account, failing.account)
  })
}

/** Somebody who often charges little and now buys a bicycle; and the same purchase without anything before it. */
function noProbe(script: Script): void {
  const { world } = script
  script.play('own-burst', 'look-alike', stage => {
    const from = at('2020-09-06T13:00:00')
    const [often, plain] = [customer(world, PAYPAY), customer(world, MERPAY)]
    for (const days of [12, 9, 6, 3, 0]) charge(world, often, from - days * DAY - HOUR, 500, atHome(often))
    for (const tie of [often, plain]) charges(world, tie, from, [40_000, 35_000, 30_000], atHome(tie), 8)
    stage.expect('probe-then-burst', 'account', often.account, plain.account)
  })
}

/** In the afternoon of the last day of August and in the morning of the second of September: the limit both times. */
function monthTurn(script: Script): void {
  const { world } = script
  script.play('month-turn', 'attack', stage => {
    const linkAt = at('2020-08-29T12:00:00')
    const tie = newTie(world, PAYPAY, newUser(world), linkAt - HOUR)
    const origin = thiefsOrigin(world, tie.user)
    link(world, tie, linkAt, origin)
    charges(world, tie, at('2020-08-31T14:00:00'), [90_000, 90_000, 80_000], origin, 90)
    charges(world, tie, at('2020-09-02T09:00:00'), [90_000, 90_000, 70_000], origin, 90)
    stage.expect('month-turn-drain', 'account', tie.account)
  })
}

/** Half of the limit in either month; and the whole of it on one side only. */
function notTwice(script: Script): void {
  const { world } = script
  script.play('own-month-turn', 'look-alike', stage => {
    const from = at('2020-08-20T20:00:00')
    const half = newTie(world, PAYPAY, newUser(world), from - 99 * DAY)
    const once = newTie(world, PAYPAY, newUser(world), from - 99 * DAY)
    for (const tie of [half, once]) link(world, tie, from, atHome(tie))
    for (const day of ['2020-08-30T12:00:00', '2020-09-01T12:00:00'])
      charges(world, half, at(day), [80_000, 70_000], atHome(half), 100)
    charges(world, once, at('2020-08-31T12:00:00'), [90_000, 90_000, 80_000], atHome(once), 100)
    charges(world, once, at('2020-09-02T12:00:00'), [20_000], atHome(once))
    stage.expect('month-turn-drain', 'account', half.account, once.account)
  })
}
