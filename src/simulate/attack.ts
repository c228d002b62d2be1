import {
  charge,
  documentationIp,
  holder,
  link,
  newTie,
  newUser,
  type Origin,
  type Tie,
  type User,
  walletOpened,
} from './acts.js'
import { DAY, HOUR, MINUTE, SECOND, STARTS_AT } from './moments.js'
import type { Rail } from './rails.js'
import type { World } from './world.js'

/** Succeeded charges that a claim may name. */
interface TakenCharge {
  readonly id: string
  readonly ms: number
  readonly yen: number
}

/** What happened to one account: what a claim is made of. */
export interface Hit extends Rail {
  readonly campaign: string
  readonly account: string
  readonly truth: 'attack' | 'own-use' | 'relative'
  readonly charges: readonly TakenCharge[]
}

interface AttackPlan extends Rail {
  readonly campaign: string
  /** The succeeded link, UTC milliseconds. */
  readonly at: number
  /** Yen of the claim; split into charges as the provider's limits allow. */
  readonly yen: number
  /** The thief's wallet and user where several accounts share them. */
  readonly wallet?: string
  readonly user?: User
  readonly account?: string
  readonly origin?: Origin
  /** Does the bank's word on the holder exist? By chance where absent. */
  readonly holderKnown?: boolean
  readonly openedAt?: number
  readonly extraFactors?: readonly string[]
}

const FIRST_CHARGE_YEN = 100_000
const NEXT_CHARGE_YEN = 90_000
export const MONTH_SPLIT_YEN = 300_000

/** 100,000 first, then 90,000 at most: 300,000 gives 100,000 + 90,000 + 90,000 + 20,000. */
export function splitYen(total: number): number[] {
  const parts = [Math.min(total, FIRST_CHARGE_YEN)]
  for (let rest = total - FIRST_CHARGE_YEN; rest > 0; rest -= NEXT_CHARGE_YEN)
    parts.push(Math.min(rest, NEXT_CHARGE_YEN))
  return parts
}

export function thiefsOrigin(world: World, user: User): Origin {
  const network = world.random.weighted([
    ['mobile', 35],
    ['hosting', 25],
    ['vpn', 25],
    ['foreign', 15],
  ] as const)
  return { ip: network === 'mobile' ? user.mobileIp : documentationIp(world), network }
}

/** A weak first link by a young wallet, then charges within minutes. */
export function attack(world: World, plan: AttackPlan): Hit {
  const { random } = world
  const user = plan.user ?? newUser(world)
  const openedAt = plan.openedAt ?? plan.at - random.between(6 * MINUTE, random.chance(0.6) ? 3 * HOUR : 5 * DAY)
  const fresh = newTie(world, { provider: plan.provider, bank: plan.bank }, user, openedAt)
  const tie: Tie = { ...fresh, wallet: plan.wallet ?? fresh.wallet, account: plan.account ?? fresh.account }
  const origin = plan.origin ?? thiefsOrigin(world, user)
  if (plan.holderKnown ?? random.chance(0.5)) holder(world, tie, STARTS_AT + 20 * SECOND, world.tokens.token('per'))
  if (plan.wallet === undefined && openedAt >= STARTS_AT && random.chance(0.6)) walletOpened(world, tie, openedAt)
  linkAsThief(world, plan, tie, origin)
  const charges = drain(world, plan.campaign, tie, plan.at + random.between(60 * SECOND, 4 * MINUTE), plan.yen, origin)
  world.label('account', tie.account, plan.campaign, 'attack')
  return {
    provider: plan.provider,
    bank: plan.bank,
    campaign: plan.campaign,
    account: tie.account,
    truth: 'attack',
    charges,
  }
}

function linkAsThief(world: World, plan: AttackPlan, tie: Tie, origin: Origin): void {
  const factors = ['account-number', 'name', 'birthdate', 'pin', ...(plan.extraFactors ?? [])]
  if (world.random.chance(0.3)) {
    const failedAt = plan.at - world.random.between(25 * SECOND, 3 * MINUTE)
    const reason = world.random.pick(['pin', 'pin', 'birthdate', 'name'] as const)
    const id = link(world, tie, failedAt, origin, { factors, outcome: 'failed', reason })
    world.label('event', id, plan.campaign, 'attack')
  }
  world.label('event', link(world, tie, plan.at, origin, { factors }), plan.campaign, 'attack')
}

/** The charges of one run, 35 to 140 seconds apart, so that four of them lie within ten minutes. */
export function drain(
  world: World,
  campaign: string,
  tie: Tie,
  from: number,
  yen: number,
  origin: Origin,
): TakenCharge[] {
  let ms = from
  return splitYen(yen).map(part => {
    const id = charge(world, tie, ms, part, origin)
    world.label('event', id, campaign, 'attack')
    const taken = { id, ms, yen: part }
    ms += world.random.between(35 * SECOND, 140 * SECOND)
    return taken
  })
}
