import { charge, type Details, link, newTie, newUser, type Origin, type Tie, type User } from '../acts.js'
import { DAY, fromJst, MINUTE, peoplesMoment, SECOND, STARTS_AT } from '../moments.js'
import { JAPAN_POST, type Rail } from '../rails.js'
import { compare, type Label, type World } from '../world.js'

export const PAYPAY: Rail = { provider: 'paypay', bank: JAPAN_POST }
export const LINEPAY: Rail = { provider: 'linepay', bank: JAPAN_POST }
export const MERPAY: Rail = { provider: 'merpay', bank: JAPAN_POST }

/** Whether a rule must have an open alert on an entity, or none at all. Never an input of detection. */
export interface Expectation {
  readonly rule: string
  readonly expect: 'alert' | 'quiet'
  readonly entityType: 'account' | 'wallet' | 'device' | 'ip' | 'person' | 'rail' | 'ring'
  readonly entity: string
  readonly campaign: string
}

/** A world in which campaigns are played one after the other, with what the rules must make of them. */
export class Script {
  readonly expectations: Expectation[] = []

  constructor(readonly world: World) {}

  /** Plays a campaign: every event of it gets the campaign's label. */
  play(campaign: string, kind: Label['kind'], act: (stage: Stage) => void): void {
    const before = this.world.events.length
    act(new Stage(this, campaign, kind))
    for (const { id } of this.world.events.slice(before)) this.world.label('event', id, campaign, kind)
  }
}

/** What a campaign says of the entities in it. */
export class Stage {
  constructor(
    private readonly script: Script,
    private readonly campaign: string,
    private readonly kind: Label['kind'],
  ) {}

  /** Each `entity` must have an open alert of `rule` where the campaign is an attack, and none where it only looks like one. */
  expect(rule: string, entityType: Expectation['entityType'], ...entities: readonly string[]): void {
    for (const entity of entities) this.add(rule, this.kind === 'attack' ? 'alert' : 'quiet', entityType, entity)
  }

  /** Bystanders of an attack: the rule must leave them alone. */
  spare(rule: string, entityType: Expectation['entityType'], ...entities: readonly string[]): void {
    for (const entity of entities) this.add(rule, 'quiet', entityType, entity)
  }

  private add(rule: string, expect: Expectation['expect'], entityType: Expectation['entityType'], entity: string) {
    this.script.expectations.push({ rule, expect, entityType, entity, campaign: this.campaign })
  }
}

/** In order of rule, then entity. */
export function sortedExpectations(list: readonly Expectation[]): Expectation[] {
  return [...list].sort((a, b) => compare(a.rule, b.rule) || compare(a.entity, b.entity))
}

/** Somebody whose link is older than the period. */
export function customer(world: World, rail: Rail, user: User = newUser(world)): Tie {
  const tie = newTie(world, rail, user, STARTS_AT - world.random.between(100 * DAY, 700 * DAY))
  const loadedAt = STARTS_AT + world.random.between(0, 59) * SECOND
  link(world, tie, loadedAt, {}, { snapshot: true, factors: undefined })
  return tie
}

export function atHome({ user }: Tie): Origin {
  return { ip: user.homeIp, network: 'home' }
}

/** The same wallet and account in other hands. */
export function heldBy(tie: Tie, user: User): Tie {
  return { ...tie, user }
}

/** Charges one after the other, `stepMinutes` apart; the first one at `from`. Gives their ids. */
export function charges(
  world: World,
  tie: Tie,
  from: number,
  yen: readonly number[],
  origin: Origin,
  stepMinutes = 5,
): string[] {
  return yen.map((part, index) => charge(world, tie, from + index * stepMinutes * MINUTE, part, origin))
}

/** `count` charges of the usual size from the usual device, at the hours at which people charge, before `until`. */
export function habit(world: World, tie: Tie, count: number, yen: readonly number[], until: number): void {
  for (let index = 0; index < count; index += 1) {
    charge(world, tie, peoplesMoment(world.random, STARTS_AT + DAY, until), world.random.pick(yen), atHome(tie))
  }
}

export function login(world: World, tie: Tie, ms: number, details: Details): void {
  const { person } = tie.user
  world.add('login', ms, { service: tie.provider, outcome: 'succeeded', person, wallet: tie.wallet, ...details })
}

export function walletChanged(world: World, tie: Tie, ms: number, change: string, device?: string): void {
  const { provider, wallet } = tie
  world.add('wallet', ms, { provider, wallet, change, person: tie.user.person, device })
}

/** Money leaves the wallet: in a shop, on a site, or to another wallet. */
export function spend(world: World, tie: Tie, ms: number, yen: number, kind: string, to: string): void {
  const { provider, wallet } = tie
  const whom = kind === 'p2p' ? { counterparty: to } : { merchant: to }
  world.add('spend', ms, { provider, wallet, yen, kind, ...whom, device: tie.user.device })
}

export const at = fromJst
