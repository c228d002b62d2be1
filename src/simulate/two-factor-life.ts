import type { Tie } from './acts.js'
import { DAY, ENDS_AT, peoplesMoment, STARTS_AT } from './moments.js'
import type { World } from './world.js'

type Method = 'sms' | 'ivr' | 'app' | 'token' | 'card' | 'biometric'
const METHODS: readonly (readonly [Method, number])[] = [
  ['app', 34],
  ['sms', 24],
  ['token', 18],
  ['ivr', 10],
  ['card', 8],
  ['biometric', 6],
]

/** Enrolments in force at the start and, for some, a change within the period; for most accounts no word at all. */
export function twoFactorLife(world: World, tie: Tie, index: number): void {
  const { random } = world
  const enrolledBefore = random.chance(0.34)
  if (enrolledBefore) word(world, tie, STARTS_AT + index, 'enrolled')
  if (!random.chance(enrolledBefore ? 0.12 : 0.2)) return
  const ms = peoplesMoment(random, STARTS_AT + DAY, ENDS_AT)
  word(world, tie, ms, enrolledBefore && random.chance(0.4) ? 'withdrawn' : 'enrolled')
}

function word(world: World, tie: Tie, ms: number, status: 'enrolled' | 'withdrawn'): void {
  const { bank, account } = tie
  if (status === 'withdrawn') world.add('two-factor', ms, { bank, account, status })
  else enrol(world, tie, ms, world.random.weighted(METHODS))
}

/** The account is enrolled in its bank's two-factor authentication; by SMS or a call it hangs on a phone. */
export function enrol(world: World, tie: Tie, ms: number, method: Method, phone = tie.user.phone): void {
  const hangsOnPhone = method === 'sms' || method === 'ivr'
  const { bank, account } = tie
  world.add('two-factor', ms, { bank, account, status: 'enrolled', method, phone: hangsOnPhone ? phone : undefined })
}
