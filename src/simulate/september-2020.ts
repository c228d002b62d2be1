import { docomoCases, kyashCases, linePayCases, payPayCases, unnoticed } from './cases.js'
import { DOCOMO_BOOK, fileClaims, KYASH_BOOK, LINEPAY_BOOK, PAYPAY_BOOK } from './claims.js'
import { controlEvents } from './controls.js'
import { callUnclaimed } from './decisions.js'
import { lookAlikes } from './look-alikes.js'
import { ordinaryPeople } from './ordinary.js'
import type { Expectation } from './signals/script.js'
import { signals } from './signals/signals.js'
import { compare, inOrder, type Label, type SimulatedEvent, World } from './world.js'

/** The months before and of the wave of stolen links, in the contract's JSON shape; each list in order of time. */
export interface September2020 {
  /** Links, charges, two-factor changes, holders, wallets, logins and SIM words. */
  readonly traffic: readonly SimulatedEvent[]
  /** Adoption, limits, suspensions, inquiries, exposures, announcements. */
  readonly controls: readonly SimulatedEvent[]
  /** Claims, compensations, dispositions. */
  readonly claims: readonly SimulatedEvent[]
  /** Small campaigns with everything else that rules look at, and the people around them. */
  readonly signals: readonly SimulatedEvent[]
  readonly labels: readonly Label[]
  readonly expectations: readonly Expectation[]
}

const SEED = 20_200_915
const PEOPLE = 8_200
const CLAIM_TYPES = ['claim', 'compensation', 'disposition']

/**
 * 2020-08-01 to 2020-09-17 JST: ordinary traffic of twelve providers, the attacks behind the published claims, what
 * only looks like them, and the claims. Pure: every call gives the same events.
 */
export function september2020(): September2020 {
  const world = new World(SEED)
  const cases = [docomoCases(world), payPayCases(world), kyashCases(world), linePayCases(world)] as const
  unnoticed(world)
  const unclaimed = lookAlikes(world)
  ordinaryPeople(world, PEOPLE)
  for (const [index, book] of [DOCOMO_BOOK, PAYPAY_BOOK, KYASH_BOOK, LINEPAY_BOOK].entries()) {
    const one = cases[index]
    if (one) fileClaims(world, one, book)
  }
  callUnclaimed(world, unclaimed)
  const more = signals()
  const traffic = inOrder(world.events.filter(event => !CLAIM_TYPES.includes(event.type)))
  return {
    traffic,
    controls: controlEvents(cautious(traffic)),
    claims: inOrder(world.events.filter(event => CLAIM_TYPES.includes(event.type))),
    signals: more.events,
    labels: [...world.labels, ...more.labels].sort((a, b) => compare(a.id, b.id) || compare(a.campaign, b.campaign)),
    expectations: more.expectations,
  }
}

/** Three ordinary holders, who get a limit of their own. */
function cautious(traffic: readonly SimulatedEvent[]): { provider: string; bank: string; account: string }[] {
  const snapshots = traffic.filter(event => event.snapshot === true && event.provider === 'paypay').slice(0, 3)
  return snapshots.map(({ provider, bank, account }) => ({
    provider: String(provider),
    bank: String(bank),
    account: String(account),
  }))
}
