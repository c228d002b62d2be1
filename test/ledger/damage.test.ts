import type { DuckDBConnection } from '@duckdb/node-api'
import { type Answer, argumentsOf, openLedger, query } from './database.js'
import { claim, sep, word, YUCHO } from './rows.js'

const COLUMNS = [
  'provider',
  'bank',
  'basis',
  'as_of',
  'state',
  'cases',
  'yen',
  'cases_so_far',
  'yen_so_far',
  'accounts',
  'charges',
  'prevented_yen',
  'recovered_yen',
  'net_yen',
  'first_occurred_at',
  'last_occurred_at',
  'cases_after_stop',
  'yen_after_stop',
  'links',
  'cases_per_100k_links',
  'rate_low',
  'rate_high',
]

let ledger: DuckDBConnection
beforeEach(async () => {
  ledger = await openLedger()
})
afterEach(() => ledger.closeSync())

async function cell(at: string, basis = 'declared', channels: readonly string[] | null = null): Promise<Answer> {
  const where = `provider = '${YUCHO.provider}' AND bank = '${YUCHO.bank}'`
  const rows = await query(ledger, `FROM damage(${argumentsOf(sep(at), basis, channels)}) WHERE ${where}`)
  expect(rows).toHaveLength(1)
  return rows[0] ?? {}
}

test('every column of a reported cell', async () => {
  const first = { claim: 'K', account: 'a', yen: 300_000, occurred_at: sep('02T10:00'), occurred_to: sep('05T10:00') }
  await claim(ledger, '10T00:00', { ...first, charges: ['c1', 'c2'], prevented_yen: 20_000, recovered_yen: 5_000 })
  await claim(ledger, '10T00:00', { account: 'a', yen: 1_000, occurred_at: sep('04T10:00'), charges: ['c2', 'c3'] })
  await word(ledger, 'suspensions', '04T10:00', { operations: ['register'], status: 'suspended' })
  await word(ledger, 'exposures', '01T00:00', { links: 200_000 })
  const answer = await cell('15T00:00')
  expect(Object.keys(answer)).toEqual(COLUMNS)
  const { rate_low: low, rate_high: high, ...rest } = answer
  expect(rest).toEqual({
    ...YUCHO,
    basis: 'declared',
    as_of: Number(sep('15T00:00')),
    state: 'reported',
    cases: 2,
    yen: 301_000,
    cases_so_far: null,
    yen_so_far: null,
    accounts: 1,
    charges: 3,
    prevented_yen: 20_000,
    recovered_yen: 5_000,
    net_yen: 276_000,
    first_occurred_at: Number(sep('02T10:00')),
    last_occurred_at: Number(sep('05T10:00')),
    cases_after_stop: 1,
    yen_after_stop: 1_000,
    links: 200_000,
    cases_per_100k_links: 1,
  })
  // Wilson, 2 of 200,000 at 95 %, worked out to 50 digits from the textbook form.
  expect(low).toBeCloseTo(0.274236497476, 10)
  expect(high).toBeCloseTo(3.646417607714, 10)
})

test('undisclosed is unknown, a closed inquiry makes it zero, an open one gives what there is so far', async () => {
  await word(ledger, 'adoptions', '01T00:00', { status: 'adopted' })
  const unknown = { state: 'undisclosed', cases: null, yen: null, accounts: null, charges: null, net_yen: null }
  expect(await cell('02T00:00')).toMatchObject({ ...unknown, cases_so_far: null, cases_after_stop: null })
  await word(ledger, 'inquiries', '03T00:00', { status: 'closed' })
  const none = { state: 'reported', cases: 0, yen: 0, accounts: 0, charges: 0, prevented_yen: 0, recovered_yen: 0 }
  expect(await cell('03T00:00')).toMatchObject({ ...none, net_yen: 0, cases_after_stop: 0, yen_after_stop: 0 })
  await word(ledger, 'inquiries', '04T00:00', { status: 'open' })
  expect(await cell('04T00:00')).toMatchObject({ state: 'investigating', cases: null, cases_so_far: 0, yen_so_far: 0 })
  await claim(ledger, '05T00:00', {})
  const soFar = { state: 'investigating', cases: null, yen: null, cases_so_far: 1, yen_so_far: 1_000, accounts: null }
  expect(await cell('05T00:00')).toMatchObject({ ...soFar, yen_after_stop: null, prevented_yen: null })
  expect(await cell('02T00:00')).toMatchObject(unknown)
})

test('a claim of another basis or channel makes the cell reported, with zero', async () => {
  await claim(ledger, '10T00:00', { status: 'excluded', channel: 'provider' })
  expect(await cell('10T00:00', 'declared')).toMatchObject({ state: 'reported', cases: 0 })
  expect(await cell('10T00:00', 'excluded', ['bank'])).toMatchObject({ state: 'reported', cases: 0 })
  expect(await cell('10T00:00', 'excluded', ['provider'])).toMatchObject({ cases: 1, yen: 1_000 })
})

test('a claim counts by its latest revision; of equal instants by the greater id in bytes', async () => {
  await claim(ledger, '10T00:00', { claim: 'K', id: 'a', yen: 3 })
  await claim(ledger, '10T00:00', { claim: 'K', id: 'Z', yen: 4 })
  expect(await cell('10T00:00')).toMatchObject({ cases: 1, yen: 3 })
  await claim(ledger, '11T00:00', { claim: 'K', id: 'A', yen: 9, status: 'confirmed' })
  expect(await cell('10T23:59', 'confirmed')).toMatchObject({ cases: 0 })
  expect(await cell('11T00:00', 'confirmed')).toMatchObject({ cases: 1, yen: 9 })
  await claim(ledger, '12T00:00', { claim: 'K', bank: '0040', yen: 9 })
  expect(await cell('12T00:00')).toMatchObject({ state: 'undisclosed', cases: null })
})

test('the channel of a claim is that of its first revision, also where that one has none', async () => {
  await claim(ledger, '10T00:00', { claim: 'K', channel: 'provider' })
  await claim(ledger, '11T00:00', { claim: 'K', channel: 'bank' })
  await claim(ledger, '10T00:00', { claim: 'L', channel: null })
  await claim(ledger, '10T00:00', { claim: 'K', id: 'zz', channel: 'police' })
  await claim(ledger, '11T00:00', { claim: 'L', channel: 'bank' })
  expect(await cell('12T00:00', 'declared', ['bank'])).toMatchObject({ cases: 0 })
  expect(await cell('12T00:00', 'declared', ['bank', 'provider'])).toMatchObject({ cases: 1 })
  expect(await cell('12T00:00')).toMatchObject({ cases: 2 })
  expect(await query(ledger, 'SELECT claim, channel, status FROM v_claims ORDER BY claim')).toEqual([
    { claim: 'K', channel: 'provider', status: 'declared' },
    { claim: 'L', channel: null, status: 'declared' },
  ])
})

test('compensated counts what was paid, by the latest decision', async () => {
  await claim(ledger, '10T00:00', { claim: 'K', yen: 300_000, prevented_yen: 10 })
  await word(ledger, 'compensations', '11T00:00', { claim: 'K', decision: 'pending', yen: 0 })
  expect(await cell('11T00:00', 'compensated')).toMatchObject({ cases: 0, yen: 0 })
  await word(ledger, 'compensations', '12T00:00', { claim: 'K', decision: 'partial', yen: 200_000 })
  expect(await cell('12T00:00', 'compensated')).toMatchObject({ cases: 1, yen: 200_000, net_yen: 199_990 })
  await word(ledger, 'suspensions', '01T00:00', { operations: ['register'], status: 'suspended' })
  expect(await cell('12T00:00', 'compensated')).toMatchObject({ cases_after_stop: 1, yen_after_stop: 200_000 })
  await word(ledger, 'compensations', '13T00:00', { claim: 'K', decision: 'refused', yen: 0, id: 'b' })
  await word(ledger, 'compensations', '13T00:00', { claim: 'K', decision: 'full', yen: 300_000, id: 'B' })
  expect(await cell('13T00:00', 'compensated')).toMatchObject({ cases: 0, yen: 0 })
  const latest = await query(ledger, 'SELECT compensation, paid_yen FROM v_claims')
  expect(latest).toEqual([{ compensation: 'refused', paid_yen: 0 }])
})

test('after the earliest stop of register, of the bank or of all, resumed or not, that instant included', async () => {
  await claim(ledger, '11T00:00', { occurred_at: sep('10T00:00'), yen: 7 })
  await claim(ledger, '11T00:00', { occurred_at: sep('09T23:59') })
  const after = { cases_after_stop: 1, yen_after_stop: 7 }
  const none = { cases_after_stop: 0, yen_after_stop: 0 }
  await word(ledger, 'suspensions', '08T00:00', { operations: ['charge'], status: 'suspended' })
  await word(ledger, 'suspensions', '08T00:00', { operations: ['register'], status: 'resumed' })
  await word(ledger, 'suspensions', '08T00:00', { operations: ['register'], status: 'suspended', provider: 'kyash' })
  await word(ledger, 'suspensions', '08T00:00', { operations: ['register'], status: 'suspended', bank: '0040' })
  expect(await cell('12T00:00')).toMatchObject(none)
  await word(ledger, 'suspensions', '10T00:00', { operations: ['change', 'register'], status: 'suspended', bank: '*' })
  await word(ledger, 'suspensions', '11T00:00', { operations: ['register'], status: 'suspended' })
  await word(ledger, 'suspensions', '11T12:00', { operations: ['register'], status: 'suspended', bank: '*' })
  await word(ledger, 'suspensions', '10T01:00', { operations: ['register'], status: 'resumed', bank: '*' })
  expect(await cell('12T00:00')).toMatchObject(after)
})

test('a rate needs links, and not fewer than cases', async () => {
  await claim(ledger, '10T00:00', {})
  await claim(ledger, '10T00:00', {})
  const noRate = { cases_per_100k_links: null, rate_low: null, rate_high: null }
  expect(await cell('10T00:00')).toMatchObject({ ...noRate, links: null })
  for (const [at, links] of [['11T00:00', 0] as const, ['12T00:00', 1] as const]) {
    await word(ledger, 'exposures', at, { links })
    expect(await cell(at)).toMatchObject({ ...noRate, links })
  }
  await word(ledger, 'exposures', '13T00:00', { links: 3, id: 'B' })
  await word(ledger, 'exposures', '13T00:00', { links: 2, id: 'b' })
  expect(await cell('13T00:00')).toMatchObject({ links: 2, cases_per_100k_links: 100_000, rate_high: 100_000 })
  expect(await cell('13T00:00', 'confirmed')).toMatchObject({ cases_per_100k_links: 0, rate_low: 0 })
})
