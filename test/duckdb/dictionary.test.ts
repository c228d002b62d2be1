import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../src/duckdb/database.js'
import { dictionaryMarkdown, dictionaryOf, wordsOf } from '../../src/duckdb/dictionary.js'
import { root } from '../support/cli.js'
import { openMigrated } from '../support/database.js'

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/
const TABLE_MACROS: readonly (readonly [string, string])[] = [
  ['claims_at', "claims_at('2020-09-20T00:00:00Z')"],
  ['two_factor_at', "two_factor_at('a', '2020-09-20T00:00:00Z')"],
  ...['damage', 'damage_by_bank', 'damage_by_provider', 'damage_total'].map(
    name => [name, `${name}('2020-09-20T00:00:00Z', 'declared')`] as const,
  ),
]

let db: Database
beforeAll(async () => {
  db = await openMigrated()
})
afterAll(() => db.close())

test('every public view, macro and column says in English and in Japanese what it is', async () => {
  const entries = await dictionaryOf(db)
  expect(entries.length).toBeGreaterThanOrEqual(12)
  const texts = entries.flatMap(({ name, columns, ...words }) => [
    { name, ...words },
    ...columns.map(column => ({ ...column, name: `${name}.${column.name}` })),
  ])
  expect(texts.filter(({ en, ja }) => en.trim() === '' || !JAPANESE.test(ja)).map(({ name }) => name)).toEqual([])
})

test('the public macros are these', async () => {
  const names = (await dictionaryOf(db)).filter(({ kind }) => kind === 'table macro').map(({ name }) => name)
  expect(names.map(name => name.replace(/\(.*/, '')).sort()).toEqual(TABLE_MACROS.map(([name]) => name).sort())
})

test('a public column is never removed or given another type', async () => {
  const views = (await dictionaryOf(db)).filter(({ kind }) => kind === 'view')
  const now = new Set(
    views.flatMap(({ name, columns }) => columns.map(column => `${name}.${column.name} ${column.type}`)),
  )
  for (const [name, call] of TABLE_MACROS) {
    for (const [column, type] of await db.values(`DESCRIBE FROM ${call}`)) now.add(`${name}().${column} ${type}`)
  }
  const golden = readFileSync(join(root, 'test', 'duckdb', 'public-columns.txt'), 'utf8')
    .trim()
    .split('\n')
  expect(golden.filter(column => !now.has(column))).toEqual([])
  // A new column is written down at the end, and from then on it stays.
  expect([...now].filter(column => !golden.includes(column))).toEqual([])
})

test('a stroke within a text stays, and one within a table is escaped', () => {
  expect(wordsOf('a / b / 銀行')).toEqual({ en: 'a / b', ja: '銀行' })
  expect(wordsOf('alone')).toEqual({ en: 'alone', ja: '' })
  const column = { name: 'c', type: 'BIGINT', en: 'a|b', ja: '銀行' }
  const text = dictionaryMarkdown([{ kind: 'view', name: 'v_x', en: 'x', ja: '表', columns: [column] }])
  expect(text).toContain('| `c` | BIGINT | a\\|b | 銀行 |')
})
