import { type Counting, isCounted, type PublishedClaim, type Statement } from '../../src/ledger/publication.js'
import { CAUSES, type Cause, causesOf } from '../../src/ledger/publication-causes.js'
import { diffOf } from '../../src/ledger/publication-diff.js'

const DECLARED: Counting = { basis: 'declared', channels: null }
const CONFIRMED: Counting = { basis: 'confirmed', channels: null }

const CLAIM: PublishedClaim = {
  claim: 'K',
  counted: ['declared'],
  provider: 'docomo',
  bank: '9900',
  account: 'a',
  status: 'declared',
  reason: null,
  yen: 100_000,
  compensation: null,
  paidYen: null,
  preventedYen: null,
  recoveredYen: null,
  occurredAt: 1,
  occurredTo: null,
  charges: ['c1'],
  channel: 'bank',
  afterStop: false,
  firstRecordedAt: 10,
  words: [{ id: 'r1', eventAt: 10 }],
}

/** A later word at 30, after the publication of 20. */
const LATER = [...CLAIM.words, { id: 'r2', eventAt: 30 }]
/** A word at 15, which the publication of 20 did not have. */
const LATE = [...CLAIM.words, { id: 'r2', eventAt: 15 }]

function statement(name: string, asOf: number, counting: Counting, claim?: PublishedClaim): Statement {
  const counted = claim && isCounted(counting, claim) ? [counting.basis] : []
  return { name, asOf, countings: [counting], cells: [], claims: claim ? [{ ...claim, counted }] : [] }
}

function causes(before?: PublishedClaim, after?: PublishedClaim, from = DECLARED, to = DECLARED, bAsOf = 40): Cause[] {
  const [a, b] = [statement('a', 20, from, before), statement('b', bAsOf, to, after)]
  return causesOf({ before: a.claims[0], after: b.claims[0] }, { a, b, from, to })
}

const PAID = { compensation: 'full', paidYen: 100_000 }

test.each<[string, Partial<PublishedClaim>, Partial<PublishedClaim>, Cause[]]>([
  ['nothing but another word', {}, {}, []],
  ['excluded', {}, { status: 'excluded', reason: 'own-use' }, ['excluded']],
  ['no longer excluded', { status: 'excluded', reason: 'own-use' }, {}, ['readmitted']],
  ['confirmed', { status: 'investigating' }, { status: 'confirmed' }, ['confirmed']],
  ['no longer confirmed', { status: 'confirmed' }, { status: 'investigating' }, ['unconfirmed']],
  ['under investigation', {}, { status: 'investigating' }, ['status-changed']],
  ['another bank', {}, { bank: '0040' }, ['moved']],
  ['another provider, and another amount', {}, { provider: 'paypay', yen: 1 }, ['moved', 'amount-corrected']],
  ['more yen', {}, { yen: 110_000 }, ['amount-corrected']],
  ['paid', { compensation: 'pending' }, PAID, ['compensated']],
  ['paid back', PAID, { compensation: 'pending', paidYen: 0 }, ['compensation-withdrawn']],
  ['paid more', { ...PAID, paidYen: 50_000 }, PAID, ['paid-amount-changed']],
  ['refused', {}, { compensation: 'refused', paidYen: 0 }, ['compensation-refused']],
  ['a decision is pending', {}, { compensation: 'pending', paidYen: 0 }, []],
  ['recovered', {}, { recoveredYen: 5 }, ['net-corrected']],
  ['another charge', {}, { charges: ['c1', 'c2'] }, ['details-corrected']],
  ['another channel', {}, { channel: 'police' }, ['channel-corrected']],
])('%s', (_name, before, after, wanted) => {
  expect(causes({ ...CLAIM, ...before }, { ...CLAIM, ...after, words: LATER })).toEqual(wanted)
  const late = wanted.length > 0 ? [...wanted, 'arrived-late'] : []
  expect(causes({ ...CLAIM, ...before }, { ...CLAIM, ...after, words: LATE })).toEqual(late)
})

test('a claim that came, and one that went', () => {
  const recordedLater = { ...CLAIM, firstRecordedAt: 30, words: [{ id: 'r1', eventAt: 30 }] }
  expect(causes(undefined, recordedLater)).toEqual(['new'])
  expect(causes(undefined, CLAIM)).toEqual(['new', 'arrived-late'])
  expect(causes(recordedLater, undefined, DECLARED, DECLARED, 25)).toEqual(['not-known-yet'])
  expect(causes(CLAIM, undefined)).toEqual(['gone'])
})

test('what no word of the claim explains: a stop that moved, a record that was replaced', () => {
  expect(causes(CLAIM, { ...CLAIM, afterStop: true })).toEqual(['stop-changed'])
  expect(causes(CLAIM, { ...CLAIM, yen: 1 })).toEqual(['amount-corrected', 'replaced'])
})

test('two bases side by side: what only the basis or the channels take away', () => {
  expect(causes(CLAIM, CLAIM, DECLARED, CONFIRMED)).toEqual(['basis-changed'])
  const confirmed = { ...CLAIM, status: 'confirmed' as const }
  expect(causes(confirmed, confirmed, DECLARED, CONFIRMED)).toEqual([])
  expect(causes(confirmed, confirmed, DECLARED, { basis: 'declared', channels: ['police'] })).toEqual([
    'channels-changed',
  ])
  const partly = { ...confirmed, compensation: 'partial', paidYen: 50_000 }
  expect(causes(partly, partly, DECLARED, { basis: 'compensated', channels: null })).toEqual(['basis-changed'])
})

test('a basis that one of two alone has is told, and not compared', () => {
  const a = statement('a', 20, DECLARED, CLAIM)
  const b = { ...statement('b', 40, DECLARED, CLAIM), countings: [DECLARED, CONFIRMED] }
  expect(diffOf(a, b)).toMatchObject({ columns: [{ from: DECLARED, to: DECLARED }], dropped: [], added: [CONFIRMED] })
  expect(diffOf(b, a)).toMatchObject({ columns: [{ from: DECLARED, to: DECLARED }], dropped: [CONFIRMED], added: [] })
})

test('every cause has words in both languages', () => {
  for (const { ja, en } of Object.values(CAUSES)) expect([ja, en]).not.toContain('')
})
