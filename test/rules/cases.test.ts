import { readdirSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { reportsOf } from './home.js'

const rules = readdirSync('pipelines/rules')
  .filter(name => name.endsWith('.sql'))
  .map(name => basename(name, '.sql'))

test('there are the first eight rules', () => {
  expect(rules.length).toBeGreaterThanOrEqual(8)
})

test.each(rules)('%s fires on what its cases mark, in any order and any batch', async rule => {
  const [report] = await reportsOf(resolve('.'), [rule])
  expect(report?.problems).toEqual([])
  expect(report?.passed).toBe(true)
  expect(report?.runs).toBeGreaterThan(report?.cases ?? 0)
})
