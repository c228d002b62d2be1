import { charge, type Details, link, newTie, newUser, type User } from '../acts.js'
import { thiefsOrigin } from '../attack.js'
import { DAY, HOUR, MINUTE, SECOND } from '../moments.js'
import type { World } from '../world.js'
import { at, atHome, charges, customer, heldBy, MERPAY, PAYPAY, type Script } from './script.js'

/** A list of stolen identities: most of those on it are never defrauded. */
const LIST = 'phishing-2020-08'
const LISTED_AND_IDLE = 190

/** Lists of stolen identities, and orders of devices. */
export function identities(script: Script): void {
  listedAndRobbed(script)
  listedTooLate(script)
  listedAlone(script)
  doubtfulOrders(script)
  familyOrders(script)
}

function leak(world: World, ms: number, details: Details, list = LIST): void {
  const taken = { takenFrom: '2020-07-01T00:00:00+09:00', takenTo: '2020-08-10T00:00:00+09:00' }
  world.add('leak', ms, { list, ...details, ...taken })
}

const identity = ({ person, phone }: User) => ({ person, phone })

/** One is linked for the first time; one is charged in quick steps from a device of the thief's. */
function listedAndRobbed(script: Script): void {
  const { world } = script
  script.play('listed-and-robbed', 'attack', stage => {
    const from = at('2020-09-11T22:15:00')
    const first = newTie(world, MERPAY, newUser(world), from - HOUR)
    leak(world, at('2020-08-12T10:00:00'), { ...identity(newUser(world)), account: first.account })
    link(world, first, from, thiefsOrigin(world, first.user))
    charge(world, first, from + 4 * MINUTE, 30_000, thiefsOrigin(world, first.user))
    const second = customer(world, PAYPAY)
    leak(world, at('2020-08-12T10:00:01'), identity(second.user))
    const thief = newUser(world)
    charges(world, heldBy(second, thief), from + 5 * HOUR, [9_000, 9_000, 9_000], thiefsOrigin(world, thief), 3)
    stage.expect('listed-identity', 'account', first.account, second.account)
  })
}

/** The police find the list weeks after the link: it speaks of the past too. */
function listedTooLate(script: Script): void {
  const { world } = script
  script.play('listed-afterwards', 'attack', stage => {
    const from = at('2020-08-28T04:10:00')
    const tie = newTie(world, MERPAY, newUser(world), from - HOUR)
    link(world, tie, from, thiefsOrigin(world, tie.user))
    charge(world, tie, from + 6 * MINUTE, 40_000, thiefsOrigin(world, tie.user))
    leak(world, at('2020-09-15T16:00:00'), { account: tie.account }, 'seized-2020-09')
    stage.expect('listed-identity', 'account', tie.account)
  })
}

/** Listed, and charging as ever; listed, and nothing at all. */
function listedAlone(script: Script): void {
  const { world } = script
  script.play('listed-and-idle', 'look-alike', stage => {
    for (let index = 0; index < LISTED_AND_IDLE; index += 1)
      leak(world, at('2020-08-12T10:00:02') + index * SECOND, identity(newUser(world)))
    for (let index = 0; index < 4; index += 1) {
      const tie = customer(world, MERPAY)
      leak(world, at('2020-08-12T10:05:00') + index * SECOND, { ...identity(tie.user), account: tie.account })
      for (const day of ['2020-08-20T12:30:00', '2020-09-06T18:05:00'])
        charge(world, tie, at(day) + index * DAY, 10_000, atHome(tie))
      stage.expect('listed-identity', 'account', tie.account)
    }
  })
}

function order(world: World, user: User, ms: number, words: readonly (readonly [string, number])[], details: Details) {
  const { person, phone } = user
  const name = world.tokens.token('shp')
  const facts = { shop: 'carrier-a-online', order: name, person, phone, ...details }
  for (const [status, hours] of words) world.add('order', ms + hours * HOUR, { ...facts, status })
}

/** Four telephones without a contract, held by the shop; the same person then links an account. One is cancelled. */
function doubtfulOrders(script: Script): void {
  const { world } = script
  script.play('held-order-then-link', 'attack', stage => {
    for (const [day, status] of [
      ['2020-08-21T10:00:00', 'held'],
      ['2020-09-04T15:00:00', 'cancelled'],
    ] as const) {
      const user = newUser(world)
      const items = [{ sku: 'phone-64gb', units: 4 }]
      const details = { items, productOnly: true, receipt: 'other', payment: 'credit', cardholder: 'mismatch' }
      order(
        world,
        user,
        at(day),
        [
          ['ordered', 0],
          [status, 3],
        ],
        { ...details, device: user.device },
      )
      const tie = newTie(world, MERPAY, user, at(day) + 18 * HOUR)
      link(world, tie, at(day) + 20 * HOUR, thiefsOrigin(world, user))
      charge(world, tie, at(day) + 21 * HOUR, 20_000, thiefsOrigin(world, user))
      stage.expect('order-then-link', 'person', user.person)
    }
  })
}

/** Three telephones for the family, held, verified by a call and shipped; and a cancelled order five days before a link. */
function familyOrders(script: Script): void {
  const { world } = script
  script.play('family-order', 'look-alike', stage => {
    for (const [words, linkDays] of [
      [
        [
          ['ordered', 0],
          ['held', 2],
          ['verified', 5],
          ['shipped', 30],
        ],
        1,
      ],
      [
        [
          ['ordered', 0],
          ['shipped', 20],
        ],
        2,
      ],
      [
        [
          ['ordered', 0],
          ['cancelled', 1],
        ],
        5,
      ],
    ] as const) {
      const user = newUser(world)
      const from = at('2020-08-22T13:00:00') + world.random.between(0, 9 * DAY)
      const details = { items: [{ sku: 'phone-128gb', units: 3 }], productOnly: false, receipt: 'home-check' }
      order(world, user, from, words, { ...details, payment: 'credit', cardholder: 'match' })
      const tie = newTie(world, MERPAY, user, from - 90 * DAY)
      link(world, tie, from + linkDays * DAY, atHome(tie))
      charge(world, tie, from + linkDays * DAY + 10 * MINUTE, 5_000, atHome(tie))
      stage.expect('order-then-link', 'person', user.person)
    }
  })
}
