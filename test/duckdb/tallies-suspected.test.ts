import type { FirstFeature } from '../../src/detect/feature.js'
import type { TallyChange } from '../../src/pipeline/outgoing.js'
import { AEON, charge, claim, loserFirst, minute, word } from '../support/ledger-lines.js'
import { ruleOf, Tallied } from '../support/tallied.js'

const YUCHO_SUSPECTED = 'paypay|9900|suspected'
const AEON_SUSPECTED = 'paypay|0040|suspected'

/** Of a provider and so over its banks: high from 1,000 yen on, and only where the bank's own two-factor is not asked for. */
const RULES = [
  ruleOf(
    'unadopted',
    "SELECT id, CASE WHEN yen >= 1000 THEN 'high' ELSE 'medium' END AS severity FROM work WHERE adoption <> 'adopted'",
  ),
]

let tallied: Tallied
beforeEach(async () => {
  tallied = await Tallied.open(RULES, ['paypay'])
})
afterEach(() => tallied.close())

const read = (...lines: string[]) => tallied.read(lines)
const keysOf = (changes: readonly TallyChange[]) => changes.map(({ key }) => key)
const suspected = (key: string) => tallied.topic.get(key)

test('a grave alert changes the suspicions of its rails, and nothing else', async () => {
  await read(charge('c1', 1, { yen: 1 }), charge('c2', 2, { ...AEON, account: 'b', yen: 2 }))
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 0, charges: 0, yen: 0 })
  // What makes the alert grave is at one bank, and then it counts at the other too.
  expect(keysOf(await read(charge('c3', 3, { ...AEON, account: 'b' })))).toEqual([AEON_SUSPECTED, YUCHO_SUSPECTED])
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 1, charges: 1, yen: 1, as_of: minute(3) })
  expect(suspected(AEON_SUSPECTED)).toMatchObject({ cases: 1, charges: 2, yen: 1002 })
  await read(word('inquiry', 'i', 4, { status: 'closed' }))
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 1, state: 'reported' })
})

test('an alert that is taken back takes its suspicions along', async () => {
  await read(charge('c1', 5), charge('c2', 6, { ...AEON, account: 'b' }))
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 1 })
  const changes = await read(word('adoption', 'o', 1, { status: 'adopted' }))
  expect(keysOf(changes)).toEqual([YUCHO_SUSPECTED])
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 0, yen: 0, as_of: minute(6) })
})

test('a claim takes suspicions away wherever its account or charges fired, and a revision gives them back', async () => {
  await read(charge('c1', 1), charge('c2', 2, { account: 'b' }), charge('c3', 2, AEON))
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 2, charges: 2 })
  await read(claim('k1', 3, { bank: '0005' }))
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 1, state: 'undisclosed' })
  expect(suspected(AEON_SUSPECTED)).toMatchObject({ cases: 0 })
  await read(claim('k2', 4, { bank: '0005', charges: ['c2'] }))
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 1, charges: 1 })
  expect(suspected(AEON_SUSPECTED)).toMatchObject({ cases: 1 })
  await read(claim('k3', 5, { bank: '0005', account: 'z' }))
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 2, charges: 2 })
  await read(claim('k4', 6, { bank: '0005', claim: 'L', account: 'y', charges: ['c3'] }))
  expect(suspected(AEON_SUSPECTED)).toMatchObject({ cases: 0 })
  expect(tallied.published()).toEqual(await tallied.computed())
})

test('a displaced claim gives back the suspicions that it took away', async () => {
  const [loser, winner] = loserFirst(claim('k', 3, { bank: '0005' }), claim('k', 3, { bank: '0005', account: 'b' }))
  await read(charge('c1', 1), charge('c2', 2, { ...AEON, account: 'b' }), loser)
  await read(winner)
  expect(tallied.published()).toEqual(await tallied.computed())
})

/** An alert with more events than it shows, so that a change of one of them need not change its payload. */
test('suspicions move even where no alert looks another', async () => {
  tallied.close()
  const per = ['account' as const, 'provider' as const]
  const feature: FirstFeature = { name: 'first_charge_id', per, of: 'charge', where: {}, since: 'first', take: 'id' }
  const rule = ruleOf('first', 'SELECT id FROM work WHERE first_charge_id = id', { features: [feature] })
  tallied = await Tallied.open([rule], ['paypay'])
  const others = Array.from({ length: 101 }, (_, i) => charge(`c${i}`, i, { ...(i % 2 ? AEON : {}), account: `a${i}` }))
  await read(...others, charge('m', 500, { account: 'mover' }), charge('n', 900, { account: 'last' }))
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 53 })
  expect(keysOf(await read(charge('l', 499, { ...AEON, account: 'mover' })))).toEqual([AEON_SUSPECTED, YUCHO_SUSPECTED])
  expect(suspected(AEON_SUSPECTED)).toMatchObject({ cases: 51 })
  expect(suspected(YUCHO_SUSPECTED)).toMatchObject({ cases: 52 })
})
