import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { openMigrated } from '../../src/cli/support/home.js'
import type { Measuring } from '../../src/cli/support/rule-cost.js'
import { lintRules } from '../../src/cli/support/rule-lint.js'
import { loadRules } from '../../src/cli/support/rule-load.js'
import { readConfig } from '../../src/files/config.js'
import { chargeCases, headOf, reportsOf, withHome } from './home.js'

const cases = chargeCases(['a', 'alert', 0, 2], ['b', 'quiet', 0, 1])
const plain = { sql: `${headOf('plain')}SELECT id FROM work WHERE yen > 1`, cases }
const naming = { sql: `${headOf('naming')}SELECT id FROM work WHERE yen > 1 AND usual_charges > 5`, cases }
const free: Measuring = work => work({ micros: async () => 0, pairs: async () => new Map() })

/** The rules that go on, and what is said of the others, after a change of one file of the home. */
async function loadedAfter(file: string, change: (text: string) => string, thresholds?: string) {
  return withHome(
    { plain, naming },
    async home => {
      const path = join(home, file)
      writeFileSync(path, change(readFileSync(path, 'utf8')))
      const db = await openMigrated(':memory:', home, { create: true })
      try {
        const { rules, refused } = await loadRules(db, home, readConfig(home))
        const sentences = refused.map(({ sentence }) => sentence.replaceAll(`${home}/`, ''))
        return { ids: rules.map(({ id }) => id), sentences }
      } finally {
        db.close()
      }
    },
    thresholds,
  )
}

test('thresholds with a slip refuse their own rule, and no other', async () => {
  const { ids, sentences } = await loadedAfter('config/rules.yaml', () => 'naming:\n  yen_min: many\n')
  expect(ids).toEqual(['plain'])
  expect(sentences).toEqual([
    'config/rules.yaml: line 2: naming.yen_min: expected a number, or a list of { since, value }',
  ])
})

test('a file of thresholds that is no YAML is told with its line and how to write it', async () => {
  await expect(loadedAfter('config/rules.yaml', () => 'plain:\n  yen_min 5\n  a: 1\n')).rejects.toThrow(
    /rules\.yaml: line \d+: .*; write "key: value" on a line of its own/,
  )
})

test('a feature that is not declared is refused with one that is spelt much like it', async () => {
  const { ids, sentences } = await loadedAfter('pipelines/rules/plain.sql', text =>
    text.replace('yen > 1', 'provider_yen_2h > 1'),
  )
  expect(ids).toEqual(['naming'])
  expect(sentences[0]).toContain(
    'plain.sql: line 12: there is no column and no declared feature "provider_yen_2h" here',
  )
  expect(sentences[0]).toMatch(/; a declared feature that is spelt much like it: provider_yen_1h/)
})

test.each([
  [
    'odd: { per: shoe, of: charge, within: 1 hour, count: true }',
    'odd.per: expected one or several of provider, bank,',
  ],
  ['odd: { per: account, of: charge, within: 1 fortnight, count: true }', 'odd.within: expected a duration such as'],
  [
    'odd: { per: account, of: charge, where: { outcome: success }, within: 1 hour, count: true }',
    'odd: expected where: outcome: one of succeeded, failed, refused, which success is not',
  ],
  ['yen: { per: account, of: charge, within: 1 hour, count: true }', 'yen: expected a name of its own, for work has'],
  ['__proto__: { per: account, of: charge, within: 1 hour, count: true }', '__proto__ is no name; choose another'],
  ['odd: &all { per: account, of: *all }', 'uses an alias (*name); write the value out'],
])('the feature %s is refused with its line, and no rule with it', async (line, sentence) => {
  const { ids, sentences } = await loadedAfter('pipelines/features/transfers.yaml', text => `${line}\n${text}`)
  expect(sentences.join('\n')).toContain(`pipelines/features/transfers.yaml: line 1: ${sentence}`)
  expect(ids).toContain('plain')
})

test('a feature with an unknown key is to blame for the rule that names it, and for no other', async () => {
  const { ids, sentences } = await loadedAfter('pipelines/features/signals.yaml', text =>
    text.replace('usual_charges:\n', 'usual_charges:\n  withn: 1 hour\n'),
  )
  expect(ids).toEqual(['plain'])
  const [feature = '', rule = '', ...more] = sentences
  expect(more).toEqual([])
  expect(feature).toMatch(/^pipelines\/features\/signals\.yaml: line \d+: no such key: usual_charges\.withn/)
  expect(rule).toContain(`naming.sql: nothing wrong here, but with the feature usual_charges that it names: ${feature}`)
})

test('a column that is not there in the SQL of a feature is told with the line of the feature', async () => {
  const line = 1 + readFileSync('pipelines/features/signals.yaml', 'utf8').split('\n').indexOf('usual_charges:')
  const { ids, sentences } = await loadedAfter('pipelines/features/signals.yaml', text =>
    text.replace(/(usual_charges:[\s\S]*?)paid\.outcome/, '$1paid.outcom'),
  )
  expect(ids).toEqual(['plain'])
  expect(sentences).toHaveLength(1)
  expect(sentences[0]).toMatch(/^pipelines\/rules\/naming\.sql: nothing wrong here, but with the feature usual_charges/)
  expect(sentences[0]).toContain(`pipelines/features/signals.yaml: line ${line + 3}: there is no table "paid" here`)
})

test('lint says the same of it', async () => {
  const { problems } = await withHome({ plain, naming }, home => {
    const path = join(home, 'pipelines/features/signals.yaml')
    const broken = readFileSync(path, 'utf8').replace(/(usual_charges:[\s\S]*?)paid\.outcome/, '$1paid.outcom')
    writeFileSync(path, broken)
    return lintRules(home, [], free)
  })
  expect(problems.map(({ place }) => place)).toEqual(['pipelines/rules/naming.sql'])
  expect(problems[0]?.sentence).toMatch(
    /^nothing wrong here, but with the feature usual_charges.*signals\.yaml: line \d+/,
  )
})

test('cases that are not UTF-8 are refused with their line', async () => {
  const sjis = cases.replace('\na,', '\n試し,')
  const [report] = await withHome({ plain }, home => {
    writeFileSync(join(home, 'pipelines/rules/plain.cases.csv'), iconv.encode(sjis, 'cp932'))
    return reportsOf(home)
  })
  expect(report?.problems[0]?.place).toMatch(/plain\.cases\.csv:2$/)
  expect(report?.problems[0]?.sentence).toMatch(/^not UTF-8; save the file as "CSV UTF-8"/)
})

test('what a failed case saw of a looked-up instant is in the time of Japan', async () => {
  const feature = 'seen_at:\n  sql: event.event_at\n  reads: []\n'
  const sql = `${headOf('plain')}SELECT id FROM work WHERE yen > 5 AND seen_at IS NOT NULL`
  const [report] = await withHome({ plain: { sql, cases } }, home => {
    writeFileSync(join(home, 'pipelines/features/more.yaml'), feature)
    return reportsOf(home)
  })
  expect(report?.problems[0]?.values?.seen_at).toBe('2020-09-08T10:00:00+09:00')
})
