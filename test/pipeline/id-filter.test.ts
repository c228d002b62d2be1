import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { IdFilter } from '../../src/pipeline/id-filter.js'
import { ended, main } from '../support/cli.js'

test('never says no to an id that was added', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 128 }), { maxLength: 200 }), ids => {
      const filter = new IdFilter()
      for (const id of ids) {
        filter.add(id)
        expect(filter.mayHave(id)).toBe(true)
      }
      expect(ids.every(id => filter.mayHave(id))).toBe(true)
    }),
    { numRuns: 30 },
  )
})

test('an empty one knows nothing', () => {
  expect(new IdFilter().mayHave('a')).toBe(false)
})

/** In a process of its own: a million ids are slow where a test runner has wrapped the globals. */
const MILLION = `
  const { IdFilter } = await import(process.argv[1])
  const filter = new IdFilter()
  const count = (1 << 20) + 5000
  for (let i = 0; i < count; i++) filter.add('event-' + i)
  let [forgotten, perhaps] = [0, 0]
  for (let i = 0; i < count; i++) if (!filter.mayHave('event-' + i)) forgotten++
  for (let i = 0; i < 100000; i++) if (filter.mayHave('other-' + i)) perhaps++
  console.log(JSON.stringify({ forgotten, perhaps }))`

test('beyond a slice of 2^20 ids: all are known, and few others are perhaps', async () => {
  const built = pathToFileURL(join(dirname(main), 'pipeline', 'id-filter.js')).href
  const ran = await ended(spawn(process.execPath, ['--input-type=module', '-e', MILLION, built]))
  const { forgotten, perhaps } = JSON.parse(ran.stdout)
  expect(forgotten).toBe(0)
  expect(perhaps).toBeLessThan(50)
})
