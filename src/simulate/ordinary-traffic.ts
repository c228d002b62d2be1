import { Crowd, hex8 } from './crowd.js'
import { DAY, HOUR, MINUTE, SECOND } from './moments.js'
import { Random, scatter } from './random.js'
import { hourShares, Stopwatch } from './stopwatch.js'
import type { SimulatedEvent } from './world.js'

interface OrdinaryTraffic {
  readonly seed: number
  /** How many events in all. */
  readonly events: number
  /** How many accounts they are of; half of them are linked before the start, without a link event. */
  readonly accounts: number
  /** RFC 3339, for example `2021-04-01T00:00:00+09:00`; whole hours. */
  readonly startAt: string
  readonly days: number
}

/** One burst is a link and four charges: 0.0002 of them an event make 0.1 % of the events fraud. */
const BURSTS_PER_EVENT = 0.0002
const BURST_YEN = [100_000, 90_000, 90_000, 20_000] as const
/** Only thieves of this traffic hide where they are. */
const HIDDEN = 'vpn'
const RECENT_LINKS = 4_096
const YEN = [
  1_000, 1_000, 2_000, 3_000, 3_000, 5_000, 5_000, 5_000, 7_000, 10_000, 10_000, 15_000, 20_000, 30_000, 50_000,
]
const WEAK_FACTORS: readonly string[] = ['account-number', 'birthdate', 'name', 'pin']
const REASONS = ['pin', 'pin', 'name', 'birthdate', 'phone', 'other'] as const
const METHODS = ['app', 'sms', 'token', 'ivr', 'card'] as const

interface Waiting {
  readonly ms: number
  readonly make: (ms: number) => SimulatedEvent
}

/**
 * Time-ordered traffic for benchmarks, made while it is read, in a few megabytes of memory whatever the number of
 * events and accounts: some 60 % charges, 18 % links, then two-factor changes, holders, wallets and logins. The same
 * options give the same events. At most 2^32 events.
 */
export function* ordinaryTraffic(options: OrdinaryTraffic): Generator<SimulatedEvent> {
  const maker = new Maker(options)
  const waiting: Waiting[] = []
  let left = options.events
  for (const { startsAt, events } of hourShares(options.events, Date.parse(options.startAt), options.days)) {
    for (let slot = 0; slot < events; slot += 1) {
      const ms = startsAt + Math.floor(((slot + maker.random.unit()) * HOUR) / events)
      for (let next = waiting[0]; next && next.ms <= ms && left > 0; next = waiting[0], left -= 1) {
        waiting.shift()
        yield next.make(next.ms)
      }
      if (left <= 0) return
      left -= 1
      yield maker.ordinary(ms)
      if (maker.random.chance(BURSTS_PER_EVENT)) enqueue(waiting, maker.burst(ms))
    }
  }
}

/** Whether an event of this traffic is part of an attack. */
export function isOfBurst({ network }: SimulatedEvent): boolean {
  return network === HIDDEN
}

/** Keeps what is to come in order of time. There are never more than a few bursts at once. */
function enqueue(waiting: Waiting[], more: readonly Waiting[]): void {
  waiting.push(...more)
  waiting.sort((a, b) => a.ms - b.ms)
}

class Maker {
  readonly random: Random
  private readonly crowd: Crowd
  private readonly watch = new Stopwatch()
  private readonly recent = new Uint32Array(RECENT_LINKS)
  private readonly salt: number
  private made = 0
  private linked = 0

  constructor(options: OrdinaryTraffic) {
    this.random = new Random(options.seed)
    this.crowd = new Crowd(options.seed, options.accounts)
    this.salt = scatter(options.seed + 77)
  }

  ordinary(ms: number): SimulatedEvent {
    const kind = this.random.unit()
    if (kind < 0.6) return this.charge(ms)
    if (kind < 0.78) return this.link(ms)
    if (kind < 0.88) return this.twoFactor(ms)
    if (kind < 0.94) return this.holder(ms)
    return kind < 0.97 ? this.wallet(ms) : this.login(ms)
  }

  /** A stolen account: linked by a wallet opened minutes before, then emptied up to the month's limit. */
  burst(ms: number): Waiting[] {
    const member = this.crowd.anyUnlinked(this.random)
    const thief = this.random.bits()
    const linkAt = ms + this.random.between(SECOND, 30 * SECOND)
    const wallet = `wal-${hex8(thief)}feed`
    const theirs = {
      wallet,
      device: `dev-${hex8(thief)}feed`,
      ip: `203.0.113.${1 + (thief % 254)}`,
      network: 'vpn',
    }
    const opened = { person: `per-${hex8(thief)}feed`, walletOpenedAt: this.watch.text(linkAt - 20 * MINUTE) }
    const link = { ms: linkAt, make: (at: number) => this.linkOf(at, member, { ...theirs, ...opened }) }
    const charges = BURST_YEN.map((yen, index) => ({
      ms: linkAt + (index + 1) * 95 * SECOND,
      make: (at: number) => this.chargeOf(at, member, yen, theirs),
    }))
    return [link, ...charges]
  }

  private id(prefix: string): string {
    this.made += 1
    return `${prefix}-${hex8(scatter(this.made ^ this.salt))}`
  }

  private charge(ms: number): SimulatedEvent {
    const { random, crowd } = this
    const recent = this.linked > 0 && random.chance(0.15)
    const slot = random.bits() % Math.min(Math.max(this.linked, 1), RECENT_LINKS)
    const member = recent ? (this.recent[slot] ?? 0) : crowd.anyLinked(random)
    const mobile = random.chance(0.4)
    const own = { wallet: crowd.wallet(member), device: crowd.device(member), ip: crowd.ip(member, mobile) }
    const trouble = random.chance(0.03) ? { outcome: 'failed', reason: 'limit' } : {}
    return this.chargeOf(ms, member, random.pick(YEN), { ...own, network: mobile ? 'mobile' : 'home', ...trouble })
  }

  private chargeOf(
    ms: number,
    member: number,
    yen: number,
    details: Readonly<Record<string, unknown>>,
  ): SimulatedEvent {
    const { provider, bank } = this.crowd.rail(member)
    const account = this.crowd.account(member)
    return {
      id: this.id('chg'),
      type: 'charge',
      at: this.watch.text(ms),
      provider,
      bank,
      account,
      yen,
      outcome: 'succeeded',
      ...details,
    }
  }

  private link(ms: number): SimulatedEvent {
    const { random, crowd } = this
    const member = crowd.anyUnlinked(random)
    const mobile = random.chance(0.4)
    const trouble = random.chance(0.14) ? { outcome: 'failed', reason: random.pick(REASONS) } : {}
    this.recent[this.linked % RECENT_LINKS] = member
    this.linked += 1
    return this.linkOf(ms, member, {
      wallet: crowd.wallet(member),
      device: crowd.device(member),
      ip: crowd.ip(member, mobile),
      network: mobile ? 'mobile' : 'home',
      phone: crowd.phone(member),
      person: crowd.person(member),
      walletOpenedAt: this.opened(ms, member),
      ...trouble,
    })
  }

  private opened(ms: number, member: number): string {
    const days = member % 5 === 0 ? 0.02 : 8 + (member % 600)
    return this.watch.text(ms - Math.floor(days * DAY))
  }

  private linkOf(ms: number, member: number, details: Readonly<Record<string, unknown>>): SimulatedEvent {
    const { provider, bank } = this.crowd.rail(member)
    return {
      id: this.id('lnk'),
      type: 'link',
      at: this.watch.text(ms),
      provider,
      bank,
      account: this.crowd.account(member),
      operation: 'register',
      outcome: 'succeeded',
      factors: WEAK_FACTORS,
      ...details,
    }
  }

  private twoFactor(ms: number): SimulatedEvent {
    const member = Math.floor(this.random.unit() * this.crowd.size)
    const method = this.random.pick(METHODS)
    const status = this.random.chance(0.15) ? 'withdrawn' : 'enrolled'
    const about = { bank: this.crowd.rail(member).bank, account: this.crowd.account(member), status }
    const phone = method === 'sms' || method === 'ivr' ? { phone: this.crowd.phone(member) } : {}
    return { id: this.id('tfa'), type: 'two-factor', at: this.watch.text(ms), ...about, method, ...phone }
  }

  private holder(ms: number): SimulatedEvent {
    const member = Math.floor(this.random.unit() * this.crowd.size)
    const { bank } = this.crowd.rail(member)
    const account = this.crowd.account(member)
    return {
      id: this.id('hld'),
      type: 'holder',
      at: this.watch.text(ms),
      bank,
      account,
      person: this.crowd.person(member),
    }
  }

  private wallet(ms: number): SimulatedEvent {
    const member = this.crowd.anyUnlinked(this.random)
    const { provider } = this.crowd.rail(member)
    const whose = {
      wallet: this.crowd.wallet(member),
      person: this.crowd.person(member),
      device: this.crowd.device(member),
    }
    return { id: this.id('wlt'), type: 'wallet', at: this.watch.text(ms), provider, ...whose, change: 'opened' }
  }

  private login(ms: number): SimulatedEvent {
    const member = this.crowd.anyLinked(this.random)
    const { provider } = this.crowd.rail(member)
    const outcome = this.random.chance(0.05) ? 'failed' : 'succeeded'
    const whose = {
      person: this.crowd.person(member),
      wallet: this.crowd.wallet(member),
      device: this.crowd.device(member),
    }
    return { id: this.id('log'), type: 'login', at: this.watch.text(ms), service: provider, outcome, ...whose }
  }
}
