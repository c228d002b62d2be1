import {
  charge,
  type Details,
  holder,
  link,
  newTie,
  newUser,
  ordinaryOrigin,
  refusal,
  type Tie,
  walletOpened,
} from './acts.js'
import { DAY, ENDS_AT, HOUR, MINUTE, monthOf, peoplesMoment, SECOND, STARTS_AT } from './moments.js'
import { PROVIDERS, type Rail, YEN_PER_CHARGE_MAX, YEN_PER_MONTH_MAX } from './rails.js'
import { at } from './random.js'
import { twoFactorLife } from './two-factor-life.js'
import type { World } from './world.js'

/** Share of people whose link is older than the period: it comes as a snapshot at its start. */
const LINKED_BEFORE = 0.6
const YEN_CHOICES: readonly (readonly [number, number])[] = [
  [1_000, 20],
  [2_000, 12],
  [3_000, 17],
  [5_000, 22],
  [7_000, 3],
  [8_000, 3],
  [10_000, 17],
  [15_000, 3],
  [20_000, 6],
  [30_000, 4],
  [50_000, 1.6],
  [80_000, 0.2],
  [100_000, 0.4],
  [150_000, 0.3],
]

/** People who link one account and charge as they need it, from STARTS_AT to ENDS_AT. Time order is not kept. */
export function ordinaryPeople(world: World, people: number): void {
  for (let index = 0; index < people; index += 1) ordinaryPerson(world, index)
}

function ordinaryPerson(world: World, index: number): void {
  const { random } = world
  const existing = random.chance(LINKED_BEFORE)
  const linkAt = existing ? STARTS_AT + index : peoplesMoment(random, STARTS_AT + HOUR, ENDS_AT)
  const tie = newTie(world, randomRail(world), newUser(world), openedAt(world, existing, linkAt))
  if (random.chance(0.4))
    holder(world, tie, STARTS_AT + index, tie.user.person, random.chance(0.3) ? tie.user.phone : undefined)
  twoFactorLife(world, tie, index)
  const linked = existing ? snapshot(world, tie, linkAt) : firstLink(world, tie, linkAt)
  if (linked !== undefined) useWallet(world, tie, linked, existing)
  if (random.chance(0.22)) logins(world, tie)
  if (random.chance(0.05)) simWords(world, tie)
}

/** One of the rails: the provider by its share, Japan Post Bank for half of each provider's people. */
function randomRail(world: World): Rail {
  const provider = world.random.weighted(PROVIDERS.map(one => [one, one.share] as const))
  const bank = world.random.chance(0.5) ? at(provider.banks, 0) : world.random.pick(provider.banks)
  return { provider: provider.id, bank }
}

function openedAt(world: World, existing: boolean, linkAt: number): number | undefined {
  const { random } = world
  if (existing) return STARTS_AT - random.between(20 * DAY, 700 * DAY)
  if (random.chance(0.08)) return undefined
  if (random.chance(0.45)) return linkAt - random.between(2 * MINUTE, 50 * MINUTE)
  return linkAt - random.between(HOUR, random.chance(0.5) ? 6 * DAY : 400 * DAY)
}

function snapshot(world: World, tie: Tie, ms: number): number {
  link(world, tie, ms, {}, { snapshot: true, factors: undefined })
  return ms
}

/** Attempts until one succeeds, is refused or the person gives up. Gives the instant of the link, if there is one. */
function firstLink(world: World, tie: Tie, from: number): number | undefined {
  const { random } = world
  if (tie.openedAt !== undefined && tie.openedAt >= STARTS_AT && random.chance(0.4))
    walletOpened(world, tie, tie.openedAt)
  const origin = ordinaryOrigin(world, tie.user)
  let ms = from
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const refused = refusal(tie, 'register', ms)
    const failed = random.chance(0.17) ? linkFailure(world) : undefined
    link(world, tie, ms, origin, refused ?? failed ?? (random.chance(0.1) ? { holderMatch: 'match' } : {}))
    if (refused || (failed && random.chance(0.25))) return undefined
    if (!failed) return ms
    ms += random.between(20 * SECOND, 4 * MINUTE)
  }
  return undefined
}

function linkFailure(world: World): Details {
  const reason = world.random.weighted([
    ['pin', 34],
    ['name', 18],
    ['birthdate', 12],
    ['phone', 10],
    ['already-linked', 6],
    ['other', 20],
  ] as const)
  return { outcome: 'failed', reason }
}

/** Charges after the link, and sometimes the end of it: an unlink or a change to another account. */
function useWallet(world: World, tie: Tie, linkedAt: number, existing: boolean): void {
  const { random } = world
  const count = random.weighted([
    [0, 10],
    [1, 14],
    [2, 17],
    [4, 24],
    [6, 18],
    [10, 12],
    [16, 5],
  ] as const)
  const moments = Array.from({ length: count }, () => peoplesMoment(random, linkedAt + MINUTE, ENDS_AT))
  if (!existing && random.chance(0.6)) moments.push(linkedAt + random.between(2 * MINUTE, 40 * MINUTE))
  moments.sort((a, b) => a - b)
  const auto = random.chance(0.12)
  const usual = random.weighted(YEN_CHOICES)
  const spent = new Map<string, number>()
  for (const ms of moments) {
    if (ms >= ENDS_AT) break
    // Most people have read of a stop and do not try.
    if (refusal(tie, 'charge', ms) && random.chance(0.6)) continue
    const yen = random.chance(0.6) ? usual : random.weighted(YEN_CHOICES)
    ordinaryCharge(world, tie, ms, yen, spent, auto)
  }
  const last = moments.at(-1) ?? linkedAt
  if (random.chance(0.09)) leave(world, tie, last)
}

function ordinaryCharge(
  world: World,
  tie: Tie,
  ms: number,
  yen: number,
  spent: Map<string, number>,
  auto: boolean,
): void {
  const { random } = world
  const month = monthOf(ms)
  const before = spent.get(month) ?? 0
  const over = yen > YEN_PER_CHARGE_MAX || before + yen > YEN_PER_MONTH_MAX
  const limited: Details | undefined = over ? { outcome: 'failed', reason: 'limit' } : undefined
  const failed: Details | undefined = random.chance(0.025) ? { outcome: 'failed', reason: 'other' } : undefined
  const trouble = refusal(tie, 'charge', ms) ?? limited ?? failed
  const trigger = auto ? { trigger: 'auto' } : {}
  const origin = ordinaryOrigin(world, tie.user)
  const id = charge(world, tie, ms, yen, origin, { ...trouble, ...trigger })
  if (trouble) return
  spent.set(month, before + yen)
  const reversedAt = ms + random.between(5 * MINUTE, 20 * HOUR)
  if (yen <= 10_000 && random.chance(0.004) && reversedAt < ENDS_AT) {
    charge(world, tie, reversedAt, yen, {}, { ...refusal(tie, 'charge', reversedAt), reversalOf: id })
  }
}

function leave(world: World, tie: Tie, after: number): void {
  const ms = peoplesMoment(world.random, after, after + 9 * DAY)
  if (ms >= ENDS_AT) return
  const origin = ordinaryOrigin(world, tie.user)
  if (world.random.chance(0.6)) {
    link(world, tie, ms, origin, { operation: 'unlink', factors: undefined })
    return
  }
  const other = { ...tie, account: world.tokens.token('acc') }
  link(world, other, ms, origin, { operation: 'change', ...refusal(tie, 'change', ms) })
}

function logins(world: World, tie: Tie): void {
  const { random } = world
  const { person, device } = tie.user
  for (let count = random.between(1, 3); count > 0; count -= 1) {
    world.add('login', peoplesMoment(random, STARTS_AT, ENDS_AT), {
      service: tie.provider,
      outcome: random.chance(0.06) ? 'failed' : 'succeeded',
      person,
      wallet: tie.wallet,
      device,
      ...ordinaryOrigin(world, tie.user),
    })
  }
}

/** People get new SIMs all the time. These lines are not those of a bank's two-factor authentication by SMS. */
function simWords(world: World, tie: Tie): void {
  const phone = world.tokens.token('phn')
  const kind = world.random.pick(['sim', 'esim', 'mnp'] as const)
  const requestedAt = peoplesMoment(world.random, STARTS_AT, ENDS_AT - 2 * HOUR)
  const outcome = world.random.weighted([
    ['reissued', 80],
    ['held', 12],
    ['rejected', 8],
  ] as const)
  const words = {
    phone,
    kind,
    carrier: world.random.pick(['carrier-a', 'carrier-b', 'carrier-c']),
    person: tie.user.person,
  }
  world.add('sim', requestedAt, { ...words, status: 'requested' })
  world.add('sim', requestedAt + world.random.between(10 * MINUTE, 110 * MINUTE), { ...words, status: outcome })
}
