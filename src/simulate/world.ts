import { toJst } from './moments.js'
import { Random, scatter } from './random.js'

/** One event in the contract's JSON shape. */
export interface SimulatedEvent {
  readonly id: string
  readonly type: string
  readonly at: string
  readonly [field: string]: unknown
}

/** What an event or an account really was. Never an input of detection. */
export interface Label {
  readonly subject: 'event' | 'account'
  readonly id: string
  readonly campaign: string
  readonly kind: 'attack' | 'look-alike'
}

/** Makes tokens that are opaque, never repeat and depend on the seed alone. */
class Tokens {
  private made = 0
  constructor(private readonly seed: number) {}

  /** Prefix and 12 hex digits: accounts, wallets, devices, phones, persons, claims. */
  token(prefix: string): string {
    const low = scatter(this.made * 2 + this.seed + 1)
    return `${prefix}-${this.next()}${(low & 0xffff).toString(16).padStart(4, '0')}`
  }

  /** Prefix and 8 hex digits: event ids. */
  eventId(prefix: string): string {
    return `${prefix}-${this.next()}`
  }

  private next(): string {
    this.made += 1
    return scatter(this.made ^ this.seed)
      .toString(16)
      .padStart(8, '0')
  }
}

const ID_PREFIX: Readonly<Record<string, string>> = {
  link: 'lnk',
  charge: 'chg',
  'two-factor': 'tfa',
  holder: 'hld',
  wallet: 'wlt',
  sim: 'sim',
  login: 'log',
  claim: 'clr',
  compensation: 'cmp',
  disposition: 'dsp',
  spend: 'spd',
  order: 'ord',
  leak: 'lek',
  limit: 'lim',
  suspension: 'sus',
}

/** Everything that a simulation draws from and adds to. */
export class World {
  readonly random: Random
  readonly tokens: Tokens
  readonly events: SimulatedEvent[] = []
  readonly labels: Label[] = []

  constructor(seed: number) {
    this.random = new Random(seed)
    this.tokens = new Tokens(seed)
  }

  /** Adds an event at `ms` and returns its id; fields that are undefined (unknown) are left out. */
  add(type: string, ms: number, fields: Readonly<Record<string, unknown>>): string {
    const id = this.tokens.eventId(ID_PREFIX[type] ?? type)
    const known = Object.entries(fields).filter(([, value]) => value !== undefined)
    this.events.push({ id, type, at: toJst(ms), ...Object.fromEntries(known) })
    return id
  }

  label(subject: Label['subject'], id: string, campaign: string, kind: Label['kind']): void {
    this.labels.push({ subject, id, campaign, kind })
  }
}

/** In order of time; of two at one instant, the lower id first. */
export function inOrder(events: readonly SimulatedEvent[]): SimulatedEvent[] {
  return [...events].sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id))
}

/** -1, 0 or 1 by code units: never by the reader's locale. */
export function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
