import { columnOf, eventTypes, fieldsOf, isEventType, jsonSchemaOf, tableOf } from '../../src/events/catalogue.js'

test('tables are plural and snake_case', () => {
  const tables = Object.fromEntries(eventTypes.map(type => [type, tableOf(type)]))
  expect(tables).toMatchObject({ link: 'links', 'two-factor': 'two_factors', inquiry: 'inquiries', leak: 'leaks' })
  expect(new Set(Object.values(tables)).size).toBe(eventTypes.length)
})

test('columns are snake_case, less the reserved words', () => {
  expect(['walletOpenedAt', 'at', 'order', 'from', 'to', 'yen'].map(columnOf)).toEqual([
    'wallet_opened_at',
    'event_at',
    'order_id',
    'from_at',
    'to_at',
    'yen',
  ])
})

test.each(['constructor', '__proto__', 'toString', 'links', ''])('%j is no event type', type => {
  expect(isEventType(type)).toBe(false)
})

test.each(eventTypes)('%s: its JSON Schema requires what the contract does, and lets producers add', type => {
  const schema = jsonSchemaOf(type) as { required: string[]; properties: object; additionalProperties?: unknown }
  const required = fieldsOf(type).filter(field => field.required)
  expect([...schema.required].sort()).toEqual(['type', ...required.map(field => field.name)].sort())
  expect(Object.keys(schema.properties)).toHaveLength(fieldsOf(type).length + 1)
  expect(schema.additionalProperties ?? true).not.toBe(false)
})
