import fc from 'fast-check'
import { markdownText, safeText, safeValue, spreadsheetText } from '../../src/report/safe-text.js'

test.each([
  ['a\u0000b', 'a[U+0000]b'],
  ['\u202Egnp.exe', '[U+202E]gnp.exe'],
  ['x\u2066y\u2069', 'x[U+2066]y[U+2069]'],
  ['zero\u200Bwidth', 'zero[U+200B]width'],
  ['a\nb', 'a[U+000A]b'],
  ['ゆうちょ銀行', 'ゆうちょ銀行'],
])('%j is shown as %j', (text, shown) => {
  expect(safeText(text)).toBe(shown)
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '=cmd', '＠a', '|calc'])('%j is no formula', text => {
  expect(spreadsheetText(text)).toMatch(/^'|^\[U\+0009\]/)
})

test('whatever a text holds, nothing unseen is left, and no cell begins as a formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(spreadsheetText(text)).not.toMatch(/^[=+\-@]/)
      expect(markdownText(text)).not.toMatch(/[<>]|(?<!\\)\|/)
    }),
  )
})

test('every text inside a value is made safe', () => {
  expect(safeValue({ a: ['\u202E', 1, null], b: { c: '\u0007' } })).toEqual({
    a: ['[U+202E]', 1, null],
    b: { c: '[U+0007]' },
  })
})
