import { SECOND, toJst } from './moments.js'
import { isStopped, type Operation, type Rail } from './rails.js'
import type { World } from './world.js'

/** A wallet's user, as their tokens. */
export interface User {
  readonly person: string
  readonly phone: string
  readonly device: string
  readonly homeIp: string
  readonly mobileIp: string
}

/** A user's wallet at a provider and the bank account that it is, or is to be, linked to. */
export interface Tie extends Rail {
  readonly user: User
  readonly account: string
  readonly wallet: string
  /** UTC milliseconds; unknown where absent. */
  readonly openedAt?: number
}

type Network = 'home' | 'mobile' | 'hosting' | 'vpn' | 'foreign'
export interface Origin {
  readonly ip?: string
  readonly network?: Network
}

export type Details = Readonly<Record<string, unknown>>

const WEAK_FACTORS: readonly string[] = ['account-number', 'name', 'birthdate', 'pin']
const STRONG_FACTORS: Readonly<Record<string, readonly string[]>> = {
  famipay: ['account-number', 'name', 'birthdate', 'pin', 'passbook-balance'],
  pring: ['account-number', 'name', 'birthdate', 'pin', 'otp-app'],
}
const BANKS_WITH_OWN_LOGIN = ['0001', '0005', '0009', '0010', '0033', '0036']

/** What the user had to know or hold to link at this rail. */
function factorsOf(rail: Rail): readonly string[] {
  if (BANKS_WITH_OWN_LOGIN.includes(rail.bank)) return ['ib-login', 'otp-token']
  return (rail.bank === '9900' ? STRONG_FACTORS[rail.provider] : undefined) ?? WEAK_FACTORS
}

export function newUser(world: World): User {
  const { random, tokens } = world
  return {
    person: tokens.token('per'),
    phone: tokens.token('phn'),
    device: tokens.token('dev'),
    homeIp: `10.${random.between(1, 250)}.${random.between(0, 255)}.${random.between(1, 254)}`,
    mobileIp: carrierIp(random.between(0, 47)),
  }
}

/** The addresses behind which a mobile carrier hides its subscribers (shared space of RFC 6598). */
export function carrierIp(index: number): string {
  return `100.${64 + (index % 8)}.${index}.${17 + index}`
}

/** An address of the three documentation networks (RFC 5737): here hosting, VPN and foreign ones. */
export function documentationIp(world: World): string {
  const network = world.random.pick(['192.0.2', '198.51.100', '203.0.113'])
  return `${network}.${world.random.between(1, 199)}`
}

export function newTie(world: World, rail: Rail, user: User, openedAt?: number): Tie {
  const made = { ...rail, user, account: world.tokens.token('acc'), wallet: world.tokens.token('wal') }
  return openedAt === undefined ? made : { ...made, openedAt }
}

/** Where ordinary people are when they use a wallet. */
export function ordinaryOrigin(world: World, user: User): Origin {
  return world.random.weighted<Origin>([
    [{ ip: user.homeIp, network: 'home' }, 55],
    [{ ip: user.mobileIp, network: 'mobile' }, 38],
    [{}, 5],
    [{ ip: documentationIp(world), network: world.random.pick(['vpn', 'foreign'] as const) }, 2],
  ])
}

/** A link event of a tie: a succeeded register unless `details` say otherwise. Returns its id. */
export function link(world: World, tie: Tie, ms: number, origin: Origin, details: Details = {}): string {
  return world.add('link', ms, {
    provider: tie.provider,
    bank: tie.bank,
    account: tie.account,
    wallet: tie.wallet,
    operation: 'register',
    outcome: 'succeeded',
    factors: factorsOf(tie),
    device: tie.user.device,
    ...origin,
    phone: tie.user.phone,
    person: tie.user.person,
    walletOpenedAt: tie.openedAt === undefined ? undefined : toJst(Math.floor(tie.openedAt / SECOND) * SECOND),
    ...details,
  })
}

/** A charge event of a tie: succeeded unless `details` say otherwise. Returns its id. */
export function charge(world: World, tie: Tie, ms: number, yen: number, origin: Origin, details: Details = {}): string {
  return world.add('charge', ms, {
    provider: tie.provider,
    bank: tie.bank,
    account: tie.account,
    wallet: tie.wallet,
    yen,
    outcome: 'succeeded',
    device: tie.user.device,
    ...origin,
    ...details,
  })
}

/** The bank's word on who holds the account. */
export function holder(world: World, tie: Tie, ms: number, person: string, phone?: string): void {
  world.add('holder', ms, { bank: tie.bank, account: tie.account, person, phone })
}

export function walletOpened(world: World, tie: Tie, ms: number): void {
  const { person, phone, device } = tie.user
  world.add('wallet', ms, {
    provider: tie.provider,
    wallet: tie.wallet,
    change: 'opened',
    person,
    phone,
    device,
    kyc: 'none',
  })
}

/** A refusal by the rail's stop, if there is one at `ms`. */
export function refusal(rail: Rail, operation: Operation, ms: number): Details | undefined {
  return isStopped(rail, operation, ms) ? { outcome: 'refused', reason: 'suspended' } : undefined
}
