import { charge } from '../acts.js'
import { DAY, HOUR, MINUTE, peoplesMoment, STARTS_AT } from '../moments.js'
import type { World } from '../world.js'
import { at, atHome, customer, heldBy, login, type Script, spend, walletChanged } from './script.js'

const PEOPLE = 44
const UNTIL = at('2020-09-14T00:00:00')
const SHOPS = ['convenience-1', 'supermarket-2', 'drugstore-3', 'books-4', 'cafe-5', 'electronics-6', 'travel-7']

/** What happens around the campaigns: logins from known devices, shopping, new telephones, telephones that are ordered. */
export function everyday(script: Script): void {
  const { world } = script
  for (let index = 0; index < PEOPLE; index += 1) {
    const provider = world.random.pick(['paypay', 'linepay', 'merpay', 'rakuten-edy', 'famipay'])
    const tie = customer(world, { provider, bank: '9900' })
    for (let count = 0; count < 3; count += 1) chargeAndSpend(world, tie)
    for (let count = world.random.between(1, 3); count > 0; count -= 1) {
      const ms = peoplesMoment(world.random, STARTS_AT + DAY, UNTIL)
      login(world, tie, ms, { device: tie.user.device, ...atHome(tie), newDevice: false })
    }
    if (index % 9 === 0) orderPhone(world, tie)
  }
  newTelephones(script)
  // So that the last day of the traffic is over: rules that look back on a day look back on it too.
  const late = customer(world, { provider: 'merpay', bank: '9900' })
  login(world, late, at('2020-09-18T00:04:00'), { device: late.user.device, ...atHome(late), newDevice: false })
}

type Someone = ReturnType<typeof customer>

/** A charge, then a part of it in shops over the next days, and sometimes to a friend. */
function chargeAndSpend(world: World, tie: Someone): void {
  const ms = peoplesMoment(world.random, STARTS_AT + DAY, UNTIL - 3 * DAY)
  const yen = world.random.pick([3_000, 5_000, 10_000, 20_000])
  charge(world, tie, ms, yen, atHome(tie))
  const share = world.random.pick([0.2, 0.3, 0.45])
  const kind = world.random.pick(['store', 'store', 'online'])
  spend(
    world,
    tie,
    ms + world.random.between(20 * MINUTE, 40 * HOUR),
    Math.round(yen * share),
    kind,
    world.random.pick(SHOPS),
  )
  if (world.random.chance(0.15))
    spend(world, tie, ms + 50 * HOUR, Math.round(yen * 0.2), 'p2p', world.tokens.token('wal'))
}

/** A telephone with its contract, bought in the shop and handed over at the counter. */
function orderPhone(world: World, { user }: Someone): void {
  const from = peoplesMoment(world.random, STARTS_AT + DAY, UNTIL - 3 * DAY)
  const facts = { shop: 'carrier-b-shop', order: world.tokens.token('shp'), person: user.person, phone: user.phone }
  const details = {
    items: [{ sku: 'phone-64gb', units: 1 }],
    productOnly: false,
    receipt: 'counter',
    cardholder: 'match',
  }
  for (const [status, hours] of [
    ['ordered', 0],
    ['shipped', 26],
  ] as const)
    world.add('order', from + hours * HOUR, { ...facts, ...details, status })
}

/** People change telephones all the time: the wallet moves, they log in, and charge what they always do. */
function newTelephones(script: Script): void {
  const { world } = script
  script.play('everyday-new-phone', 'look-alike', stage => {
    for (let index = 0; index < 8; index += 1) {
      const old = customer(world, { provider: world.random.pick(['paypay', 'merpay', 'linepay']), bank: '9900' })
      const tie = heldBy(old, { ...old.user, device: world.tokens.token('dev') })
      const from = peoplesMoment(world.random, STARTS_AT + 9 * DAY, UNTIL)
      walletChanged(world, tie, from, 'device', tie.user.device)
      login(world, tie, from + 3 * MINUTE, { device: tie.user.device, ...atHome(tie), newDevice: true })
      charge(
        world,
        tie,
        from + world.random.between(10 * MINUTE, 5 * HOUR),
        world.random.pick([3_000, 5_000, 10_000]),
        atHome(tie),
      )
      stage.expect('new-device-drain', 'account', tie.account)
    }
  })
}
