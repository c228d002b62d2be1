import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { normalAccount, normalPhone, normalWholeAccount, Tokens } from '../../../src/ingest/mapping/tokens.js'

const value = (outcome: ReturnType<typeof normalPhone>) => (outcome.ok ? outcome.value : outcome.why)

test('the HMAC is that of node:crypto, for keys of any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
      expect(new Tokens(key).hmac(message)).toBe(createHmac('sha256', key).update(message).digest('hex'))
    }),
  )
})

test('a token tells kind, owner and value apart, and another key gives another', () => {
  const [one, two] = [new Tokens(Buffer.alloc(32, 1)), new Tokens(Buffer.alloc(32, 2))]
  const all = [
    one.token('wallet', 'paypay', '1'),
    one.token('wallet', 'kyash', '1'),
    one.token('device', 'paypay', '1'),
    one.token('wallet', 'paypay', '2'),
    two.token('wallet', 'paypay', '1'),
  ]
  expect(new Set(all).size).toBe(all.length)
  expect(all[0]).toMatch(/^w-[0-9a-f]{32}$/)
})

test('one account, however it is written', () => {
  const wanted = '99000081234567'
  for (const [branch, number] of [
    ['008', '1234567'],
    ['8', '1234567'],
    ['００８', '１２３４５６７'],
    ['0 0 8', '123-4567'],
  ] as const)
    expect(value(normalAccount('9900', branch, number))).toBe(wanted)
  expect(value(normalWholeAccount('9900', '008-1234567'))).toBe(wanted)
  expect(value(normalAccount('0040', '1', '42'))).toBe('00400010000042')
})

test.each([
  ['', '1'],
  ['1234', '1'],
  ['1', '12345678'],
  ['1', '12A4567'],
  ['A', '1'],
])('branch %p with number %p is no account', (branch, number) => {
  expect(normalAccount('9900', branch, number).ok).toBe(false)
})

test('one phone, however it is written', () => {
  for (const text of [
    '090-1234-5678',
    '09012345678',
    '+81 90-1234-5678',
    '+81-090-1234-5678',
    '０９０１２３４５６７８',
  ])
    expect(value(normalPhone(text))).toBe('09012345678')
  for (const text of ['', '110', '9012345678', 'none']) expect(normalPhone(text).ok).toBe(false)
})
