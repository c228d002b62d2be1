import { holder, link, newTie, newUser, type Origin, type Tie } from './acts.js'
import { attack, drain, type Hit, thiefsOrigin } from './attack.js'
import { DAY, fromJst, HOUR, MINUTE, nightMoment, SECOND, STARTS_AT } from './moments.js'
import { DOCOMO_STOP_AT, JAPAN_POST, type Rail } from './rails.js'
import { at } from './random.js'
import { enrol } from './two-factor-life.js'
import type { World } from './world.js'

const DOCOMO = 'docomo'
const DOCOMO_AT_JAPAN_POST: Rail = { provider: DOCOMO, bank: JAPAN_POST }

/** When the docomo accounts were emptied: more and more until the registration stop, and none after it. */
export function docomoMoment(world: World): number {
  const [from, to] = world.random.weighted<readonly [string, string]>([
    [['2020-08-05T00:00:00', '2020-08-20T00:00:00'], 20],
    [['2020-08-20T00:00:00', '2020-09-04T00:00:00'], 45],
    [['2020-09-04T00:00:00', '2020-09-09T21:00:00'], 35],
  ])
  return nightMoment(world.random, fromJst(from), fromJst(to))
}

/** One mule wallet links one stolen account after another within three hours. */
export function sharedWallet(world: World, banks: readonly string[], yen: number, holderKnown: boolean): Hit[] {
  const user = newUser(world)
  const wallet = world.tokens.token('wal')
  const start = docomoMoment(world) - 3 * HOUR
  const openedAt = start - world.random.between(20 * MINUTE, 2 * DAY)
  const origin = thiefsOrigin(world, user)
  return banks.map((bank, index) =>
    attack(world, {
      campaign: 'shared-wallet',
      provider: DOCOMO,
      bank,
      yen,
      wallet,
      user,
      openedAt,
      origin,
      holderKnown,
      at: start + index * 42 * MINUTE + world.random.between(0, 10 * MINUTE),
    }),
  )
}

/** One telephone, a new wallet on it for every stolen account. */
export function sharedDevice(world: World, rails: readonly Rail[], yen: readonly number[], from: number): Hit[] {
  const { device } = newUser(world)
  return rails.map((rail, index) => {
    const user = { ...newUser(world), device }
    const linkAt = from + index * 47 * MINUTE + world.random.between(0, 12 * MINUTE)
    return attack(world, { ...rail, campaign: 'shared-device', user, yen: at(yen, index), at: linkAt })
  })
}

/** One PIN tried on many accounts from one address; where it fits, the account is emptied. */
export function reverseBruteForce(world: World, ip: string, hits: number, yen: number): Hit[] {
  const campaign = 'reverse-brute-force'
  const bot = newTie(world, DOCOMO_AT_JAPAN_POST, newUser(world), docomoMoment(world) - HOUR)
  const start = (bot.openedAt ?? 0) + 20 * MINUTE
  const origin = { ip, network: 'hosting' } as const
  const found: Hit[] = []
  for (let attempt = 0; attempt < 20 * hits; attempt += 1) {
    const ms = start + attempt * 26 * SECOND + world.random.between(0, 9 * SECOND)
    if (attempt % 20 === 17) found.push(attack(world, { ...DOCOMO_AT_JAPAN_POST, campaign, yen, at: ms, origin }))
    else guess(world, bot, ms, origin, campaign)
  }
  return found
}

/** The same over hours: too slow for a window of ten minutes. */
export function slowBruteForce(world: World, ip: string, from: number): void {
  const bot = newTie(world, DOCOMO_AT_JAPAN_POST, newUser(world), from - DAY)
  for (let attempt = 0; attempt < 36; attempt += 1) {
    guess(world, bot, from + attempt * 9 * MINUTE, { ip, network: 'vpn' }, 'slow-brute-force')
  }
}

function guess(world: World, bot: Tie, ms: number, origin: Origin, campaign: string): void {
  const tie = { ...bot, account: world.tokens.token('acc') }
  const reason = world.random.weighted([
    ['pin', 90],
    ['birthdate', 5],
    ['name', 5],
  ] as const)
  world.label('event', link(world, tie, ms, origin, { outcome: 'failed', reason }), campaign, 'attack')
}

/** The holder's line is re-issued to the thief, who then receives the one-time passwords of the bank. */
export function simReissue(world: World, bank: string, yen: number): Hit {
  const victim = newUser(world)
  const rail = { provider: DOCOMO, bank }
  const own = newTie(world, rail, victim)
  enrol(world, own, STARTS_AT + 21 * SECOND, 'sms')
  holder(world, own, STARTS_AT + 21 * SECOND, victim.person, victim.phone)
  const linkAt = docomoMoment(world)
  const reissuedAt = linkAt - world.random.between(HOUR, 30 * HOUR)
  const words = { phone: victim.phone, kind: 'esim', carrier: 'carrier-a', person: victim.person }
  const thief = newUser(world)
  world.add('login', reissuedAt - 40 * MINUTE, {
    service: 'carrier-a',
    outcome: 'succeeded',
    person: victim.person,
    device: thief.device,
    ...thiefsOrigin(world, thief),
    newDevice: true,
  })
  for (const [status, ms] of [
    ['requested', reissuedAt - 20 * MINUTE],
    ['reissued', reissuedAt],
  ] as const) {
    world.label('event', world.add('sim', ms, { ...words, status }), 'sim-reissue', 'attack')
  }
  return attack(world, {
    ...rail,
    campaign: 'sim-reissue',
    user: thief,
    account: own.account,
    yen,
    at: linkAt,
    holderKnown: false,
    extraFactors: ['otp-sms'],
  })
}

/** The month's limit is taken on the last evening of August and again after midnight. */
export function monthEnd(world: World, bank: string, yenPerMonth: number): Hit {
  const user = newUser(world)
  const origin = thiefsOrigin(world, user)
  const wallet = world.tokens.token('wal')
  const linkAt = fromJst('2020-08-31T22:20:00') + world.random.between(0, 75 * MINUTE)
  const plan = { campaign: 'month-end', provider: DOCOMO, bank, user, origin, wallet, openedAt: linkAt - 50 * MINUTE }
  const august = attack(world, { ...plan, at: linkAt, yen: yenPerMonth })
  const tie = { provider: DOCOMO, bank, user, wallet, account: august.account }
  const midnight = fromJst('2020-09-01T00:00:00') + world.random.between(MINUTE, 25 * MINUTE)
  const september = drain(world, 'month-end', tie, midnight, yenPerMonth, origin)
  return { ...august, charges: [...august.charges, ...september] }
}

/** The one case after the registration stop: a register that should have been refused. */
export function afterStop(world: World, bank: string, yen: number): Hit {
  const linkAt = DOCOMO_STOP_AT + 83 * MINUTE
  return attack(world, { campaign: 'after-stop', provider: DOCOMO, bank, yen, at: linkAt })
}
