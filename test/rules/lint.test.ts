import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPipeline } from '../../src/cli/support/pipeline.js'
import type { Measuring } from '../../src/cli/support/rule-cost.js'
import { explainEvent, explanationText } from '../../src/cli/support/rule-explain.js'
import { lintRules, lintText } from '../../src/cli/support/rule-lint.js'
import { loadRules } from '../../src/cli/support/rule-load.js'
import { readConfig } from '../../src/files/config.js'
import { fileSource } from '../../src/files/source.js'
import { chargeLine } from '../support/samples.js'
import { chargeCases, headOf, withHome } from './home.js'

const free: Measuring = work => work({ micros: async () => 0, pairs: async () => new Map() })

const select = 'SELECT id FROM work WHERE yen > $yen_min'
const cases = chargeCases(['a', 'alert', 0, 9], ['b', 'quiet', 0, 1])
const good = { sql: `${headOf('good')}${select}`, cases }

async function problemsOf(home: string): Promise<string[]> {
  return (await lintRules(home, [], free)).problems.map(
    ({ place, sentence }) => `${place.replace(/^.*\//, '')}: ${sentence}`,
  )
}

test('the rules of this project have no problem', async () => {
  expect(lintText(await lintRules('.', [], free))).toMatch(/^\d+ rules, 0 problems\n$/)
})

test('every fault of every file is told at once, with the thresholds that nobody names', async () => {
  const files = {
    good,
    bare: { sql: `${headOf('bare')}SELECT id FROM work` },
    clock: { sql: `${headOf('clock')}SELECT *\nFROM work WHERE now() > event_at`, cases },
    other: { sql: `${headOf('elsewhere')}SELECT id FROM work`, cases },
  }
  const found = await withHome(files, problemsOf, 'good: { yen_min: 5, unused: 1 }\ngone: { x: 1 }')
  expect(found).toEqual([
    expect.stringMatching(/^other\.sql: line 1: id: expected the name of the file, other, got elsewhere/),
    expect.stringMatching(/^bare\.cases\.csv: no such file/),
    expect.stringMatching(/^clock\.sql: line 12: SELECT \* is refused/),
    expect.stringMatching(/^clock\.sql: line 13: now\(\): a rule has no clock/),
    'rules.yaml: line 1: good.unused: the rule names no $unused; take it out, or use it',
    expect.stringMatching(/^rules\.yaml: line 2: gone: there is no pipelines\/rules\/gone\.sql/),
  ])
})

test.each([
  [
    'yen_1h:\n  per: account\n  of: charge\n  within: 1 fortnight\n  sum: yen',
    /^more\.yaml: line \d: yen_1h.*a duration|a feature with/,
  ],
  [
    'a: { per: account, of: charge, within: 1 hour, count: true }\nb: { per: account, off: charge }',
    /^more\.yaml: line 2: /,
  ],
  ['a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]', /^more\.yaml: line 2: uses an alias/],
  ['a: &a\n  b: *a', /^more\.yaml: line 2: uses an alias/],
])('a file of features that is refused stops no rule that does without it: %j', async (text, sentence) => {
  await withHome(
    { good },
    async home => {
      writeFileSync(join(home, 'pipelines', 'features', 'more.yaml'), text)
      const [first] = await problemsOf(home)
      expect(first).toMatch(sentence)
    },
    'good: { yen_min: 5 }',
  )
})

test('a rule that breaks later keeps its previous version, and the others go on', async () => {
  await withHome(
    { good, x: { sql: `${headOf('x')}SELECT id FROM work WHERE yen > 5`, cases } },
    async home => {
      const path = join(home, 'a.duckdb')
      const first = await openPipeline(path, home)
      first.db.close()
      writeFileSync(join(home, 'pipelines', 'rules', 'x.sql'), `${headOf('x')}SELECT id FROM work WHERE random() > 5`)
      writeFileSync(join(home, 'pipelines', 'rules', 'new.sql'), 'SELECT 1')
      const { db, refused } = await openPipeline(path, home)
      const [row] = await db.values("SELECT list(rule || ' ' || version ORDER BY rule)::VARCHAR FROM rules")
      const { rules } = await loadRules(db, home, readConfig(home))
      db.close()
      expect(String(row?.[0])).toMatch(/^\[good \w{12}, x \w{12}\]$/)
      expect(rules.map(({ id, sql }) => [id, /random/.test(sql)])).toEqual([
        ['good', false],
        ['x', false],
      ])
      expect(refused.map(({ rule }) => rule)).toEqual(['new', 'x'])
    },
    'good: { yen_min: 5 }',
  )
})

test('explain tells each condition with what it saw, and reads only', async () => {
  const sql = `${headOf('good')}SELECT id FROM work WHERE yen > $yen_min AND provider_charges_1h >= 2 AND network = 'vpn'`
  await withHome(
    { good: { sql, cases } },
    async home => {
      const path = join(home, 'a.duckdb')
      const lines = join(home, 'a.ndjson')
      writeFileSync(lines, [chargeLine('c1', { yen: 7 }), chargeLine('c2', { yen: 3 })].join('\n'))
      const { db, pipeline } = await openPipeline(path, home)
      for await (const { change } of pipeline.run(fileSource(lines))) expect(change.deadLetters).toEqual([])
      db.close()
      const before = readFileSync(path)
      const explained = await explainEvent(home, path, 'good', 'c2')
      expect(explained).toMatchObject({
        fires: false,
        conditions: [
          { sql: '(yen > $yen_min)', holds: false, columns: { yen: 3 }, thresholds: { yen_min: 5 } },
          { holds: true, columns: { provider_charges_1h: 2 } },
          { sql: "(network = 'vpn')" },
        ],
      })
      expect(explanationText(explained)).toMatch(/good stays quiet on c2: of 3 conditions 1 did not hold/)
      expect((await explainEvent(home, path, 'good', 'c1')).conditions[1]).toMatchObject({ holds: false })
      await expect(explainEvent(home, path, 'good', 'nothing')).rejects.toThrow(
        /nothing: no link or charge has this id/,
      )
      expect(readFileSync(path).equals(before)).toBe(true)
    },
    'good: { yen_min: 5 }',
  )
})
