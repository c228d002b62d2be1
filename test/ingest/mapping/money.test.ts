import fc from 'fast-check'
import { parseAmount } from '../../../src/ingest/mapping/money.js'

test.each([
  ['1,415,141円', 1_415_141],
  ['49万8千円', 498_000],
  ['2,676万円', 26_760_000],
  ['￥1,000', 1000],
  ['¥1000', 1000],
  ['\\1,000', 1000],
  ['１，４１５，１４１円', 1_415_141],
  ['23万円', 230_000],
  ['8千円', 8000],
  ['1億2,000万円', 120_000_000],
  ['1万500円', 10_500],
  ['0000050000', 50_000],
  [' 1 000 ', 1000],
  ['6347件', 6347],
  [1000, 1000],
])('%p is %p yen', (text, yen) => {
  expect(parseAmount(text)).toEqual({ ok: true, value: yen })
})

test.each([
  ['1000.50', /decimals/],
  ['1,000.00', /decimals/],
  [1000.5, /decimals/],
  [2 ** 53, /decimals/],
  ['-1000', /negative/],
  ['△1,000', /negative/],
  ['1,00', /not an amount/],
  ['12,34,567', /not an amount/],
  ['', /not an amount/],
  ['円', /not an amount/],
  ['1e3', /not an amount/],
  ['0x10', /not an amount/],
  ['1千2万円', /not an amount/],
  ['2万30000円', /overlap/],
  ['1万12千円', /overlap/],
  ['9999999999999999', /beyond/],
  ['999999999999億円', /beyond/],
])('%p is no amount', (text, why) => {
  const parsed = parseAmount(text)
  expect(parsed.ok ? parsed.value : parsed.why).toMatch(why)
})

test('every whole amount comes back from each of its notations', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), yen => {
      const notations = [
        String(yen),
        `${yen}円`,
        yen.toLocaleString('en'),
        `￥${yen.toLocaleString('en')}`,
        inUnits(yen),
      ]
      for (const text of notations) expect(parseAmount(text)).toEqual({ ok: true, value: yen })
      expect(parseAmount(String(yen).replace(/\d/g, digit => String.fromCharCode(0xff10 + Number(digit))))).toEqual({
        ok: true,
        value: yen,
      })
    }),
  )
})

function inUnits(yen: number): string {
  const parts = [Math.floor(yen / 100_000_000), Math.floor(yen / 10_000) % 10_000, yen % 10_000]
  const text = parts.map((part, i) => (part === 0 ? '' : `${part}${['億', '万', ''][i]}`)).join('')
  return `${text || '0'}円`
}
