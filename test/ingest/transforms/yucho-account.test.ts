import { yuchoAccount } from '../../../src/ingest/transforms/yucho-account.js'

test.each([
  ['10010-12345671', '0081234567'],
  ['14320 12345671', '4381234567'],
  ['１００１０－１２３４５６７１', '0081234567'],
  ['10010-451', '0080000045'],
])('%s is branch and number %s', (text, account) => {
  expect(yuchoAccount(text)).toEqual({ ok: true, value: account })
})

test.each(['', '00100-3-123456', '10010-12345672', '10011-12345671', '10010', '10010-1234567891'])(
  '%p is none',
  text => {
    expect(yuchoAccount(text).ok).toBe(false)
  },
)
