import { eventTypes, fieldsOf } from '../../src/events/catalogue.js'
import { csvRecord } from '../../src/ingest/csv-record.js'
import { validate } from '../../src/ingest/validate.js'
import { sampleOf } from '../support/samples.js'

const known = { providers: new Set(['paypay']) }

function cellOf(value: unknown): string {
  if (Array.isArray(value))
    return value.every(item => typeof item === 'string') ? value.join(';') : JSON.stringify(value)
  return String(value)
}

test.each(eventTypes)('%s: a row says the same as its message', type => {
  const sample = sampleOf(type)
  const record = csvRecord(Object.keys(sample), Object.values(sample).map(cellOf))
  expect(record).toEqual({ ok: true, value: sample })
  if (record.ok) expect(validate(record.value, known)).toEqual(validate(sample, known))
})

test.each([
  [['type', 'id'], ['charge'], 'schema', 'the row has 1 fields, the header has 2'],
  [['type', 'id'], ['charge', 'a', 'b'], 'schema', 'the row has 3 fields, the header has 2'],
  [['type', 'id'], ['', 'a'], 'schema', 'type: missing; the row has no type'],
  [['type', 'id'], ['__proto__', 'a'], 'unknown-type', 'type: "__proto__" is not an event type of the contract'],
])('%j %j', (header, cells, reason, why) => {
  expect(csvRecord(header, cells)).toEqual({ ok: false, reason, why })
})

test.each([
  ['yen', '1000', 1000],
  ['yen', '1,000', '1,000'],
  ['yen', '１０００', '１０００'],
  ['yen', '1000.5', 1000.5],
  ['yen', '1e3', '1e3'],
  ['yen', '', undefined],
  ['snapshot', 'true', true],
  ['snapshot', 'TRUE', 'TRUE'],
  ['factors', 'name; pin', ['name', 'pin']],
  ['items', '{', '{'],
  ['colour', 'blue', undefined],
])('%s %j is %j', (name, cell, value) => {
  const type = eventTypes.find(each => fieldsOf(each).some(field => field.name === name)) ?? 'link'
  expect(csvRecord([name], [cell], type)).toEqual({
    ok: true,
    value: value === undefined ? { type } : { type, [name]: value },
  })
})

test('the type cell beats the default', () => {
  expect(csvRecord(['type', 'id'], ['leak', 'a'], 'link')).toEqual({ ok: true, value: { type: 'leak', id: 'a' } })
  expect(csvRecord(['type', 'id'], ['', 'a'], 'link')).toEqual({ ok: true, value: { type: 'link', id: 'a' } })
})
