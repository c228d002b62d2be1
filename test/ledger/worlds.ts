import fc from 'fast-check'

/** Generated ledgers. Instants are a few small numbers and ids are short, so that equal instants are the rule. */
export interface Word {
  readonly id: string
  readonly at: number
  readonly provider: string
  readonly bank: string
}
export interface Claim extends Word {
  readonly claim: string
  readonly account: string
  readonly status: string
  readonly yen: number
  readonly occurredAt: number
  readonly occurredTo: number | null
  readonly charges: readonly string[] | null
  readonly channel: string | null
  readonly preventedYen: number | null
  readonly recoveredYen: number | null
}
export interface Compensation {
  readonly id: string
  readonly at: number
  readonly claim: string
  readonly decision: string
  readonly yen: number
}
export interface Suspension extends Word {
  readonly operations: readonly string[]
  readonly status: string
}
export interface Transfer extends Word {
  readonly account: string
  /** null: a link, or a charge that did not succeed. */
  readonly yen: number | null
}
export interface Firing {
  readonly alert: string
  readonly transfer: Transfer
  readonly knownAt: number
  readonly severity: string
}
export interface World {
  readonly claims: readonly Claim[]
  readonly compensations: readonly Compensation[]
  readonly suspensions: readonly Suspension[]
  readonly inquiries: readonly (Word & { readonly status: string })[]
  readonly exposures: readonly (Word & { readonly links: number })[]
  readonly adoptions: readonly Word[]
  readonly limits: readonly Word[]
  readonly announcements: readonly (Omit<Word, 'provider' | 'bank'> & {
    readonly provider: string | null
    readonly bank: string | null
  })[]
  readonly transfers: readonly Transfer[]
  readonly alerts: readonly { readonly id: string; readonly status: string; readonly mode: string }[]
  readonly firings: readonly Firing[]
}

export const INSTANT_MAX = 5
const CHARGES = ['t1', 't2', 't3', 't4', 't5', 't6'] as const

const instant = fc.nat(INSTANT_MAX)
const id = fc.string({ unit: fc.constantFrom(...'aBZz09_.:-'), minLength: 1, maxLength: 2 })
// One rail is named far more often than the others, so that its cell holds several claims and words.
const provider = fc.constantFrom('p1', 'p1', 'p1', 'p2')
const bank = fc.constantFrom('0001', '0001', '0001', '0002')
const bankOrAll = fc.constantFrom('0001', '0001', '0002', '*')
const account = fc.constantFrom('a1', 'a2', 'a3')
const claimId = fc.constantFrom('K1', 'K2', 'K3', 'K4', 'K5', 'K6')
const smallYen = fc.integer({ min: 1, max: 9 })
const noneOr = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const word = { id, at: instant, provider, bank }

/** Ids are unique in each list; which of two equal instants is later is left to chance. */
function words<T extends { readonly id: string }>(item: fc.Arbitrary<T>, maxLength = 6): fc.Arbitrary<T[]> {
  return fc.uniqueArray(item, { selector: e => e.id, maxLength, size: 'max' })
}

const claim: fc.Arbitrary<Claim> = fc.record({
  ...word,
  claim: claimId,
  account,
  status: fc.constantFrom('declared', 'investigating', 'confirmed', 'excluded'),
  yen: smallYen,
  occurredAt: instant,
  occurredTo: noneOr(instant),
  charges: noneOr(fc.subarray([...CHARGES], { maxLength: 3 })),
  channel: noneOr(fc.constantFrom('bank', 'provider', 'police')),
  preventedYen: noneOr(fc.nat(9)),
  recoveredYen: noneOr(fc.nat(9)),
})

const transfers: fc.Arbitrary<Transfer[]> = fc
  .tuple(...CHARGES.map(name => fc.record({ ...word, id: fc.constant(name), account, yen: noneOr(smallYen) })))
  .chain(all => fc.subarray(all))

function firingsOf(of: readonly Transfer[]): fc.Arbitrary<Firing[]> {
  if (of.length === 0) return fc.constant([])
  const firing = fc.record({
    alert: fc.constantFrom('A', 'B', 'C'),
    transfer: fc.constantFrom(...of),
    delay: fc.nat(3),
    severity: fc.constantFrom('info', 'medium', 'high', 'critical'),
  })
  return fc
    .uniqueArray(firing, { selector: f => `${f.alert} ${f.transfer.id}`, maxLength: 8 })
    .map(all => all.map(({ delay, ...f }) => ({ ...f, knownAt: f.transfer.at + delay })))
}

const alerts = fc.tuple(
  ...['A', 'B', 'C'].map(name =>
    fc.record({
      id: fc.constant(name),
      status: fc.constantFrom('open', 'open', 'retracted'),
      mode: fc.constantFrom('live', 'live', 'shadow'),
    }),
  ),
)

export const worlds: fc.Arbitrary<World> = transfers.chain(of =>
  fc.record({
    claims: words(claim, 16),
    compensations: words(
      fc.record({
        // None of a claim's: a claim is told by its own words and by these, and ids are one name space.
        id: id.map(text => `c${text}`),
        at: instant,
        claim: claimId,
        yen: fc.nat(9),
        decision: fc.constantFrom('full', 'partial', 'refused', 'pending'),
      }),
      10,
    ),
    suspensions: words(
      fc.record({
        ...word,
        bank: bankOrAll,
        status: fc.constantFrom('suspended', 'resumed'),
        operations: fc.subarray(['change', 'charge', 'register'], { minLength: 1 }),
      }),
    ),
    inquiries: words(fc.record({ ...word, status: fc.constantFrom('open', 'closed') })),
    exposures: words(fc.record({ ...word, links: fc.nat(6) })),
    adoptions: words(fc.record(word), 2),
    limits: words(fc.record({ ...word, bank: bankOrAll }), 2),
    announcements: words(fc.record({ ...word, provider: noneOr(provider), bank: noneOr(bank) }), 2),
    transfers: fc.constant(of),
    alerts,
    firings: firingsOf(of),
  }),
)
