import { carrierIp, charge, holder, link, newTie, newUser, type Tie } from '../acts.js'
import { thiefsOrigin } from '../attack.js'
import { DAY, HOUR, MINUTE, SECOND } from '../moments.js'
import { enrol } from '../two-factor-life.js'
import { at, atHome, charges, LINEPAY, MERPAY, PAYPAY, type Script } from './script.js'

const BY_CODE = { factors: ['account-number', 'name', 'birthdate', 'otp-sms'] }
const HOSTING = { ip: '192.0.2.231', network: 'hosting' } as const
const VPN = { ip: '192.0.2.232', network: 'vpn' } as const

/** New links: by a factor that is too young, by a relayed code, at many providers, and to somebody else's wallet. */
export function firstLinks(script: Script): void {
  freshFactor(script)
  ownFactor(script)
  relayed(script)
  notRelayed(script)
  manyProviders(script)
  manyProvidersInTime(script)
  mismatch(script)
  noMismatch(script)
}

function freshFactor(script: Script): void {
  const { world } = script
  script.play('fresh-factor', 'attack', stage => {
    const linkAt = at('2020-09-08T01:30:00')
    const tie = newTie(world, MERPAY, newUser(world), linkAt - HOUR)
    const origin = thiefsOrigin(world, tie.user)
    enrol(world, tie, linkAt - 2 * HOUR, 'sms')
    link(world, tie, linkAt, origin, BY_CODE)
    charges(world, tie, linkAt + 3 * MINUTE, [50_000, 30_000], origin)
    stage.expect('fresh-factor', 'account', tie.account)
  })
}

/** The provider asks for the second factor: enrolled days before, or on the same day for a small sum, or after the link. */
function ownFactor(script: Script): void {
  const { world } = script
  script.play('own-fresh-factor', 'look-alike', stage => {
    for (const [day, hoursBefore, yen] of [
      ['2020-08-23T12:00:00', 5 * 24, 50_000],
      ['2020-08-30T18:00:00', 3, 5_000],
      ['2020-09-02T20:00:00', -0.1, 50_000],
    ] as const) {
      const tie = newTie(world, MERPAY, newUser(world), at(day) - 60 * DAY)
      enrol(world, tie, at(day) - hoursBefore * HOUR, 'app')
      link(world, tie, at(day), atHome(tie), { factors: ['account-number', 'birthdate', 'otp-app'] })
      charge(world, tie, at(day) + 12 * MINUTE, yen, atHome(tie))
      stage.expect('fresh-factor', 'account', tie.account)
    }
  })
}

function relayed(script: Script): void {
  const { world } = script
  script.play('relayed-code', 'attack', stage => {
    const from = at('2020-08-25T23:10:00')
    const first = newTie(world, { provider: 'docomo', bank: '0168' }, newUser(world), from - HOUR)
    link(world, first, from, HOSTING, BY_CODE)
    charge(world, first, from + 8 * MINUTE, 30_000, HOSTING)
    const second = newTie(world, LINEPAY, newUser(world), from)
    const mobile = { ip: second.user.mobileIp, network: 'mobile' } as const
    const atBank = { bankDevice: world.tokens.token('dev'), bankIp: '203.0.113.240' }
    link(world, second, from + 3 * DAY, mobile, { factors: ['account-number', 'name', 'ivr'], ...atBank })
    charge(world, second, from + 3 * DAY + 4 * MINUTE, 20_000, mobile)
    stage.expect('relay-link', 'account', first.account, second.account)
  })
}

/** A traveller who charges hours later; a passkey through a VPN; one phone by two addresses of its carrier. */
function notRelayed(script: Script): void {
  const { world } = script
  script.play('own-foreign-link', 'look-alike', stage => {
    const from = at('2020-09-01T21:00:00')
    const ties = Array.from({ length: 3 }, () => newTie(world, LINEPAY, newUser(world), from - 90 * DAY))
    const [traveller, careful, mobile] = ties as [Tie, Tie, Tie]
    link(world, traveller, from, VPN, BY_CODE)
    charge(world, traveller, from + 3 * HOUR, 10_000, VPN)
    link(world, careful, from + DAY, VPN, { factors: ['account-number', 'passkey'] })
    charge(world, careful, from + DAY + 5 * MINUTE, 10_000, VPN)
    const origin = { ip: '100.70.54.71', network: 'mobile' } as const
    const atBank = { bankDevice: mobile.user.device, bankIp: '100.70.201.9' }
    link(world, mobile, from + 2 * DAY, origin, { ...BY_CODE, ...atBank })
    charge(world, mobile, from + 2 * DAY + 5 * MINUTE, 10_000, origin)
    stage.expect('relay-link', 'account', ...ties.map(tie => tie.account))
  })
}

function manyProviders(script: Script): void {
  const { world } = script
  script.play('many-providers', 'attack', stage => {
    const from = at('2020-09-09T00:20:00')
    const user = newUser(world)
    const account = world.tokens.token('acc')
    const origin = thiefsOrigin(world, user)
    for (const [index, rail] of [PAYPAY, LINEPAY, MERPAY].entries()) {
      const tie = { ...newTie(world, rail, user, from - 20 * MINUTE), account }
      link(world, tie, from + index * 2 * HOUR, origin)
      charge(world, tie, from + index * 2 * HOUR + 40 * MINUTE, 20_000, origin)
    }
    stage.expect('many-providers', 'account', account)
  })
}

/** Somebody tries the apps of a points campaign, one every other day; and one provider's link is made again and again. */
function manyProvidersInTime(script: Script): void {
  const { world } = script
  script.play('own-many-providers', 'look-alike', stage => {
    const from = at('2020-08-24T19:00:00')
    const [user, account] = [newUser(world), world.tokens.token('acc')]
    for (const [index, rail] of [PAYPAY, MERPAY, LINEPAY].entries()) {
      const tie = { ...newTie(world, rail, user, from - 30 * DAY), account }
      link(world, tie, from + index * 2 * DAY, atHome(tie))
      charge(world, tie, from + index * 2 * DAY + 20 * MINUTE, 5_000, atHome(tie))
    }
    const tie = newTie(world, PAYPAY, newUser(world), from - 30 * DAY)
    for (const operation of ['register', 'unlink', 'register', 'change'])
      link(world, tie, from + HOUR + operation.length * 37 * SECOND + world.random.between(0, HOUR), atHome(tie), {
        operation,
      })
    stage.expect('many-providers', 'account', account, tie.account)
  })
}

function mismatch(script: Script): void {
  const { world } = script
  script.play('somebody-elses-wallet', 'attack', stage => {
    const from = at('2020-09-02T02:00:00')
    const [first, second] = [from, from + DAY].map(ms => newTie(world, MERPAY, newUser(world), ms - HOUR)) as [Tie, Tie]
    holder(world, first, at('2020-08-01T00:01:00'), world.tokens.token('per'))
    link(world, first, from, thiefsOrigin(world, first.user))
    charge(world, first, from + 2 * HOUR, 20_000, thiefsOrigin(world, first.user))
    link(world, second, from + DAY, thiefsOrigin(world, second.user), { holderMatch: 'mismatch' })
    charge(world, second, from + DAY + 20 * MINUTE, 20_000, thiefsOrigin(world, second.user))
    stage.expect('holder-mismatch', 'account', first.account, second.account)
  })
}

/** The holder's own wallet; one that the provider has matched in spite of a new surname; and one that nobody charges. */
function noMismatch(script: Script): void {
  const { world } = script
  script.play('own-wallet', 'look-alike', stage => {
    const from = at('2020-09-02T18:00:00')
    const ties = Array.from({ length: 3 }, () => newTie(world, MERPAY, newUser(world), from - 50 * DAY)) as [
      Tie,
      Tie,
      Tie,
    ]
    const [own, renamed, waiting] = ties
    holder(world, own, at('2020-08-01T00:02:00'), own.user.person)
    for (const tie of [renamed, waiting]) holder(world, tie, at('2020-08-01T00:03:00'), world.tokens.token('per'))
    for (const tie of ties) link(world, tie, from, atHome(tie), tie === renamed ? { holderMatch: 'match' } : {})
    for (const tie of [own, renamed]) charge(world, tie, from + 15 * MINUTE, 20_000, atHome(tie))
    charge(world, waiting, from + 3 * DAY, 20_000, atHome(waiting))
    stage.expect('holder-mismatch', 'account', ...ties.map(tie => tie.account))
  })
}

/** The addresses of a carrier that no other campaign uses. */
export const QUIET_CARRIER_IP = carrierIp(53)
