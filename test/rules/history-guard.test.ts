import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openMigrated } from '../../src/cli/support/home.js'
import { loadRules } from '../../src/cli/support/rule-load.js'
import { captureFaults } from '../../src/detect/history-guard.js'
import type { Database } from '../../src/duckdb/database.js'
import { catalogueOf } from '../../src/duckdb/rule-catalogue.js'
import { parseSql } from '../../src/duckdb/rule-tree.js'
import { readConfig } from '../../src/files/config.js'
import { headOf, withHome } from './home.js'

const good = { sql: `${headOf('good')}SELECT id FROM work WHERE yen > 1` }

let db: Database
beforeAll(async () => {
  db = await openMigrated(':memory:', '.', { create: true })
})
afterAll(() => db.close())

/** What loading a home says, with file names from its folder on. */
async function said(rules: Record<string, { sql: string }>, features: string, thresholds = '{}') {
  return withHome(
    rules,
    async home => {
      writeFileSync(join(home, 'pipelines', 'features', 'extra.yaml'), features)
      const loaded = await loadRules(db, home, readConfig(home))
      const sentences = loaded.refused.map(({ sentence }) => sentence.replaceAll(`${home}/`, ''))
      return { rules: loaded.rules.map(({ id }) => id), sentences }
    },
    thresholds,
  )
}

const x = { sql: `${headOf('x')}SELECT id FROM work WHERE odd > 1` }
const feature = (sql: string) => `odd:\n  sql: |\n    SELECT count(*)\n    ${sql}\n  reads: []\n`

test.each([
  ['a clock', 'FROM charges c WHERE c.event_at < now()', 'now(): a rule has no clock'],
  [
    'a clock without parentheses',
    'FROM charges c WHERE c.event_at < current_date',
    'current_date(): a rule has no clock',
  ],
  ['chance', 'FROM charges c WHERE random() < 0.5', 'random(): a rule must say the same each time'],
  [
    'what differs between sessions',
    'FROM charges c WHERE current_schema() = c.id',
    'current_schema(): a rule has no clock',
  ],
  ['a file by a function', "FROM read_csv('/etc/passwd') f", 'read_csv(): a rule reads nothing but work'],
  ['a file by its name', "FROM '/etc/passwd' f", '/etc/passwd: only tables of events'],
  ['a setting', "FROM charges c WHERE getvariable('x') = c.id", 'getvariable(): a rule reads nothing but work'],
  ['the alerts themselves', 'FROM v_alerts a', 'v_alerts: only tables of events'],
  ['the order of arrival', 'FROM events e', 'events: only tables of events'],
  ['a table of the catalogue', 'FROM information_schema.tables t', 'information_schema.tables: only tables of events'],
  [
    'a column that a macro would catch',
    'FROM charges c WHERE two_factor_at(account, c.event_at) = $$void$$',
    'two_factor_at(account): inside this macro account would be taken for a column of its own; write it with its table: k.account',
  ],
])('the SQL of a feature may not use %s, and other rules go on', async (_, sql, sentence) => {
  const { rules, sentences } = await said({ good, x }, feature(sql))
  expect(rules).toEqual(['good'])
  expect(sentences).toContainEqual(expect.stringContaining(`pipelines/features/extra.yaml: line 4: odd: ${sentence}`))
  expect(sentences).toContainEqual(
    expect.stringContaining('pipelines/rules/x.sql: nothing wrong here, but with the feature odd that it names: '),
  )
})

test.each([
  ['SELECT * of a table', 'odd:\n  sql: SELECT max(n) FROM (SELECT *, 1 AS n FROM charges c)\n  reads: []\n', 2],
  ['two values', 'odd:\n  sql: 1), (2\n  reads: []\n', 2],
  ['a statement behind it', "odd:\n  sql: |\n    1);\n    COPY charges TO '/tmp/x'; SELECT (1\n  reads: []\n", 3],
])('nor %s', async (_, features, line) => {
  const { rules, sentences } = await said({ good, x }, features)
  expect(rules).toEqual(['good'])
  expect(sentences.some(sentence => sentence.startsWith(`pipelines/features/extra.yaml: line ${line}: odd: `))).toBe(
    true,
  )
})

test('a rule over a period is held to the same', async () => {
  const head = headOf('x', {
    on: 'sweep',
    every: '1 day',
    span: '30 days',
    reads: 'charge, link, holder',
    fires: 'charge',
  })
  const of = async (sql: string) => (await said({ x: { sql: head + sql } }, '{}')).sentences
  const select = 'SELECT c.id, c.account AS entity, c.yen FROM v_charges c'
  expect(await of(`${select} WHERE EXISTS (FROM v_links l WHERE l.account = c.account)`)).toEqual([])
  expect(await of(`SELECT c.* FROM v_charges c`)).toEqual([
    expect.stringMatching(/x\.sql: line 16: SELECT \* of a table/),
  ])
  expect(await of(`${select} WHERE c.event_at < current_timestamp`)).toEqual([expect.stringMatching(/no clock/)])
  expect(await of(`${select} WHERE is_elsewhere(ip, ip)`)).toEqual([])
  expect(await of(`${select} WHERE holder_at(md5_number_lower(account), c.event_at) IS NULL`)).toEqual([
    expect.stringMatching(/holder_at\(account\): .*k\.account$/),
  ])
})

test('thresholds of a rule that is not there, and those that a rule does not name, are told at load with their lines', async () => {
  const { rules, sentences } = await said({ good }, '{}', 'good:\n  yen_mni: 5\nbetter:\n  yen_min: 5\n')
  expect(rules).toEqual(['good'])
  expect(sentences).toEqual([
    'config/rules.yaml: line 2: good.yen_mni: the rule names no $yen_mni; take it out, or use it',
    'config/rules.yaml: line 3: better: there is no pipelines/rules/better.sql; a slip in the name?',
  ])
})

/** Every query of views, macros and reports, with the names that are parameters in it. */
async function queriesOf(): Promise<[string, string, string[]][]> {
  const views = await db.values('SELECT view_name, sql FROM duckdb_views() WHERE NOT internal')
  const macros = await db.values(`SELECT function_name, macro_definition, function_type, parameters::VARCHAR
    FROM duckdb_functions() WHERE NOT internal AND macro_definition IS NOT NULL`)
  const folder = join('pipelines', 'reports')
  const reports = readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.sql'))
  return [
    ...views.map(([name, sql]): [string, string, string[]] => [
      String(name),
      String(sql).replace(/^CREATE VIEW .*? AS /s, ''),
      [],
    ]),
    ...macros.map(([name, sql, type, names]): [string, string, string[]] => [
      String(name),
      type === 'macro' ? `SELECT ${sql}` : String(sql),
      String(names).slice(1, -1).split(', '),
    ]),
    ...reports.map((name): [string, string, string[]] => [name, readFileSync(join(folder, name), 'utf8'), []]),
  ]
}

test('no view, macro or report hands a macro a column that it would take for its own', async () => {
  const catalogue = await catalogueOf(db)
  expect([...catalogue.capturing]).toEqual(expect.arrayContaining(['two_factor_at', 'holder_at', 'fresh_factors']))
  expect(catalogue.capturing.has('to_jst')).toBe(false)
  const caught: string[] = []
  for (const [name, sql, parameters] of await queriesOf()) {
    const parsed = await parseSql(db, sql)
    if ('sentence' in parsed) throw new Error(`${name}: ${parsed.sentence}`)
    caught.push(
      ...parsed
        .flatMap(tree => captureFaults(tree, catalogue, new Set(parameters)))
        .map(({ sentence }) => `${name}: ${sentence}`),
    )
  }
  expect(caught).toEqual([])
})
