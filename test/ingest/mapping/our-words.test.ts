import { mapperOf } from '../../support/mapping.js'

const withKind = (kind: string) => `
input: { format: ndjson }
tables: { kinds: { S: store, P: peer } }
events:
  - type: spend
    fields: { id: id, at: { path: at, time: epoch-s }, wallet: { is: w }, yen: yen, kind: ${kind} }
`

test.each([
  ['{ path: k, table: { S: store, P: peer } }', /one of .*store.*; P gives peer/],
  ['{ path: k, table: kinds }', /; P gives peer/],
  ['{ path: k, table: { S: store }, otherwise: rest }', /; otherwise gives rest/],
  ['{ is: shop }', /; is gives shop/],
])('%s is refused before any record is read', (kind, says) => {
  expect(() => mapperOf(withKind(kind))).toThrow(says)
})

test('words of the contract, and null for nothing, are taken', () => {
  expect(() => mapperOf(withKind('{ path: k, table: { S: store, P: p2p, X: null } }'))).not.toThrow()
})
