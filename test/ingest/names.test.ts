import { Names } from '../../src/ingest/names.js'

const names = new Names(
  [
    { id: '9900', names: ['ゆうちょ銀行', 'Japan Post Bank', 'JP BANK'] },
    { id: '0040', names: ['イオン銀行', 'AEON Bank'] },
    { id: '0033', names: ['PayPay銀行(旧ジャパンネット銀行)', 'ジャパンネット銀行'] },
  ],
  [
    { id: 'wellnet', names: ['ウエルネット', 'Wellnet', '支払秘書'] },
    { id: 'docomo', names: ['NTTドコモ', 'ドコモコウザ', 'ディーバライ'] },
    { id: 'paypay', names: ['PayPay', 'ペイペイ'] },
  ],
)

const found = (outcome: ReturnType<Names['bank']>) => (outcome.ok ? outcome.value : outcome.why)

test.each([
  ['ゆうちょ', '9900'],
  ['ゆうちょ銀行', '9900'],
  ['ﾕｳﾁﾖ', '9900'],
  ['ﾕｳﾁﾖｷﾞﾝｺｳ', '9900'],
  ['jp bank', '9900'],
  ['ＪＰ ＢＡＮＫ', '9900'],
  ['9900', '9900'],
  ['９９００', '9900'],
  ['40', '0040'],
  ['イオン', '0040'],
  ['ｲｵﾝ', '0040'],
  ['Aeon', '0040'],
  ['ジャパンネット', '0033'],
  ['PayPay', '0033'],
  ['7777', '7777'],
  ['*', '*'],
])('the bank %s is %s', (text, id) => {
  expect(found(names.bank(text))).toBe(id)
})

test.each([
  ['ウエルネット', 'wellnet'],
  ['ウェルネット', 'wellnet'],
  ['ｳｴﾙﾈｯﾄ', 'wellnet'],
  ['WELLNET', 'wellnet'],
  ['ﾄﾞｺﾓｺｳｻﾞ', 'docomo'],
  ['デイーバライ', 'docomo'],
  ['ﾃﾞｲ-ﾊﾞﾗｲ', 'docomo'],
  ['株式会社NTTドコモ', 'docomo'],
])('the provider %s is %s', (text, id) => {
  expect(found(names.provider(text))).toBe(id)
})

test('an unknown name is refused with the nearest known ones, never guessed', () => {
  expect(names.bank('ゆうちょう')).toEqual({
    ok: false,
    reason: 'mapping',
    why: expect.stringMatching(/nearest: ゆうちょ/),
  })
  expect(names.bank('39')).toMatchObject({ ok: false })
  expect(names.provider('PayPai')).toEqual({
    ok: false,
    reason: 'unknown-provider',
    why: expect.stringMatching(/nearest: PayPay \(paypay\)|paypay \(paypay\)/),
  })
})

test('a sentence about an unknown name does not repeat it', () => {
  const secret = '山田花子1234567'
  for (const outcome of [names.bank(secret), names.provider(secret)]) expect(found(outcome)).not.toContain(secret)
})

test('two that share a spelling are told apart by nobody', () => {
  const both = [
    { id: '0001', names: ['みずほ銀行'] },
    { id: '0002', names: ['ミズホ'] },
  ]
  expect(() => new Names(both, [])).toThrow(/0001 and 0002/)
})
