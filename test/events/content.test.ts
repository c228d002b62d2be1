import { createHash } from 'node:crypto'
import { type BankenEvent, eventTypes } from '../../src/events/catalogue.js'
import { contentOf, sha256 } from '../../src/events/content.js'
import { validate } from '../../src/ingest/validate.js'
import { sampleOf } from '../support/samples.js'

const known = { providers: new Set(['paypay']) }

function parsed(json: Record<string, unknown>): BankenEvent {
  const result = validate(json, known)
  if (!result.ok) throw new Error(result.why)
  return result.value
}

test('canonical content, to the byte', () => {
  const link = {
    wallet: 'w1',
    type: 'link',
    provider: 'paypay',
    outcome: 'succeeded',
    operation: 'register',
    id: 'e1',
    factors: ['pin', 'name', 'pin'],
    device: null,
    colour: 'blue',
    bank: '9900',
    at: '2020-09-15T10:00:00.1234567+09:00',
    account: 'a1',
  }
  expect(contentOf(parsed(link))).toBe(
    '{"account":"a1","at":1600131600123456,"bank":"9900","factors":["name","pin"],"id":"e1","operation":"register",' +
      '"outcome":"succeeded","provider":"paypay","type":"link","wallet":"w1"}',
  )
})

test.each(eventTypes)('%s: keys sorted at every level, whatever their order in the message', type => {
  const sample = sampleOf(type)
  const content = contentOf(parsed(sample))
  const keys = Object.keys(JSON.parse(content))
  expect(keys).toEqual([...keys].sort())
  expect(keys).toEqual(Object.keys(sample).sort())
  const reversed = Object.fromEntries(Object.entries(sample).reverse())
  expect(contentOf(parsed(reversed))).toBe(content)
  expect(content).not.toMatch(/[\n\r]|": |, "/)
})

test('fields of an item keep one order', () => {
  const order = { ...sampleOf('order'), items: [{ units: 1, colour: 'red', sku: 's' }] }
  expect(contentOf(parsed(order))).toContain('"items":[{"sku":"s","units":1}]')
})

test('the order of items is content, that of a set is not', () => {
  const items = [
    { sku: 'b', units: 1 },
    { sku: 'a', units: 1 },
  ]
  expect(contentOf(parsed({ ...sampleOf('order'), items }))).toContain('"items":[{"sku":"b","units":1},{"sku":"a"')
  const one = parsed({ ...sampleOf('claim'), charges: ['c2', 'c10', 'c1', 'c2'] })
  expect(contentOf(one)).toContain('"charges":["c1","c10","c2"]')
})

test('SHA-256 in hexadecimal, the same for text and its bytes', () => {
  expect(sha256('口座')).toBe(createHash('sha256').update('口座', 'utf8').digest('hex'))
  expect(sha256(Buffer.from('口座'))).toBe(sha256('口座'))
})
