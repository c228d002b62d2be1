import { listed, listTable } from '../../src/cli/support/rules-table.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'

const rules = readRules('.', readConfig('.').thresholds)

/** Japanese letters and full-width signs take two columns of a terminal. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (/[\u3000-\u9fff\uff00-\uff60]/.test(letter) ? 2 : 1), 0)
}

test('the table of rules is aligned and fits 120 columns', () => {
  const widths = listTable(rules).trimEnd().split('\n').map(widthOf)
  expect(new Set(widths).size).toBe(1)
  expect(widths[0]).toBeLessThanOrEqual(120)
})

test('a rule is listed with its version and its thresholds', () => {
  expect(listed(rules.find(({ id }) => id === 'rapid-drain') ?? (rules[0] as (typeof rules)[number]))).toMatchObject({
    id: 'rapid-drain',
    title: { en: 'Charged to the limit soon after linking' },
    on: ['charge'],
    entity: 'account',
    version: expect.stringMatching(/^[0-9a-f]{12}$/),
    thresholds: { yen_min: 100000 },
  })
})
