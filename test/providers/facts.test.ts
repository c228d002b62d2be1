import { readFileSync } from 'node:fs'
import { root } from '../support/cli.js'
import { famipay } from './famipay-facts.js'
import { formatOf } from './formats.js'
import { merpay } from './merpay-facts.js'
import { mappings, sampleFile } from './reading.js'

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n')
}

test.each([
  ['merpay', merpay],
  ['famipay', famipay],
])('%s: its sample ends with what the facts give, raw and expected, byte for byte', (id, made) => {
  const { raw, events } = made()
  expect(linesOf(sampleFile(id)).slice(-raw.length)).toEqual(raw)
  expect(linesOf(`${root}/fixtures/providers/${id}/expected.ndjson`).slice(-events.length)).toEqual(events)
})

/** Messages of NDJSON, records of the others. */
function rawRecords(id: string): number {
  if (mappings.mapper(id).mapping.input.format === 'ndjson') return linesOf(sampleFile(id)).length
  return formatOf(id).records.length
}

test.each(mappings.ids)('%s: its sample has 50 to 200 raw records and a few bad ones', id => {
  expect(rawRecords(id)).toBeGreaterThanOrEqual(50)
  expect(rawRecords(id)).toBeLessThanOrEqual(200)
  expect(linesOf(`${root}/fixtures/providers/${id}/dead-letters.ndjson`).length).toBeGreaterThanOrEqual(3)
})
