import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { type RuleReport, testRules } from '../../src/cli/support/rule-report.js'
import { root } from '../support/cli.js'
import { runs } from '../support/runs.js'

const rules = readdirSync('pipelines/rules')
  .filter(name => name.endsWith('.sql'))
  .map(name => basename(name, '.sql'))

const reports = new Map<string, RuleReport>()

/** All at once: to open a bench takes as long as some ten runs. */
beforeAll(async () => {
  for await (const report of testRules(root, [], { variety: runs('each', 'all') })) reports.set(report.rule, report)
}, 15 * 60_000)

test('there are the first eight rules', () => {
  expect(rules.length).toBeGreaterThanOrEqual(8)
})

test.each(rules)('%s fires on what its cases mark, in any order and any batch', rule => {
  const report = reports.get(rule)
  expect(report?.problems).toEqual([])
  expect(report?.passed).toBe(true)
  expect(report?.runs).toBeGreaterThan(report?.cases ?? 0)
})
