import type { Hit } from './attack.js'
import type { Cases } from './cases.js'
import { disposition, settle } from './decisions.js'
import { DAY, deskMoment, fromJst, HOUR, toJst } from './moments.js'
import { at } from './random.js'
import type { World } from './world.js'

/** When the claims of a published figure were taken down: none before `from`, all before `until`. */
interface Book {
  readonly from: number
  readonly until: number
  /** First declarations of the claims that came too late for the figure; and exclusions that came too late. */
  readonly laterFrom: number
}

const CLAIMS_END_AT = fromJst('2020-09-17T20:00:00')
export const DOCOMO_BOOK: Book = {
  from: fromJst('2020-09-03T09:00:00'),
  until: fromJst('2020-09-14T21:00:00'),
  laterFrom: fromJst('2020-09-15T09:00:00'),
}
export const PAYPAY_BOOK: Book = {
  from: fromJst('2020-09-08T09:00:00'),
  until: fromJst('2020-09-15T19:00:00'),
  laterFrom: fromJst('2020-09-17T09:00:00'),
}
export const KYASH_BOOK: Book = {
  from: fromJst('2020-09-12T09:00:00'),
  until: fromJst('2020-09-15T17:00:00'),
  laterFrom: fromJst('2020-09-17T09:00:00'),
}
export const LINEPAY_BOOK: Book = {
  from: fromJst('2020-09-15T09:00:00'),
  until: fromJst('2020-09-16T10:00:00'),
  laterFrom: fromJst('2020-09-17T09:00:00'),
}

interface Claim {
  readonly hit: Hit
  readonly fields: Readonly<Record<string, unknown>>
  readonly declaredAt: number
}

/** Claims of one provider's cases with their revisions, compensations and dispositions. */
export function fileClaims(world: World, cases: Cases, book: Book): void {
  const claims = cases.published.map((hit, index) => publishedClaim(world, hit, book, index))
  for (const hit of cases.withdrawn) withdrawnClaim(world, hit, book)
  for (const hit of cases.later) pursue(world, declare(world, hit, book.laterFrom, CLAIMS_END_AT))
  const plain = claims.filter(claim => claim.hit.charges.length >= 3)
  for (const claim of plain.slice(20, 22)) duplicate(world, claim, book)
}

/** Declared before the figure; corrected, looked into, confirmed, and (if it was no attack) excluded only after it. */
function publishedClaim(world: World, hit: Hit, book: Book, index: number): Claim {
  const correction = index % 17 === 5 && hit.charges.length > 1
  const otherBank = hit.provider === 'docomo' && index === 60
  const until = correction || otherBank ? book.until - 2 * DAY : book.until
  const first = correction ? { ...hit, charges: hit.charges.slice(0, -1) } : hit
  const claim = declare(
    world,
    otherBank ? { ...first, bank: hit.bank === '0126' ? '0125' : '0126' } : first,
    book.from,
    until,
    index % 29 === 11,
  )
  if (!correction && !otherBank) return follow(world, claim, book)
  const again = { ...claim, hit, fields: { ...claim.fields, ...claimed(hit) } }
  const correctedAt = deskMoment(world.random, claim.declaredAt + HOUR, book.until)
  revise(world, again, correctedAt, 'declared')
  return follow(world, { ...again, declaredAt: correctedAt }, book)
}

function follow(world: World, claim: Claim, book: Book): Claim {
  if (claim.hit.truth === 'attack') pursue(world, claim)
  else exclude(world, claim, claim.hit.truth, book.laterFrom, CLAIMS_END_AT)
  return claim
}

function withdrawnClaim(world: World, hit: Hit, book: Book): void {
  const claim = declare(world, hit, book.from, book.until - 2 * DAY)
  exclude(world, claim, hit.truth, claim.declaredAt + 3 * HOUR, book.until)
}

/** The same damage claimed once more through another channel, and noticed before the figure. */
function duplicate(world: World, original: Claim, book: Book): void {
  const claim = declare(world, original.hit, book.from, book.until - DAY)
  const duplicateOf = original.fields.claim
  exclude(
    world,
    { ...claim, fields: { ...claim.fields, duplicateOf } },
    'duplicate',
    claim.declaredAt + HOUR,
    book.until,
  )
}

function exclude(world: World, claim: Claim, reason: string, from: number, until: number): void {
  const excludedAt = deskMoment(world.random, from, until)
  revise(world, claim, excludedAt, 'excluded', { reason })
  if (world.random.chance(0.5)) settle(world, claim.fields.claim, excludedAt + HOUR, 'refused', 0)
  if (reason === 'own-use' || reason === 'relative')
    disposition(world, claim.hit, excludedAt + HOUR, reason, 'released')
}

/** What a revision says of the damage itself. */
function claimed(hit: Hit): Record<string, unknown> {
  const moments = hit.charges.map(one => one.ms)
  return {
    provider: hit.provider,
    bank: hit.bank,
    yen: hit.charges.reduce((sum, one) => sum + one.yen, 0),
    occurredAt: toJst(Math.min(...moments)),
    occurredTo: toJst(Math.max(...moments)),
    charges: hit.charges.map(one => one.id).sort(),
  }
}

/** The first revision, in desk hours, half a day after the last charge at the earliest. */
function declare(world: World, hit: Hit, from: number, until: number, namesNone = false): Claim {
  const last = Math.max(...hit.charges.map(one => one.ms))
  const declaredAt = deskMoment(world.random, Math.max(from, last + 12 * HOUR), until)
  const channel = world.random.weighted([
    ['bank', 55],
    ['provider', 25],
    ['own-detection', 10],
    ['police', 10],
  ] as const)
  const facts = claimed(hit)
  if (namesNone) facts.charges = undefined
  const fields = { claim: world.tokens.token('clm'), account: hit.account, ...facts, channel }
  const claim = { hit, fields, declaredAt }
  revise(world, claim, declaredAt, 'declared', channel === 'police' ? { police: 'consulted' } : {})
  return claim
}

function revise(world: World, claim: Claim, ms: number, status: string, details: Record<string, unknown> = {}): void {
  world.add('claim', ms, { ...claim.fields, status, ...details })
}

/** Looked into, perhaps confirmed, perhaps paid for, as far as it came by the end of the period. */
function pursue(world: World, claim: Claim): void {
  const { random } = world
  if (random.chance(0.45))
    disposition(world, claim.hit, claim.declaredAt + 20 * 60_000, 'fraud', random.pick(['called', 'held']))
  if (!random.chance(0.7)) return
  const lookedIntoAt = claim.declaredAt + random.between(2 * HOUR, 30 * HOUR)
  if (lookedIntoAt >= CLAIMS_END_AT) return
  revise(world, claim, lookedIntoAt, 'investigating')
  const confirmedAt = lookedIntoAt + random.between(6 * HOUR, 60 * HOUR)
  if (!random.chance(0.75) || confirmedAt >= CLAIMS_END_AT) return
  const yen = claim.hit.charges.reduce((sum, one) => sum + one.yen, 0)
  const last = at(claim.hit.charges, claim.hit.charges.length - 1)
  const saved = random.chance(0.12) ? { recoveredYen: last.yen } : {}
  revise(world, claim, confirmedAt, 'confirmed', { ...saved, ...(random.chance(0.3) ? { police: 'accepted' } : {}) })
  settle(world, claim.fields.claim, confirmedAt + 2 * HOUR, 'pending', 0)
  const paidAt = confirmedAt + random.between(8 * HOUR, 50 * HOUR)
  if (paidAt >= CLAIMS_END_AT) return
  const partial = random.chance(0.08)
  settle(world, claim.fields.claim, paidAt, partial ? 'partial' : 'full', partial ? Math.floor(yen / 2) : yen)
}
