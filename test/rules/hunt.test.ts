import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hunt, huntText, safeCell, writeCalls } from '../../src/cli/support/rule-hunt.js'
import { Scratch } from '../support/cli.js'
import { chargeLine } from '../support/samples.js'
import { claimLine, databaseOf } from './history.js'
import { headOf, withHome } from './home.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const head = headOf('big', {
  reason: '{yen}円(基準{yen_min}円)。確認が必要 | {yen} yen (threshold {yen_min}); to be checked',
})
const rule = { sql: `${head}SELECT id FROM work WHERE yen >= $yen_min` }
const thresholds = 'big: { yen_min: 5000 }'

const lines = [
  chargeLine('e1', { account: 'a1', yen: 5000, at: '2020-09-15T10:00:00+09:00' }),
  chargeLine('e2', { account: 'a1', yen: 700, at: '2020-09-15T11:00:00+09:00' }),
  chargeLine('e3', { account: 'a1', yen: 9000, at: '2020-09-15T12:00:00+09:00', outcome: 'failed' }),
  chargeLine('e0', { account: 'a1', yen: 40, at: '2020-09-15T09:00:00+09:00' }),
  chargeLine('e4', { account: 'a2', yen: 8000, at: '2020-09-15T10:00:00+09:00' }),
  chargeLine('e5', { account: 'a3', yen: 6000, at: '2020-09-20T10:00:00+09:00' }),
  claimLine('a2', 'excluded'),
]

test('a rule over history is a list of accounts to call, without those that have a claim, whatever became of it', async () => {
  await withHome(
    { big: rule },
    async home => {
      const db = await databaseOf(home, lines)
      const found = await hunt(home, 'big', { db })
      expect(found).toMatchObject({ judged: 6, claimed: 1 })
      expect(found.calls).toMatchObject([
        {
          account: 'a3',
          yenAtRisk: 6000,
          lastEvent: 'e5',
          reason: { en: '6,000 yen (threshold 5,000); to be checked' },
        },
        { account: 'a1', bank: '9900', providers: ['paypay'], yenAtRisk: 5700, events: 2, lastEvent: 'e3' },
      ])
      expect(huntText(found, false)).toMatch(/big: 2 accounts to call, 11700 yen at risk/)
      const path = join(home, 'calls.csv')
      await writeCalls(path, found)
      const text = readFileSync(path, 'utf8')
      expect(text.startsWith('\ufeffaccount,bank,')).toBe(true)
      expect(text).toMatch(/\na1,9900,paypay,5700,2,2020-09-15T10:00:00\+09:00,2020-09-15T12:00:00\+09:00,e3,/)
    },
    thresholds,
  )
})

test('a file that is not installed hunts as well, in a span, whose end is not in it', async () => {
  await withHome(
    { big: rule },
    async home => {
      const db = await databaseOf(home, lines)
      const path = scratch.write('new.sql', `${headOf('new')}SELECT id FROM work WHERE yen = 6000 OR yen = 40`)
      const to = Date.UTC(2020, 8, 20, 1) * 1000
      expect((await hunt(home, path, { db })).calls.map(({ account }) => account)).toEqual(['a3', 'a1'])
      expect((await hunt(home, path, { db, to })).calls.map(({ account }) => account)).toEqual(['a1'])
      await expect(hunt(home, scratch.path('none.sql'), { db })).rejects.toThrow(/no such file/)
      await expect(hunt(home, 'none', { db })).rejects.toThrow(/there are big, or name a file/)
    },
    thresholds,
  )
})

test.each(['=1', '+1', '-1', '@x', '\tx', '\rx'])('a spreadsheet does not compute %j', text => {
  expect(safeCell(text)).toBe(`'${text}`)
  expect(safeCell(-1)).toBe(-1)
})
