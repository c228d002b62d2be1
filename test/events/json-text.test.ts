import fc from 'fast-check'
import { jsonText } from '../../src/events/json-text.js'

test('whole numbers of any size are written digit by digit, wherever they stand', () => {
  const value = { yen: 9095999999990904n, sums: [-9007199254740993n, 1, null], of: { a: 2n ** 64n }, none: undefined }
  expect(jsonText(value)).toBe(
    '{"yen":9095999999990904,"sums":[-9007199254740993,1,null],"of":{"a":18446744073709551616}}',
  )
})

test('all else is written as JSON.stringify does', () => {
  fc.assert(fc.property(fc.jsonValue(), value => expect(jsonText(value)).toBe(JSON.stringify(value))))
})
