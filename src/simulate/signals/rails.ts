import { charge, link, newTie, newUser, type Tie } from '../acts.js'
import { thiefsOrigin } from '../attack.js'
import { DAY, HOUR, MINUTE, SECOND, toJst } from '../moments.js'
import type { Rail } from '../rails.js'
import { at as nth } from '../random.js'
import { at, atHome, charges, customer, MERPAY, type Script } from './script.js'

const SURGE: Rail = { provider: 'wellnet', bank: '9900' }
const PROMOTED: Rail = { provider: 'billing-system', bank: '9900' }
const STRONG: Rail = { provider: 'pring', bank: '9900' }
/** No other fixture names these rails. */
const NEW: Rail = { provider: 'pring', bank: '0010' }
const SILENT: Rail = { provider: 'yume-card', bank: '0168' }
const STOPPED: Rail = { provider: 'yume-card', bank: '0166' }
const LEAKING: Rail = { provider: 'docomo', bank: '0177' }
const CLOSED: Rail = { provider: 'docomo', bank: '0169' }

const nameOf = ({ provider, bank }: Rail) => `${provider}|${bank}`

/** What is about a whole rail: a surge, a launch, a silence, a stop that leaks. */
export function rails(script: Script): void {
  surge(script)
  promotion(script)
  launch(script)
  silence(script)
  plannedStop(script)
  leak(script)
}

function surge(script: Script): void {
  const { world } = script
  script.play('weak-link-surge', 'attack', stage => {
    const from = at('2020-09-09T21:02:00')
    for (let index = 0; index < 12; index += 1) {
      const linkAt = from + index * 4 * MINUTE + world.random.between(0, 90 * SECOND)
      const tie = newTie(world, SURGE, newUser(world), linkAt - 20 * MINUTE)
      const origin = thiefsOrigin(world, tie.user)
      link(world, tie, linkAt, origin)
      if (index % 2 === 0) charge(world, tie, linkAt + 50 * MINUTE, 10_000, origin)
    }
    stage.expect('rail-surge', 'rail', nameOf(SURGE))
  })
}

/** A promotion brings charges to one rail, and new links to one that asks for more than a PIN. */
function promotion(script: Script): void {
  const { world } = script
  script.play('promotion', 'look-alike', stage => {
    const from = at('2020-09-11T12:01:00')
    for (let index = 0; index < 14; index += 1) {
      const tie = customer(world, PROMOTED)
      charge(world, tie, from + index * 4 * MINUTE, 3_000, atHome(tie))
    }
    for (let index = 0; index < 12; index += 1) {
      const tie = newTie(world, STRONG, newUser(world), from - 40 * DAY)
      link(world, tie, from + DAY + index * 4 * MINUTE, atHome(tie))
    }
    stage.expect('rail-surge', 'rail', nameOf(PROMOTED), nameOf(STRONG))
  })
}

/** A rail opens on 24 August; three days later somebody charges much at once, as pioneers do not. */
function launch(script: Script): void {
  const { world } = script
  const from = at('2020-08-24T10:00:00')
  const old = newTie(world, MERPAY, newUser(world), from - 50 * DAY)
  const pioneers = Array.from({ length: 6 }, () => newTie(world, NEW, newUser(world), from - 70 * DAY))
  script.play('launch-pioneers', 'look-alike', stage => {
    for (const [index, tie] of pioneers.entries()) {
      link(world, tie, from + index * 7 * HOUR, atHome(tie))
      charge(world, tie, from + index * 7 * HOUR + 12 * MINUTE, index === 0 ? 29_000 : 5_000, atHome(tie))
      charge(world, tie, from + index * 7 * HOUR + 2 * DAY, 40_000, atHome(tie))
    }
    link(world, old, from + DAY, atHome(old))
    charge(world, old, from + DAY + 9 * MINUTE, 40_000, atHome(old))
    stage.expect('launch-watch', 'account', old.account, ...pioneers.map(tie => tie.account))
  })
  script.play('launch-drain', 'attack', stage => {
    const linkAt = at('2020-08-27T01:10:00')
    const tie = newTie(world, NEW, newUser(world), linkAt - HOUR)
    link(world, tie, linkAt, thiefsOrigin(world, tie.user))
    charges(world, tie, linkAt + 4 * MINUTE, [80_000], thiefsOrigin(world, tie.user))
    stage.expect('launch-watch', 'account', tie.account)
  })
}

/** Four charges a day by the same few people, from the morning to the evening. */
function steady(script: Script, rail: Rail, from: number, until: number): Tie[] {
  const { world } = script
  const people = Array.from({ length: 8 }, () => customer(world, rail))
  for (let day = from; day < until; day += DAY) {
    for (const hour of [8, 12, 17, 22]) {
      const tie = world.random.pick(people)
      const ms = day + hour * HOUR + world.random.between(0, 40 * MINUTE)
      if (ms < until) charge(world, tie, ms, world.random.pick([1_000, 3_000, 5_000]), atHome(tie))
    }
  }
  return people
}

/** Nothing for a day and a half, where a night was the longest gap, and then on as before. */
function silence(script: Script): void {
  script.play('silent-rail', 'attack', stage => {
    steady(script, SILENT, at('2020-08-19T00:00:00'), at('2020-09-08T23:00:00'))
    steady(script, SILENT, at('2020-09-10T11:00:00'), at('2020-09-14T23:30:00'))
    stage.expect('rail-silence', 'rail', nameOf(SILENT))
  })
}

/** The same after a stop of charges that was announced. */
function plannedStop(script: Script): void {
  const { world } = script
  script.play('planned-stop', 'look-alike', stage => {
    steady(script, STOPPED, at('2020-08-19T00:00:00'), at('2020-09-07T23:30:00'))
    const operations = ['change', 'charge', 'register']
    world.add('suspension', at('2020-09-08T00:00:00'), { ...STOPPED, operations, status: 'suspended' })
    stage.expect('rail-silence', 'rail', nameOf(STOPPED))
  })
}

/** docomo stopped new links on 10 September and left charges open: a link from before goes on to be drained. */
function leak(script: Script): void {
  const { world } = script
  for (const [rail, kind, from, campaign] of [
    [LEAKING, 'attack', '2020-09-13T02:30:00', 'leaking-stop'],
    [CLOSED, 'look-alike', '2020-09-08T02:30:00', 'loss-before-stop'],
  ] as const) {
    script.play(campaign, kind, stage => {
      const tie = customer(world, rail)
      const thief = newUser(world)
      const yen = [90_000, 60_000]
      const ids = charges(world, { ...tie, user: thief }, at(from), yen, thiefsOrigin(world, thief))
      world.add('claim', at('2020-09-17T10:20:00'), {
        claim: world.tokens.token('clm'),
        ...rail,
        account: tie.account,
        status: 'declared',
        yen: nth(yen, 0) + nth(yen, 1),
        occurredAt: toJst(at(from)),
        charges: [...ids].sort(),
        channel: 'bank',
      })
      stage.expect('stop-is-leaking', 'rail', nameOf(rail))
    })
  }
}
