import { NO_MARK } from '../../src/pipeline/mark.js'
import { alertRecord, tombstone } from '../../src/pipeline/outgoing.js'
import { publicationAfter } from '../../src/pipeline/publication.js'

const alert = (status: string) => alertRecord({ kind: 'opened', id: 'a1', mode: 'live', payload: { id: 'a1', status } })

test('an alert that opens again as it once was has an id of its own, and the same id where it is sent again', () => {
  const records = [alert('open'), alert('retracted'), alert('open'), tombstone('alerts', 'a1')]
  const first = publicationAfter(NO_MARK, records, new Map())
  const ids = first.records.map(({ headers }) => headers.ce_id)
  expect(ids).toEqual([
    expect.stringMatching(/^a1\/[0-9a-f]{16}\/1$/),
    expect.stringMatching(/^a1\/[0-9a-f]{16}\/2$/),
    expect.stringMatching(/^a1\/[0-9a-f]{16}\/3$/),
    undefined,
  ])
  expect(first.records.map(({ headers }) => headers.ce_sequence)).toEqual(['1', '2', '3', '4'])
  expect(publicationAfter(NO_MARK, records, new Map())).toEqual(first)
})
