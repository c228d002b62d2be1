import { charge, link, newTie, newUser, type Tie, walletOpened } from '../acts.js'
import { thiefsOrigin } from '../attack.js'
import { DAY, HOUR, MINUTE } from '../moments.js'
import type { World } from '../world.js'
import { at, atHome, charges, customer, LINEPAY, MERPAY, PAYPAY, type Script, spend } from './script.js'

/** Where the money goes from the wallet: out at once, to a mule, or to the shops. */
export function wallets(script: Script): void {
  cashOut(script)
  ownSpending(script)
  muleFanIn(script)
  splitBill(script)
}

/** A wallet that is opened, linked and charged within minutes. */
function youngWallet(
  world: World,
  rail: Parameters<typeof newTie>[1],
  from: number,
  yen: readonly number[],
  isThief: boolean,
) {
  const tie: Tie = newTie(world, rail, newUser(world), from - 30 * MINUTE)
  const origin = isThief ? thiefsOrigin(world, tie.user) : atHome(tie)
  walletOpened(world, tie, from - 30 * MINUTE)
  link(world, tie, from, origin)
  charges(world, tie, from + 3 * MINUTE, yen, origin, 4)
  return tie
}

function cashOut(script: Script): void {
  const { world } = script
  script.play('cash-out', 'attack', stage => {
    const from = at('2020-09-07T02:00:00')
    const sender = youngWallet(world, MERPAY, from, [60_000, 40_000], true)
    spend(world, sender, from + 12 * MINUTE, 50_000, 'p2p', world.tokens.token('wal'))
    spend(world, sender, from + 20 * MINUTE, 45_000, 'p2p', world.tokens.token('wal'))
    const buyer = youngWallet(world, PAYPAY, from + DAY, [50_000, 30_000], true)
    for (const [index, merchant] of ['electronics-1', 'gift-cards-2', 'electronics-3'].entries())
      spend(world, buyer, from + DAY + (14 + index * 9) * MINUTE, 25_000, 'store', merchant)
    stage.expect('cash-out', 'wallet', sender.wallet, buyer.wallet)
  })
}

/** A first purchase at one shop; a part of the charge at two; and an old wallet that passes its rent on. */
function ownSpending(script: Script): void {
  const { world } = script
  script.play('own-spending', 'look-alike', stage => {
    const from = at('2020-09-05T15:00:00')
    const one = youngWallet(world, MERPAY, from, [30_000], false)
    spend(world, one, from + 25 * MINUTE, 29_800, 'store', 'electronics-1')
    const part = youngWallet(world, PAYPAY, from + HOUR, [20_000], false)
    spend(world, part, from + 90 * MINUTE, 3_200, 'store', 'convenience-4')
    spend(world, part, from + 100 * MINUTE, 5_400, 'online', 'books-5')
    const rent = customer(world, MERPAY)
    charge(world, rent, from + DAY, 60_000, atHome(rent))
    spend(world, rent, from + DAY + 10 * MINUTE, 60_000, 'p2p', world.tokens.token('wal'))
    stage.expect('cash-out', 'wallet', one.wallet, part.wallet, rent.wallet)
  })
}

/** Seven young wallets with stolen accounts send what they charged to one. */
function muleFanIn(script: Script): void {
  const { world } = script
  script.play('mule-fan-in', 'attack', stage => {
    const from = at('2020-09-12T19:00:00')
    const mule = world.tokens.token('wal')
    world.add('wallet', from - DAY, {
      provider: 'linepay',
      wallet: mule,
      change: 'opened',
      person: newUser(world).person,
    })
    for (let index = 0; index < 7; index += 1) {
      const linkAt = from - world.random.between(0, 4) * DAY + index * 90 * MINUTE
      const tie = youngWallet(world, LINEPAY, linkAt, [40_000], true)
      spend(world, tie, from + index * 90 * MINUTE + 25 * MINUTE, 39_000, 'p2p', mule)
    }
    stage.expect('mule-fan-in', 'wallet', mule)
  })
}

/** The organiser of a party is paid by eight friends, two of whom are new; and a wallet that sends is no receiver. */
function splitBill(script: Script): void {
  const { world } = script
  script.play('party-organiser', 'look-alike', stage => {
    const from = at('2020-09-12T21:30:00')
    const organiser = customer(world, LINEPAY)
    for (let index = 0; index < 8; index += 1) {
      const paidAt = from + index * 11 * MINUTE
      const friend =
        index < 6 ? customer(world, LINEPAY) : youngWallet(world, LINEPAY, paidAt - 2 * DAY, [10_000], false)
      spend(world, friend, paidAt, 4_500, 'p2p', organiser.wallet)
    }
    stage.expect('mule-fan-in', 'wallet', organiser.wallet)
  })
}
