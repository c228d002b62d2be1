import { mapJson, mapperOf } from '../../support/mapping.js'

const reading = (device: string) =>
  mapperOf(`
input: { format: ndjson, each: items }
ignore: [{ test: { present: true } }]
events:
  - type: spend
    fields: { id: id, at: { path: at, time: epoch-s }, wallet: w.token, yen: yen, kind: { is: store }, device: { path: ${device} } }
`)
const record = (i: number, more: object = {}) => ({ id: `E${i}`, at: 1600214400, w: { token: 'w' }, yen: 5, ...more })
const messages = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ items: [record(i, more)], sentBy: 'x' }))

test('a key that no record has is named, once there were enough records to tell', () => {
  const mapper = reading('$.sentby')
  for (const message of messages(19)) mapJson(mapper, message)
  expect(mapper.unseenKeys).toEqual([])
  mapJson(mapper, messages(1)[0])
  expect(mapper.unseenKeys).toEqual(['sentby'])
})

test('one that a single record has is not, be it deep inside or around the list; what is ignored may be missing', () => {
  const mapper = reading('$.sentBy')
  for (const message of messages(30)) mapJson(mapper, message)
  expect(mapper.unseenKeys).toEqual([])
  const other = reading('dev')
  for (const message of [...messages(30), ...messages(1, { dev: 'd' })]) mapJson(other, message)
  expect(other.unseenKeys).toEqual([])
})
