import fc from 'fast-check'
import { parseInstant } from '../../src/events/time.js'
import {
  afterStopText,
  bankText,
  countText,
  momentText,
  providerText,
  tallyText,
  totalText,
  yenText,
} from '../../src/ledger/wording.js'

function at(text: string): number {
  const parsed = parseInstant(text)
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.value
}

test.each([
  [1_415_141, '1,415,141円'],
  [498_000, '49万8千円'],
  [230_000, '23万円'],
  [300_000, '30万円'],
  [26_760_000, '2,676万円'],
  [1_000, '1千円'],
  [9_000, '9千円'],
  [10_000, '1万円'],
  [10_001_000, '1,000万1千円'],
  [1_500, '1,500円'],
  [999, '999円'],
  [0, '0円'],
  [-498_000, '-49万8千円'],
  [1_000_000_000_000, '100,000,000万円'],
])('%d yen is written %s', (yen, text) => {
  expect(yenText(yen)).toBe(text)
})

test('no yen is lost or added by the notation', () => {
  const read = (text: string) => {
    const [, man = '0', thousands = '0', rest = '0'] = /^(?:([\d,]+)万)?(?:(\d)千)?([\d,]+)?円$/.exec(text) ?? []
    const number = (digits: string) => Number(digits.replaceAll(',', ''))
    return number(man) * 10_000 + number(thousands) * 1_000 + number(rest)
  }
  const amounts = fc.oneof(
    fc.nat(),
    fc.nat(1_000_000).map(n => n * 1_000),
    fc.nat(1_000_000).map(n => n * 10_000),
  )
  fc.assert(fc.property(amounts, yen => read(yenText(yen)) === yen))
})

test('a number that a double cannot hold exactly is refused, not written wrongly', () => {
  expect(() => yenText(2 ** 53 + 1)).toThrow(RangeError)
  expect(() => countText(0.5)).toThrow(RangeError)
})

describe('the sentences of the published figures', () => {
  const yucho = { state: 'reported', cases: 3, yen: 230_000 } as const
  const undisclosed = { state: 'undisclosed', cases: null, yen: null } as const
  const investigating = { state: 'investigating', cases: null, yen: null } as const

  test('cases and yen', () => {
    expect(tallyText({ state: 'reported', cases: 17, yen: 1_415_141 })).toBe('17件・1,415,141円')
    expect(tallyText({ state: 'reported', cases: 0, yen: 0 })).toBe('0件・0円')
    expect(tallyText({ cases: 6347, yen: 26_760_000 })).toBe('6,347件・2,676万円')
  })

  test('unknown is worded, never 0', () => {
    expect(tallyText(undisclosed)).toBe('未公表')
    expect(tallyText(investigating)).toBe('調査中')
    expect(tallyText({ cases: null, yen: null })).toBe('未公表')
  })

  test('a suspected figure is shown whatever the state', () => {
    expect(tallyText({ state: 'investigating', cases: 2, yen: 0 })).toBe('2件・0円')
  })

  test('by provider and by bank', () => {
    expect(providerText('PayPay', { state: 'reported', cases: 17, yen: 1_415_141 })).toBe('PayPayが17件・1,415,141円')
    expect(providerText('LINE Pay', { state: 'reported', cases: 2, yen: 498_000 })).toBe('LINE Payが2件・49万8千円')
    expect(providerText('PayPal', undisclosed)).toBe('PayPalは未公表')
    expect(bankText('ゆうちょ銀行', yucho)).toBe('ゆうちょ銀行で3件・23万円')
    expect(bankText('ゆうちょ銀行', investigating)).toBe('ゆうちょ銀行では調査中')
  })

  test('a total with its as-of time', () => {
    const docomo = { asOf: at('2020-09-15T00:00:00+09:00'), cases: 143, yen: 26_760_000, banks: 11 }
    expect(totalText(docomo)).toBe('9月15日0時時点 143件(11行) 2,676万円')
    expect(totalText({ ...docomo, banks: null })).toBe('9月15日0時時点 143件 2,676万円')
    expect(totalText({ ...docomo, cases: null, yen: null, banks: null })).toBe('9月15日0時時点 未公表')
  })

  test('after the stop of new links', () => {
    const stop = at('2020-09-10T00:00:00+09:00')
    expect(afterStopText(stop, 1)).toBe('新規口座登録停止日(9月10日0時)以降の被害は1件')
    expect(afterStopText(stop, null)).toBe('新規口座登録停止日(9月10日0時)以降の被害は未公表')
    expect(afterStopText(stop, null, 'investigating')).toBe('新規口座登録停止日(9月10日0時)以降の被害は調査中')
  })
})

test.each([
  ['2020-09-15T00:00:00+09:00', '9月15日0時'],
  ['2020-09-14T15:00:00Z', '9月15日0時'],
  ['2020-09-15T23:59:59.999999+09:00', '9月15日24時'],
  ['2020-09-15T23:59:59.999998+09:00', '9月15日23時59分59秒'],
  ['2020-09-16T08:55:00+09:00', '9月16日8時55分'],
  ['2020-09-16T09:00:05+09:00', '9月16日9時0分5秒'],
  ['1969-12-31T23:59:59.999999+09:00', '12月31日24時'],
])('%s is worded %s', (text, words) => {
  expect(momentText(at(text))).toBe(words)
})
