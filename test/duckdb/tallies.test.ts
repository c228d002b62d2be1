import { Scratch } from '../../src/duckdb/scratch.js'
import { DuckDbTallies } from '../../src/duckdb/tallies.js'
import type { Charge } from '../../src/events/catalogue.js'
import { BASES } from '../../src/ledger/basis.js'
import type { TallyChange } from '../../src/pipeline/outgoing.js'
import { AEON, charge, claim, loserFirst, minute, word } from '../support/ledger-lines.js'
import { Tallied } from '../support/tallied.js'

const YUCHO_KEYS = BASES.map(basis => `paypay|9900|${basis}`).sort()
const AEON_KEYS = BASES.map(basis => `paypay|0040|${basis}`).sort()

let tallied: Tallied
beforeEach(async () => {
  tallied = await Tallied.open([], ['paypay', 'kyash'])
})
afterEach(() => tallied.close())

const read = (...lines: string[]) => tallied.read(lines)
const keysOf = (changes: readonly TallyChange[]) => changes.map(({ key }) => key)
const tally = (key: string) => tallied.topic.get(key)

test('the first event of a rail publishes its five tallies, undisclosed, with the columns of damage()', async () => {
  const changes = await read(charge('c1', 1), charge('c2', 3))
  expect(keysOf(changes)).toEqual(YUCHO_KEYS)
  const columns = (
    await tallied.db.values("SELECT column_name FROM (DESCRIBE FROM damage('infinity', 'declared'))")
  ).flat()
  expect(changes.map(({ payload }) => Object.keys(payload ?? {}))).toEqual(BASES.map(() => columns))
  const known = { provider: 'paypay', bank: '9900', as_of: minute(3), state: 'undisclosed', links: null }
  expect(tally('paypay|9900|declared')).toMatchObject({ ...known, basis: 'declared', cases: null, yen: null })
  expect(tally('paypay|9900|suspected')).toMatchObject({ ...known, basis: 'suspected', cases: 0, yen: 0 })
})

test('what is published is what is stored, with numbers as numbers and times in JST', async () => {
  await read(claim('k1', 5), word('exposure', 'x1', 6, { links: 8 }))
  const rows = await tallied.db.values('SELECT payload, as_of::VARCHAR, state, links FROM tallies ORDER BY basis')
  expect(rows.map(([payload]) => payload)).toEqual([...tallied.topic.values()].map(payload => JSON.stringify(payload)))
  expect(rows[2]?.slice(1)).toEqual(['2020-09-15 00:06:00+09', 'reported', 8n])
  expect(tally('paypay|9900|declared')).toMatchObject({
    cases: 1,
    cases_per_100k_links: 12_500,
    first_occurred_at: minute(0),
  })
})

test('links and charges of known rails ask the database nothing unless a live alert is grave', async () => {
  await read(charge('c1', 1))
  const tallies = await DuckDbTallies.open(tallied.db)
  let at = 2 ** 52
  const later = () => [{ type: 'charge', at: ++at, provider: 'paypay', bank: '9900' } as Charge]
  const alert = (mode: string, severity: string) => ({ kind: 'opened' as const, id: '-', mode, payload: { severity } })
  const quiet = [alert('live', 'medium'), alert('shadow', 'critical')]
  const grave = [alert('live', 'high')]
  expect(await tallies.renew({ fresh: later(), displaced: [], alerts: grave })).toEqual([])
  const scratch = Scratch.of(tallied.db)
  const text = { kind: 'text', of: () => 'x' } as const
  await scratch.ensure('affected_rails', '(provider VARCHAR, bank VARCHAR)')
  await scratch.append('affected_rails', [text, text], [0])
  tallied.db.close()
  expect(await tallies.renew({ fresh: later(), displaced: [], alerts: quiet })).toEqual([])
  for (const severity of ['high', 'critical']) {
    const alerts = [alert('live', severity)]
    await expect(tallies.renew({ fresh: later(), displaced: [], alerts })).rejects.toThrow('disconnected')
  }
  tallied = await Tallied.open([], [])
})

test('what names no rail makes no tally', async () => {
  const everyBank = { bank: '*', per: 'day', yen: 1 }
  const announced = { publisher: 'x', basis: 'declared', asOf: minute(0), bank: undefined }
  expect(await read(word('limit', 'l', 1, everyBank), word('announcement', 'n', 1, announced))).toEqual([])
  expect(await tallied.computed()).toEqual({})
  expect(keysOf(await read(word('announcement', 'm', 1, { ...announced, bank: '0040' })))).toEqual(AEON_KEYS)
})

test('a claim that moves to another rail changes both', async () => {
  await read(claim('k1', 1), claim('k2', 1, { claim: 'L', account: 'b' }), charge('c1', 1, AEON))
  expect(tally('paypay|9900|declared')).toMatchObject({ cases: 2, yen: 2000 })
  const changes = await read(claim('k3', 2, AEON))
  expect(keysOf(changes)).toEqual([...AEON_KEYS, 'paypay|9900|declared'])
  expect(tally('paypay|9900|declared')).toMatchObject({ cases: 1, as_of: minute(2) })
  expect(tally('paypay|0040|declared')).toMatchObject({ cases: 1, state: 'reported' })
})

test('a compensation changes the rail of its claim, whichever comes first', async () => {
  const paid = { claim: 'K', decision: 'partial', yen: 300, provider: undefined, bank: undefined }
  await read(word('compensation', 'p1', 9, paid))
  await read(claim('k1', 1))
  expect(tally('paypay|9900|compensated')).toMatchObject({ cases: 1, yen: 300 })
  expect(keysOf(await read(word('compensation', 'p2', 10, { ...paid, yen: 400 })))).toEqual(['paypay|9900|compensated'])
  expect(tally('paypay|9900|compensated')).toMatchObject({ yen: 400 })
})

test('a stop of every bank changes all rails of its provider, and names none', async () => {
  const stop = { bank: '*', operations: ['register'], status: 'suspended' }
  await read(claim('k1', 3), claim('k2', 3, { ...AEON, claim: 'L' }), claim('k3', 3, { provider: 'kyash', claim: 'M' }))
  const changes = await read(word('suspension', 's1', 0, stop))
  expect(keysOf(changes)).toEqual(['paypay|0040|declared', 'paypay|9900|declared'])
  expect(tally('paypay|0040|declared')).toMatchObject({ cases_after_stop: 1, yen_after_stop: 1000 })
  expect(keysOf(await read(word('suspension', 's2', 0, { ...stop, bank: '0005' })))).toHaveLength(5)
  expect(keysOf(await read(word('suspension', 's3', 0, { ...stop, provider: 'kyash', bank: '9900' })))).toHaveLength(1)
})

test('an inquiry and a count of links change the tallies of their rail', async () => {
  await read(claim('k1', 1))
  expect(keysOf(await read(word('inquiry', 'i', 2, { status: 'open' })))).toEqual(YUCHO_KEYS)
  expect(tally('paypay|9900|declared')).toMatchObject({ state: 'investigating', cases: null, cases_so_far: 1 })
  expect(keysOf(await read(word('exposure', 'x', 2, { links: 5 })))).toEqual(YUCHO_KEYS)
})

test('a late event does not put the clock of a tally back, and one that changes nothing publishes nothing', async () => {
  await read(claim('k1', 9))
  await read(claim('k2', 4, { claim: 'L', status: 'confirmed' }))
  expect(tally('paypay|9900|confirmed')).toMatchObject({ cases: 1, as_of: minute(9) })
  expect(await read(claim('k3', 5, { claim: 'L', status: 'confirmed' }))).toEqual([])
  await read(claim('k4', 20, { claim: 'N' }))
  expect(tally('paypay|9900|declared')).toMatchObject({ cases: 3, as_of: minute(20) })
  expect(tally('paypay|9900|confirmed')).toMatchObject({ cases: 1, as_of: minute(9) })
})

test('a rail that only a displaced event named is taken back, one that others name stays', async () => {
  const [loser, winner] = loserFirst(charge('e', 1), charge('e', 1, AEON))
  await read(loser)
  const before = [...tallied.topic.keys()]
  const changes = await read(winner)
  expect(changes.filter(({ payload }) => payload === null).map(({ key }) => key)).toEqual(before)
  expect([...tallied.topic.keys()].sort()).toEqual(Object.keys(await tallied.computed()).sort())
  expect(tallied.topic.size).toBe(5)
  const [other, better] = loserFirst(charge('f', 1), charge('f', 1, AEON))
  await read(other)
  const second = await read(charge('g', 1), charge('h', 1, AEON), better)
  expect(second.filter(({ payload }) => payload === null)).toEqual([])
  expect(tallied.topic.size).toBe(10)
})

test('a displaced claim gives back what it counted, at its rail and elsewhere', async () => {
  const [loser, winner] = loserFirst(claim('k', 1), claim('k', 1, { ...AEON, claim: 'L' }))
  await read(charge('c1', 1), charge('c2', 1, AEON), loser)
  await read(winner)
  expect(tallied.published()).toEqual(await tallied.computed())
  expect([tally('paypay|9900|declared')?.cases, tally('paypay|0040|declared')?.cases].toSorted()).toEqual([1, null])
})

test('renewAll() publishes what a database has that was filled without it, and takes back what it has no more', async () => {
  await read(claim('k1', 1), charge('c1', 2, AEON))
  const all = tallied.published()
  await tallied.db.run("DELETE FROM tallies WHERE bank = '0040'")
  await tallied.db.run("UPDATE tallies SET payload = '{}' WHERE basis = 'confirmed'")
  const changes = await (await DuckDbTallies.open(tallied.db)).renewAll()
  expect(keysOf(changes)).toEqual([...AEON_KEYS, 'paypay|9900|confirmed'])
  expect(changes.map(({ payload }) => (payload as { as_of: string }).as_of)).toEqual(changes.map(() => minute(2)))
  expect(await tallied.stored()).toEqual(all)
  await tallied.db.run('DELETE FROM charges')
  expect(await tallied.tallies.renewAll()).toEqual(AEON_KEYS.map(key => ({ key, payload: null })))
  expect(await tallied.tallies.renewAll()).toEqual([])
})
