import { mapJson, mapperOf, mapText } from '../../support/mapping.js'

const ignoring = (entries: string) =>
  mapperOf(`
input: { format: ndjson }
ignore: ${entries}
events:
  - type: spend
    when: { kind: [ADD] }
    fields: { id: id, at: { path: at, time: epoch-s }, wallet: { is: w }, yen: yen, kind: { is: store } }
`)
const record = { id: 'E1', kind: 'ADD', at: 1600214400, yen: 5 }

test('what is ignored is a record for which all conditions of one entry hold; all others are read as before', () => {
  const mapper = ignoring('[{ kind: [PING, BEAT] }, { kind: ADD, test: { present: true } }]')
  expect(mapJson(mapper, { kind: 'PING' })).toEqual(['ignored'])
  expect(mapJson(mapper, { ...record, test: 1 })).toEqual(['ignored'])
  expect(mapJson(mapper, record)).toEqual([expect.objectContaining({ id: 'newpay:E1', yen: 5 })])
  expect(mapJson(mapper, { kind: 'PONG' })).toEqual([expect.stringContaining('kind: unknown')])
  expect(mapText(mapper, '{"kind":"PING"')).toEqual([expect.stringContaining('json: ')])
})

test('it is never everything', () => {
  expect(() => ignoring('[{}]')).toThrow(/at least one condition/)
  expect(() => ignoring('[]')).toThrow(/at least one/)
})
