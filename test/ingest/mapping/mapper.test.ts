import { mapJson, mapperOf, mapText, tokens } from '../../support/mapping.js'

const FLAT = `
input: { format: ndjson }
zone: Asia/Tokyo
tables: { outcome: { OK: succeeded, NG: failed } }
events:
  - type: link
    when: { kind: [ADD, REMOVE] }
    fields:
      id: eventId
      at: { path: at, time: 'yyyy/MM/dd HH:mm:ss' }
      bank: bank
      account: { branch: branch, number: number }
      wallet: user
      operation: { path: kind, table: { ADD: register, REMOVE: unlink } }
      outcome: { path: result, table: outcome }
      factors: { path: auth, table: { A: account-number, P: pin, X: null } }
  - type: charge
    when: { kind: ADD, first: { present: true } }
    fields:
      id: { path: eventId, suffix: charge }
      at: { path: at, time: 'yyyy/MM/dd HH:mm:ss' }
      bank: bank
      account: { branch: branch, number: number }
      wallet: user
      yen: first.amount
      outcome: { path: result, table: outcome }
`

const record = {
  eventId: 'E1',
  at: '2020/09/14 10:15:00',
  bank: 'ﾕｳﾁﾖ',
  branch: '008',
  number: '1234567',
  user: 'u-1',
  kind: 'ADD',
  result: 'OK',
  auth: ['P', 'A', 'P', 'X'],
}
const account = tokens.token('account', '', '99000081234567')
const wallet = tokens.token('wallet', 'newpay', 'u-1')
const at = Date.UTC(2020, 8, 14, 1, 15) * 1000
const shared = { account, at, bank: '9900', outcome: 'succeeded', provider: 'newpay', wallet }
const link = { ...shared, id: 'newpay:E1', type: 'link', operation: 'register', factors: ['account-number', 'pin'] }

describe('a flat record', () => {
  const mapper = mapperOf(FLAT)

  test('is an event, with its id under the provider', () => {
    expect(mapJson(mapper, record)).toEqual([link])
  })

  test('gives a link and its first charge', () => {
    const charge = { ...shared, id: 'newpay:E1:charge', type: 'charge', yen: 498_000 }
    expect(mapJson(mapper, { ...record, first: { amount: '49万8千円' } })).toEqual([link, charge])
  })

  test('gives all of its events or one dead letter', () => {
    expect(mapJson(mapper, { ...record, first: { amount: '1000.5' } })).toEqual([
      'mapping: yen: an amount with decimals; yen are whole; its shape is 9999.9 (first.amount)',
    ])
  })

  test('may gain fields', () => {
    expect(mapJson(mapper, { ...record, more: { x: [1] } })).toEqual([link])
  })

  test.each([
    [{ eventId: undefined }, 'id: missing (eventId)'],
    [{ at: '' }, 'at: missing (at, yyyy/MM/dd HH:mm:ss)'],
    [{ at: '令和2年9月14日' }, 'not a time of the form yyyy/MM/dd HH:mm:ss; its shape is あ'],
    [{ at: '2020/02/30 10:15:00' }, 'at: not a time that there is'],
    [{ bank: 'ゆうびん' }, 'bank: not a known bank; the nearest: '],
    [{ kind: 'SWAP' }, 'kind: unknown, its shape is AAAA; the mapping knows ADD, REMOVE'],
    [{ kind: undefined }, 'kind: missing; the mapping knows ADD, REMOVE'],
    [{ result: 'MAYBE' }, 'outcome: none of OK, NG; its shape is AAAAA (result, table outcome)'],
    [{ number: '12345678' }, 'account: the account number is not 1 to 7 digits (branch, number)'],
    [{ number: undefined }, 'account: number is missing'],
    [{ number: undefined, branch: undefined }, 'account: missing (branch, number)'],
    [{ user: { id: 'u-1' } }, 'wallet: an object, where a value is expected (user)'],
    [{ user: '\ud800' }, 'wallet: has half a surrogate (user)'],
    [{ eventId: 'a b' }, 'id: not an id of 1 to 90 characters'],
    [{ auth: ['Z'] }, 'factors: none of A, P, X; its shape is A (auth, a table)'],
  ])('%j is a dead letter that says why', (change, why) => {
    const [letter, ...others] = mapJson(mapper, { ...record, ...change })
    expect(letter).toContain(`mapping: `)
    expect(letter).toContain(why)
    expect(others).toEqual([])
  })

  test.each([
    ['{"eventId":"E1","at":', 'json: not JSON'],
    ['{"eventId":"E1","eventId":"E2"}', 'json: an object has the same key twice'],
    ['[1]', 'schema: the message is JSON, but not an object'],
    ['{"n":9007199254740993}', 'json: a number outside'],
  ])('%s is refused as any message', (text, why) => {
    expect(mapText(mapper, text)).toEqual([expect.stringContaining(why)])
  })

  test('of bytes that are no UTF-8 is refused', () => {
    expect(mapper.message(Buffer.from([0x7b, 0xff, 0x7d]))[0]).toMatchObject({ ok: false, reason: 'encoding' })
  })
})

const FIELDS = `
      id: { sha256: [at, wallet, kind] }
      at: { path: when, time: epoch-ms }
      wallet: { path: customer, scope: all }
      yen: { path: amount, unit: 1000 }
      kind: { path: kind, table: { '1': store, '2': p2p }, otherwise: online }
      merchant: { path: shop, empty: ['-'], default: unknown shop }
`

test('an array of operations gives each its own outcome, and the envelope is at hand', () => {
  const mapper = mapperOf(`
input: { format: ndjson, each: batch.operations }
events:
  - type: spend
    fields:
      id: { sha256: [at, { path: $.batch.id }, { path: '@index' }] }
      at: { path: $.batch.at, time: epoch-s }
      wallet: user
      yen: amount
      kind: { is: store }
`)
  const operations = [{ user: 'u-1', amount: 1 }, { user: 'u-1' }, { user: 'u-1', amount: 3 }]
  const got = mapJson(mapper, { batch: { id: 7, at: 1600214400, operations } })
  expect(got).toEqual([
    expect.objectContaining({ yen: 1, at: 1600214400_000_000 }),
    'mapping: yen: missing (amount)',
    expect.objectContaining({ yen: 3 }),
  ])
  expect(new Set(got.map(each => (each as { id?: string }).id)).size).toBe(3)
  expect(mapJson(mapper, { batch: { operations: [] } })).toEqual([expect.stringContaining('an empty list')])
  expect(mapJson(mapper, { batch: {} })).toEqual([expect.stringContaining('batch.operations: missing')])
})

test('an envelope with a base64 payload', () => {
  const mapper = mapperOf(`
input: { format: ndjson, base64: data.body }
events:
  - type: spend
    fields:
      id: { path: headers.id }
      at: data.body.at
      wallet: data.body.user
      yen: data.body.yen
      kind: { is: p2p }
`)
  const body = (text: string) => ({ headers: { id: 'x' }, data: { body: Buffer.from(text).toString('base64') } })
  const payload = '{"at":"2020-09-16T09:00:00+09:00","user":"u","yen":"１，０００"}'
  expect(mapJson(mapper, body(payload))).toEqual([expect.objectContaining({ id: 'newpay:x', yen: 1000, kind: 'p2p' })])
  expect(mapJson(mapper, body('{"at"'))).toEqual([expect.stringMatching(/^json: data\.body: in the base64: not JSON/)])
  expect(mapJson(mapper, { data: { body: '!' } })).toEqual([expect.stringContaining('data.body: not base64')])
  expect(mapJson(mapper, { data: {} })).toEqual([expect.stringContaining('data.body: missing')])
})

test('an Avro union is taken by its branch, and by keys with dots', () => {
  const mapper = mapperOf(`
input: { format: ndjson }
events:
  - type: spend
    in: [event, jp.co.new.Spend]
    fields:
      id: { path: id }
      at: { path: at.long, time: epoch-us }
      wallet: user.string
      yen: [amount, jp.co.new.Yen, value]
      kind: { is: store }
      device: device.string
`)
  const spend = {
    id: 's',
    at: { long: 1600214400123456 },
    user: { string: 'u' },
    amount: { 'jp.co.new.Yen': { value: 5 } },
    device: null,
  }
  const [event] = mapJson(mapper, { event: { 'jp.co.new.Spend': spend } })
  expect(event).toEqual({
    at: 1600214400_123_456,
    id: 'newpay:s',
    kind: 'store',
    provider: 'newpay',
    type: 'spend',
    wallet: tokens.token('wallet', 'newpay', 'u'),
    yen: 5,
  })
  expect(mapJson(mapper, { event: { 'jp.co.new.Other': {} } })).toEqual([
    expect.stringMatching(
      /^mapping: no event of the mapping takes this record: none of event\.jp\.co\.new\.\w+.* is there$/,
    ),
  ])
})

test('ids by SHA-256, units, defaults, absent texts, words for all others', () => {
  const mapper = mapperOf(`{ input: { format: ndjson }, events: [{ type: spend, fields: {${flow(FIELDS)}} }] }`)
  const raw = { when: '1600214400000', customer: 'Ｃ１', amount: '12', kind: '9', shop: '-' }
  const [event] = mapJson(mapper, raw) as [Record<string, unknown>]
  expect(event).toMatchObject({ yen: 12_000, kind: 'online', merchant: 'unknown shop' })
  expect(event.id).toMatch(/^newpay:[0-9a-f]{32}$/)
  expect(event.wallet).toBe(tokens.token('wallet', '', 'C1'))
  expect(mapJson(mapper, { ...raw, amount: '13' })).toMatchObject([{ id: event.id, yen: 13_000 }])
  expect(mapJson(mapper, { ...raw, kind: '1' })).not.toMatchObject([{ id: event.id }])
})

function flow(block: string): string {
  return block
    .trim()
    .split('\n')
    .map(line => line.trim())
    .join(', ')
}

test('a transform makes branch and number of 記号 and 番号', () => {
  const mapper = mapperOf(`
input: { format: ndjson }
events:
  - type: holder
    fields:
      id: id
      at: at
      bank: { is: '9900' }
      account: { join: [symbol, number], by: '-', transform: yucho-account }
      person: { join: [name, birth] }
`)
  const raw = {
    id: 'h',
    at: '2020-09-16T09:00:00Z',
    symbol: '10010',
    number: '12345671',
    name: '山田　花子',
    birth: '19800101',
  }
  expect(mapJson(mapper, raw)).toMatchObject([
    { account, person: tokens.token('person', 'newpay', '山田 花子 19800101') },
  ])
  expect(mapJson(mapper, { ...raw, number: '12345672' })).toEqual([expect.stringContaining('account: not 記号')])
})
