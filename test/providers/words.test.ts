import { readFileSync } from 'node:fs'
import { specOf } from '../../src/ingest/mapping/spec.js'
import { root } from '../support/cli.js'
import { mappings } from './reading.js'

/** Every value that a mapping's tables can give, as `type.field=value`. */
function sayable(id: string): string[] {
  const { events, tables = {} } = mappings.mapper(id).mapping
  const all = events.flatMap(({ type, fields }) =>
    Object.entries(fields).flatMap(([name, entry]) => {
      const { table } = specOf(entry)
      const words = typeof table === 'string' ? tables[table] : table
      const values = Object.values(words ?? {}).filter(value => value !== null)
      return values.map(value => `${name === 'reason' ? '' : type}.${name}=${value}`)
    }),
  )
  return [...new Set(all)].sort()
}

function said(id: string): Set<string> {
  const text = readFileSync(`${root}/fixtures/providers/${id}/expected.ndjson`, 'utf8')
  const events = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>)
  return new Set(
    events.flatMap(event =>
      Object.entries(event).flatMap(([name, value]) =>
        [value].flat().map(one => `${name === 'reason' ? '' : event.type}.${name}=${one}`),
      ),
    ),
  )
}

test.each(mappings.ids)('%s: its sample says every operation, outcome, reason and other word that it knows', id => {
  const words = said(id)
  expect(sayable(id).filter(word => !words.has(word))).toEqual([])
})
