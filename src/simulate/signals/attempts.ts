import { charge, link, newTie, newUser, type Tie, type User } from '../acts.js'
import { DAY, HOUR, MINUTE } from '../moments.js'
import type { World } from '../world.js'
import { QUIET_CARRIER_IP } from './first-links.js'
import { at, atHome, charges, LINEPAY, PAYPAY, type Script } from './script.js'

const REFUSED = { outcome: 'refused', reason: 'already-linked' }
const SPRAY = { ip: '203.0.113.230', network: 'hosting' } as const
const CARRIER = { ip: QUIET_CARRIER_IP, network: 'mobile' } as const

/** Links that do not succeed, and what comes after them. */
export function attempts(script: Script): void {
  alreadyLinked(script)
  ownAlreadyLinked(script)
  slowSpray(script)
  mobileSpray(script)
  salesDesk(script)
}

function alreadyLinked(script: Script): void {
  const { world } = script
  script.play('tries-linked-accounts', 'attack', stage => {
    const from = at('2020-09-10T03:00:00')
    const bot = newTie(world, PAYPAY, newUser(world), from - HOUR)
    for (let index = 0; index < 4; index += 1) {
      const tie = { ...bot, account: world.tokens.token('acc') }
      link(world, tie, from + index * 50 * MINUTE, { ip: '192.0.2.233', network: 'vpn' }, REFUSED)
    }
    stage.expect('refused-already-linked', 'wallet', bot.wallet)
    stage.expect('refused-already-linked', 'device', bot.user.device)
  })
}

/** A couple on one telephone: each forgot that the account is linked already, and tries again. */
function ownAlreadyLinked(script: Script): void {
  const { world } = script
  script.play('own-already-linked', 'look-alike', stage => {
    const from = at('2020-08-22T20:00:00')
    const user = newUser(world)
    const couple = [user, { ...newUser(world), device: user.device }].map(one =>
      newTie(world, PAYPAY, one, from - 200 * DAY),
    )
    for (const [index, tie] of couple.entries()) {
      for (const minutes of [0, 2, 9])
        link(world, tie, from + (index * 30 + minutes) * MINUTE, { ip: user.homeIp, network: 'home' }, REFUSED)
      stage.expect('refused-already-linked', 'wallet', tie.wallet)
    }
    stage.expect('refused-already-linked', 'device', user.device)
  })
}

function guess(world: World, user: User, ms: number, origin: typeof SPRAY | typeof CARRIER): void {
  const tie = newTie(world, LINEPAY, user, ms - DAY)
  link(world, tie, ms, origin, { outcome: 'failed', reason: world.random.pick(['pin', 'pin', 'birthdate'] as const) })
}

/** Too slow for ten minutes' windows: one guess in 40 minutes, and then one fits. */
function slowSpray(script: Script): void {
  const { world } = script
  script.play('slow-spray-that-fits', 'attack', stage => {
    const from = at('2020-08-29T18:00:00')
    const bot = newUser(world)
    for (let index = 0; index < 8; index += 1) guess(world, bot, from + index * 40 * MINUTE, SPRAY)
    const tie = newTie(world, LINEPAY, bot, from - DAY)
    link(world, tie, from + 6 * HOUR, SPRAY)
    charges(world, tie, from + 6 * HOUR + 3 * MINUTE, [50_000, 50_000], SPRAY)
    stage.expect('success-after-spray', 'device', bot.device)
    stage.expect('success-after-spray', 'ip', SPRAY.ip)
  })
}

/** The same by one telephone behind a carrier's address, where others link and mistype: only the telephone is to blame. */
function mobileSpray(script: Script): void {
  const { world } = script
  const from = at('2020-08-30T09:00:00')
  script.play('mobile-spray-that-fits', 'attack', stage => {
    const bot = newUser(world)
    for (let index = 0; index < 7; index += 1) guess(world, bot, from + index * 25 * MINUTE, CARRIER)
    const tie = newTie(world, LINEPAY, bot, from - DAY)
    link(world, tie, from + 4 * HOUR, CARRIER)
    charge(world, tie, from + 4 * HOUR + 5 * MINUTE, 60_000, CARRIER)
    stage.expect('success-after-spray', 'device', bot.device)
    stage.spare('success-after-spray', 'ip', CARRIER.ip)
  })
  script.play('carrier-subscribers', 'look-alike', stage => {
    for (let index = 0; index < 4; index += 1) {
      const tie = newTie(world, LINEPAY, newUser(world), from - 40 * DAY)
      const ms = from + index * 50 * MINUTE
      if (index % 2 === 0) link(world, tie, ms, CARRIER, { outcome: 'failed', reason: 'pin' })
      link(world, tie, ms + 2 * MINUTE, CARRIER)
      stage.expect('success-after-spray', 'device', tie.user.device)
    }
  })
}

/** A provider's stand in a mall: one tablet, many customers, and half of them mistype at first. */
function salesDesk(script: Script): void {
  const { world } = script
  script.play('sales-desk-tablet', 'look-alike', stage => {
    const from = at('2020-08-16T11:00:00')
    const desk = newUser(world)
    for (let index = 0; index < 12; index += 1) {
      const tie: Tie = newTie(world, PAYPAY, { ...newUser(world), device: desk.device, homeIp: desk.homeIp }, from)
      const ms = from + index * 22 * MINUTE
      if (index % 2 === 0) link(world, tie, ms, atHome(tie), { outcome: 'failed', reason: 'name' })
      link(world, tie, ms + 3 * MINUTE, atHome(tie))
    }
    stage.expect('success-after-spray', 'device', desk.device)
    stage.expect('success-after-spray', 'ip', desk.homeIp)
  })
}
