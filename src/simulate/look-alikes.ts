import { carrierIp, charge, type Details, holder, link, newTie, newUser, ordinaryOrigin, type Tie } from './acts.js'
import { type Hit, splitYen } from './attack.js'
import { DAY, ENDS_AT, fromJst, HOUR, MINUTE, peoplesMoment, SECOND, STARTS_AT } from './moments.js'
import { JAPAN_POST, LINEPAY_STOP_AT, PAYPAY_STOP_AT, type Rail } from './rails.js'
import { at } from './random.js'
import { enrol } from './two-factor-life.js'
import type { World } from './world.js'

/** Linked and used before any of these stops. */
const QUIET_UNTIL = fromJst('2020-09-09T00:00:00')

function labelled(world: World, campaign: string, ids: readonly string[]): void {
  for (const id of ids) world.label('event', id, campaign, 'look-alike')
}

/** Families: two people's wallets and accounts on one device within an hour or two. */
function families(world: World, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const first = newUser(world)
    const second = { ...newUser(world), device: first.device, homeIp: first.homeIp }
    const from = peoplesMoment(world.random, STARTS_AT + DAY, QUIET_UNTIL)
    const rail = { provider: world.random.pick(['paypay', 'linepay', 'merpay']), bank: JAPAN_POST }
    const ids = [first, second].flatMap((user, member) => {
      const tie = newTie(world, rail, user, from - 2 * DAY)
      const linkAt = from + member * world.random.between(20 * MINUTE, 2 * HOUR)
      const origin = { ip: user.homeIp, network: 'home' } as const
      return [link(world, tie, linkAt, origin), charge(world, tie, linkAt + 9 * MINUTE, 5_000, origin)]
    })
    labelled(world, 'family-device', ids)
  }
}

/** One person links three accounts of their own, at three banks, to one wallet. */
function threeOwnBanks(world: World, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const user = newUser(world)
    const wallet = world.tokens.token('wal')
    const from = peoplesMoment(world.random, STARTS_AT + DAY, QUIET_UNTIL)
    const origin = ordinaryOrigin(world, user)
    const ids = [JAPAN_POST, '0005', '0009'].map((bank, order) => {
      const tie = { ...newTie(world, { provider: 'paypay', bank }, user, from - 40 * DAY), wallet }
      if (index % 2 === 0) holder(world, tie, STARTS_AT + 22 * SECOND, user.person, user.phone)
      return link(world, tie, from + order * world.random.between(3 * MINUTE, 15 * MINUTE), origin)
    })
    labelled(world, 'three-own-banks', ids)
  }
}

/** A sales campaign sends a carrier's subscribers to the link form all at once, behind one address; a third mistype. */
function carrierNat(world: World, index: number, from: number): void {
  const origin = { ip: carrierIp(index), network: 'mobile' } as const
  for (let person = 0; person < 48; person += 1) {
    const ms = from + person * 12 * SECOND + world.random.between(0, 5 * SECOND)
    const tie = newTie(world, { provider: 'paypay', bank: JAPAN_POST }, newUser(world), ms - 30 * DAY)
    const reason = world.random.pick(['pin', 'pin', 'name', 'birthdate'] as const)
    const details: Details = person % 3 === 2 ? { outcome: 'failed', reason } : {}
    const ids = [link(world, tie, ms, origin, details)]
    if (person % 3 === 0) ids.push(charge(world, tie, ms + 14 * MINUTE, 3_000, origin))
    labelled(world, 'carrier-nat-typos', ids)
  }
}

/** A robbed holder's own repair, in the carrier's order: suspend, change the credentials, resume, re-issue. */
function ownerSimRepair(world: World, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const user = newUser(world)
    const tie = newTie(world, { provider: 'merpay', bank: JAPAN_POST }, user, STARTS_AT - 90 * DAY)
    enrol(world, tie, STARTS_AT + 23 * SECOND, 'sms')
    link(world, tie, STARTS_AT + 24 * SECOND, {}, { snapshot: true, factors: undefined })
    const from = peoplesMoment(world.random, STARTS_AT + 3 * DAY, QUIET_UNTIL)
    const words = { phone: user.phone, kind: 'esim', carrier: 'carrier-a', person: user.person }
    const steps = ['line-suspended', 'credentials-changed', 'line-resumed', 'reissued'] as const
    const ids = steps.map((status, step) => world.add('sim', from + step * 50 * MINUTE, { ...words, status }))
    for (const hours of [6, 30]) ids.push(charge(world, tie, from + hours * HOUR, 8_000, ordinaryOrigin(world, user)))
    labelled(world, 'owner-sim-repair', ids)
    world.label('account', tie.account, 'owner-sim-repair', 'look-alike')
  }
}

/** A person's own large charges right after linking; for a `relative`, the wallet is not the holder's own. */
export function ownLargeUse(world: World, rail: Rail, ms: number, yen: number, truth: 'own-use' | 'relative'): Hit {
  const campaign = truth === 'relative' ? 'relative-use' : 'own-large-purchase'
  const user = newUser(world)
  const tie: Tie = newTie(world, rail, user, ms - world.random.between(2 * HOUR, 300 * DAY))
  holder(world, tie, STARTS_AT + 25 * SECOND, truth === 'relative' ? world.tokens.token('per') : user.person)
  const origin = { ip: user.homeIp, network: 'home' } as const
  labelled(world, campaign, [link(world, tie, ms, origin)])
  let chargedAt = ms
  const charges = splitYen(yen).map(part => {
    chargedAt += world.random.between(4 * MINUTE, 9 * MINUTE)
    return { id: charge(world, tie, chargedAt, part, origin), ms: chargedAt, yen: part }
  })
  labelled(
    world,
    campaign,
    charges.map(one => one.id),
  )
  world.label('account', tie.account, campaign, 'look-alike')
  return { ...rail, campaign, account: tie.account, truth, charges }
}

/** Operations around the stops of 16 September: the last ones before, some that slipped through an approximate stop. */
function aroundTheStops(world: World): void {
  const linePay = { provider: 'linepay', bank: JAPAN_POST }
  const payPay = { provider: 'paypay', bank: JAPAN_POST }
  for (const [rail, ms, details] of [
    [linePay, LINEPAY_STOP_AT - 3 * MINUTE, {}],
    [linePay, LINEPAY_STOP_AT + 50 * SECOND, {}],
    [linePay, LINEPAY_STOP_AT + 3 * MINUTE, {}],
    [linePay, LINEPAY_STOP_AT + 5 * MINUTE, {}],
    [linePay, LINEPAY_STOP_AT + 5 * MINUTE + SECOND, { outcome: 'refused', reason: 'suspended' }],
    [payPay, PAYPAY_STOP_AT - 1, {}],
    [payPay, PAYPAY_STOP_AT, { outcome: 'refused', reason: 'suspended' }],
  ] as const) {
    const tie = newTie(world, rail, newUser(world), STARTS_AT - 200 * DAY)
    link(world, tie, STARTS_AT + 26 * SECOND, {}, { snapshot: true, factors: undefined })
    labelled(world, 'around-the-stop', [charge(world, tie, ms, 5_000, ordinaryOrigin(world, tie.user), details)])
  }
}

/** What only looks like an attack and no one ever claims; gives the large uses, which people look into. */
export function lookAlikes(world: World): Hit[] {
  families(world, 60)
  threeOwnBanks(world, 40)
  for (const [index, from] of ['2020-08-08T12:00:00', '2020-08-22T20:00:00', '2020-09-05T20:30:00'].entries()) {
    carrierNat(world, at([3, 17, 31], index), fromJst(from))
  }
  ownerSimRepair(world, 4)
  aroundTheStops(world)
  return Array.from({ length: 6 }, (_, index) => {
    const ms = peoplesMoment(world.random, STARTS_AT + DAY, ENDS_AT - 10 * DAY)
    return ownLargeUse(world, { provider: 'merpay', bank: JAPAN_POST }, ms, 120_000 + index * 20_000, 'own-use')
  })
}
