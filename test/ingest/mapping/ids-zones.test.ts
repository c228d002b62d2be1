import { createHash } from 'node:crypto'
import { mapJson, mapperOf } from '../../support/mapping.js'

/** A spend of a mapping, of which these parts are as the test wants them. */
function spends({ zone = '', time = 'yyyyMMddHHmmss', id = 'id', extra = '' }): ReturnType<typeof mapperOf> {
  return mapperOf(`
input: { format: ndjson }
${zone}
events:
  - type: spend
    fields: { id: ${id}, at: { path: at, time: ${time} }, wallet: user, yen: yen, kind: { is: store }, merchant: shop }
${extra}`)
}

const record = { id: 'E1', at: '20200914101500', user: 'u-1', yen: 100, shop: 'a' }

function idOf(mapper: ReturnType<typeof mapperOf>, change: object = {}): string {
  const [event] = mapJson(mapper, { ...record, ...change }) as { id: string }[]
  return event?.id ?? ''
}

describe('the zone of times that do not say theirs', () => {
  const atOf = (zone: string, time?: string, at = record.at) =>
    (mapJson(spends({ zone, ...(time === undefined ? {} : { time }) }), { ...record, at })[0] as { at: number }).at
  const utc = Date.UTC(2020, 8, 14, 10, 15) * 1000
  const hour = 3_600_000_000

  test('is that of the mapping', () => {
    expect(atOf("zone: '+09:00'")).toBe(utc - 9 * hour)
    expect(atOf('zone: Asia/Tokyo')).toBe(utc - 9 * hour)
    expect(atOf('zone: UTC')).toBe(utc)
    expect(atOf("zone: '-03:30'")).toBe(utc + 3.5 * hour)
  })

  test('or that of the field, before it', () => {
    expect(atOf("zone: '+09:00'", 'yyyyMMddHHmmss, zone: UTC')).toBe(utc)
    expect(atOf('', "yyyyMMddHHmmss, zone: '+01:00'")).toBe(utc - hour)
  })

  test('and no other where they do say it', () => {
    expect(atOf("zone: '+09:00'", 'yyyyMMddHHmmssX', `${record.at}+0200`)).toBe(utc - 2 * hour)
    expect(atOf("zone: '+09:00'", 'epoch-s', String(utc / 1_000_000))).toBe(utc)
  })
})

describe('an id made from fields', () => {
  const made = spends({ zone: 'zone: UTC', id: '{ sha256: [wallet, merchant, { path: note }] }' })

  test('is 128 bits of SHA-256 over the type and the values as JSON, so that it stays the same for ever', () => {
    const [event] = mapJson(made, record) as { wallet: string }[]
    const text = JSON.stringify(['spend', event?.wallet, 'a', null])
    expect(idOf(made)).toBe(`newpay:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`)
  })

  test('is another where a value is another or moves to its neighbour, and the same where others change', () => {
    const pair = spends({ zone: 'zone: UTC', id: '{ sha256: [{ path: a }, { path: b }] }' })
    expect(idOf(pair, { a: 'x', b: 'yz' })).not.toBe(idOf(pair, { a: 'xy', b: 'z' }))
    expect(idOf(pair, { a: 'x' })).not.toBe(idOf(pair, { b: 'x' }))
    expect(idOf(made, { shop: 'b' })).not.toBe(idOf(made))
    expect(idOf(made, { id: 'E2', yen: 200 })).toBe(idOf(made))
  })

  test('is another for each of two events of one record', () => {
    const both = spends({
      zone: 'zone: UTC',
      id: '{ sha256: [wallet, at] }',
      extra: `  - type: wallet
    fields: { id: { sha256: [wallet, at] }, at: { path: at, time: yyyyMMddHHmmss }, wallet: user, change: { is: opened } }`,
    })
    const ids = (mapJson(both, record) as { id: string }[]).map(event => event.id)
    expect(new Set(ids).size).toBe(2)
  })
})

test('a person is one in whatever width, case and spacing the name is written', () => {
  const logins = mapperOf(`
input: { format: ndjson }
zone: UTC
events:
  - type: login
    fields: { id: id, at: { path: at, time: yyyyMMddHHmmss }, service: { is: newpay }, outcome: { is: succeeded }, person: who }
`)
  const personOf = (who: string) => (mapJson(logins, { ...record, who })[0] as { person: string }).person
  const spellings = ['Taro  Test', ' TARO TEST ', 'ＴＡＲＯ　ＴＥＳＴ', 'taro test'].map(personOf)
  expect(new Set(spellings).size).toBe(1)
  expect(personOf('TARO  TEST2')).not.toBe(spellings[0])
})

test('a zone that is none is refused, of a field too', () => {
  for (const zone of ['Europe/Nowhere', '9', '+9:00']) {
    expect(() => spends({ zone: `zone: '${zone}'` })).toThrow(/an offset such as/)
    expect(() => spends({ zone: 'zone: UTC', time: `yyyyMMddHHmmss, zone: '${zone}'` })).toThrow(/an offset such as/)
  }
})

test('an account may be at another bank than its event', () => {
  const charges = (account: string) =>
    mapperOf(`
input: { format: ndjson }
zone: UTC
events:
  - type: charge
    fields:
      id: id
      at: { path: at, time: yyyyMMddHHmmss }
      bank: bank
      account: { branch: branch, number: number${account} }
      wallet: user
      yen: yen
      outcome: { is: succeeded }
`)
  const given = { ...record, bank: '9900', other: 'イオン銀行', branch: '1', number: '2' }
  const accountOf = (account: string, change = {}) =>
    (mapJson(charges(account), { ...given, ...change })[0] as { account: string }).account
  expect(accountOf(', bank: other')).toBe(accountOf('', { bank: '0040' }))
  expect(accountOf(', bank: other')).not.toBe(accountOf(''))
})
