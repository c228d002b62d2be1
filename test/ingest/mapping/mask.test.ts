import fc from 'fast-check'
import { shapeOf } from '../../../src/ingest/mapping/mask.js'
import { keptOf, mapJson, mapperOf, mapText } from '../../support/mapping.js'

const mapper = mapperOf(`
input: { format: ndjson, each: items }
zone: Asia/Tokyo
masks: { code: keep }
events:
  - type: charge
    when: { kind: [C] }
    fields:
      id: id
      at: { path: at, time: yyyyMMddHHmmss }
      bank: bank
      account: { branch: branch, number: number }
      wallet: user
      yen: amount
      outcome: { path: result, table: { OK: succeeded } }
      ip: ip
`)

/** Planted in every place, as a careless provider or a shifted column would. */
const SECRETS = [
  '1234567',
  '090-1234-5678',
  '山田花子',
  'ﾔﾏﾀﾞ ﾊﾅｺ',
  '東京都千代田区1-1',
  'yamada@example.jp',
  '99000081234567',
]

const good = {
  id: 'E1',
  kind: 'C',
  at: '20200914101500',
  bank: '9900',
  branch: '008',
  number: '1234567',
  user: 'u-1',
  amount: '1,000円',
  result: 'OK',
  ip: '203.0.113.1',
  code: 'E12',
}

test('whatever stands in whatever field: no letter and no sentence repeats it', () => {
  const field = fc.constantFrom(...Object.keys(good), 'unknown', 'nested')
  const secret = fc.constantFrom(...SECRETS)
  fc.assert(
    fc.property(fc.array(fc.tuple(field, secret), { minLength: 1, maxLength: 6 }), fc.boolean(), (planted, inKey) => {
      const item: Record<string, unknown> = { ...good, kind: 'X', nested: { deep: ['1234567'] } }
      for (const [name, value] of planted) item[name] = name === 'nested' ? { [value]: { [value]: [value] } } : value
      if (inKey) item[planted[0]?.[1] ?? ''] = 1
      const outcomes = mapper.message(Buffer.from(JSON.stringify({ items: [item] })))
      for (const outcome of outcomes) {
        const text = outcome.ok === false ? outcome.why + Buffer.from(outcome.bytes) : JSON.stringify(outcome)
        for (const value of SECRETS) expect(text).not.toContain(value)
      }
    }),
    { numRuns: 500 },
  )
})

test('times and amounts by their shape, words of the mapping as they are, identifiers and the unknown not at all', () => {
  const item = { ...good, amount: '1,000.5円', kind: 'C', note: 'secret', code: 'E12' }
  expect(keptOf(mapper, JSON.stringify({ items: [item] })).record).toEqual({
    id: '•',
    kind: 'C',
    at: '99999999999999',
    bank: '9999',
    branch: '•',
    number: '•',
    user: '•',
    amount: '9,999.9円',
    result: 'OK',
    ip: '•',
    code: 'E12',
    note: '•',
  })
  expect(shapeOf('令和2年9月 ﾔﾏ Ａb')).toBe('ああ9年9月 ああ AA')
})

test('equal messages are one letter, others another', () => {
  const text = (amount: string) => JSON.stringify({ items: [{ ...good, amount }] })
  expect(keptOf(mapper, text('x1')).hmac).toBe(keptOf(mapper, text('x1')).hmac)
  expect(keptOf(mapper, text('x1')).hmac).not.toBe(keptOf(mapper, text('x2')).hmac)
  const twice = mapper.message(Buffer.from(JSON.stringify({ items: [{}, {}] })))
  expect(new Set(twice.map(letter => (letter.ok === false ? Buffer.from(letter.bytes).toString() : ''))).size).toBe(2)
})

test('a message that is cut off tells nothing of what it held', () => {
  const text = JSON.stringify({ items: [good] })
  for (let length = 0; length < text.length; length++) {
    const [letter] = mapText(mapper, text.slice(0, length))
    expect(letter).toMatch(/^json: /)
    for (const secret of SECRETS) expect(letter).not.toContain(secret)
    expect(keptOf(mapper, text.slice(0, length)).record).toBeNull()
  }
})

test('an ip that is none is not repeated', () => {
  expect(mapJson(mapper, { items: [{ ...good, ip: '1234567' }] })).toEqual([
    'mapping: ip: expected an IPv4 or IPv6 address (ip)',
  ])
})

test('what is an identifier of one field is hidden, though other fields and conditions read it too', () => {
  const twice = mapperOf(`
input: { format: ndjson }
zone: Asia/Tokyo
ignore: [{ user: { present: false } }]
events:
  - type: spend
    when: { user: { not: [nobody] } }
    fields:
      id: id
      wallet: user
      at: { path: at, time: yyyyMMddHHmmss }
      yen: user
      kind: { path: user, table: { S: store } }
`)
  expect(keptOf(twice, JSON.stringify({ id: 'E1', at: '20200914101500', user: 'K-77' })).record).toEqual({
    id: '•',
    at: '99999999999999',
    user: '•',
  })
})
