import { eventTypes, fieldsOf } from '../../src/events/catalogue.js'
import { type Known, validate } from '../../src/ingest/validate.js'
import { chargeLine, sampleOf } from '../support/samples.js'

const known: Known = { providers: new Set(['paypay']) }
const charge = (fields: object) => validate(JSON.parse(chargeLine('e1', fields)), known)

test.each([
  [{ type: undefined }, 'schema', 'type: missing; every event has id, type and at'],
  [{ type: 7 }, 'schema', 'type: expected a text, got 7'],
  [{ type: 'chargé' }, 'unknown-type', 'type: "chargé" is not an event type of the contract'],
  [{ type: 'constructor' }, 'unknown-type', 'type: "constructor" is not an event type of the contract'],
  [{ provider: 'nopay' }, 'unknown-provider', 'provider: "nopay" has no file in config/providers'],
  [{ yen: undefined }, 'schema', 'yen: missing; expected whole yen, 1 to 1,000,000,000,000'],
  [{ yen: null }, 'schema', 'yen: missing; expected whole yen, 1 to 1,000,000,000,000'],
  [{ yen: -1 }, 'schema', 'yen: expected whole yen, 1 to 1,000,000,000,000, got -1'],
  [{ yen: 0 }, 'schema', 'yen: expected whole yen, 1 to 1,000,000,000,000, got 0'],
  [{ yen: 0.5 }, 'schema', 'yen: expected whole yen, 1 to 1,000,000,000,000, got 0.5'],
  [{ yen: 1e12 + 1 }, 'schema', 'yen: expected whole yen, 1 to 1,000,000,000,000, got 1000000000001'],
  [{ yen: '1000' }, 'schema', 'yen: expected whole yen, 1 to 1,000,000,000,000, got "1000"'],
  [{ bank: '990' }, 'schema', 'bank: expected a bank code of 4 digits, got "990"'],
  [{ bank: '９９００' }, 'schema', 'bank: expected a bank code of 4 digits, got "９９００"'],
  [{ bank: '9900\n' }, 'schema', 'bank: expected a bank code of 4 digits, got "9900\\n"'],
  [{ bank: '*' }, 'schema', 'bank: expected a bank code of 4 digits, got "*"'],
  [{ bank: 9900 }, 'schema', 'bank: expected a text, got 9900'],
  [{ id: '' }, 'schema', 'id: expected 1 to 128 characters of A-Z a-z 0-9 _ . : -, got ""'],
  [{ account: 'x'.repeat(129) }, 'schema', expect.stringMatching(/^account: expected 1 to 128 .{0,90}…$/)],
  [
    { outcome: ['succeeded'] },
    'schema',
    'outcome: expected one of succeeded, failed, refused, got "[\\"succeeded\\"]"',
  ],
  [{ ip: '1.2.3' }, 'schema', 'ip: expected an IPv4 or IPv6 address, got "1.2.3"'],
  [{ at: '2020-09-15T10:00:00' }, 'schema', expect.stringContaining('at: a time without an offset')],
  [{ at: '2020-02-30T10:00:00Z' }, 'schema', expect.stringContaining('no such day: 2020-02-30')],
  [{ at: 1600131600 }, 'schema', 'at: expected a time as text, got 1600131600'],
])('%j', (fields, reason, why) => {
  expect(charge(fields)).toEqual({ ok: false, reason, why })
})

test.each(eventTypes)('%s: a sample with every field is an event; without a required one it is not', type => {
  expect(validate(sampleOf(type), known)).toMatchObject({ ok: true, value: { id: `${type}-1`, type } })
  for (const { name } of fieldsOf(type).filter(field => field.required)) {
    const why = expect.stringMatching(`^${name}: missing; expected `)
    expect(validate({ ...sampleOf(type), [name]: null }, known)).toEqual({ ok: false, reason: 'schema', why })
  }
})

test.each([
  ['disposition', { alert: null, account: null }, 'alert: missing; expected one or more of alert, account'],
  ['announcement', { provider: null, bank: null }, 'provider: missing; expected one or more of provider, bank'],
  ['login', { person: null, wallet: null }, 'person: missing; expected one or more of person, wallet'],
  [
    'leak',
    { person: null, phone: null, account: null },
    'person: missing; expected one or more of person, phone, account',
  ],
] as const)('%s without %j', (type, fields, why) => {
  expect(validate({ ...sampleOf(type), ...fields }, known)).toEqual({ ok: false, reason: 'schema', why })
})

test('unknown fields are dropped, null is absent', () => {
  const event = charge({ device: null, colour: 'blue', nested: { __proto: 1 } })
  expect(event).toEqual({ ok: true, value: { ...JSON.parse(chargeLine('e1')), at: 1600131600000000 } })
})

test.each(['a\nb', 'a\u007f', 'a\u2028b', '\ud800', '', 'あ'.repeat(129)])('%j is no name', list => {
  expect(validate({ ...sampleOf('leak'), list }, known)).toMatchObject({ ok: false, reason: 'schema' })
})
