import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../src/duckdb/database.js'
import { dictionaryOf } from '../../src/duckdb/dictionary.js'
import { dictionaryMarkdown } from '../../src/duckdb/dictionary-text.js'
import { MACROS, TABLE_MACROS } from '../../src/duckdb/query-allowed.js'
import { macroWordsOf, wordsOf } from '../../src/duckdb/words.js'
import { root } from '../support/cli.js'
import { openMigrated } from '../support/database.js'

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/
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

test('each table macro has its columns', async () => {
  const bare = (await dictionaryOf(db)).filter(({ kind, columns }) => (kind === 'macro') !== (columns.length === 0))
  expect(bare).toEqual([])
})

test('a column that neither a table macro nor what it refers to describes has no words', async () => {
  const bare = await openMigrated()
  try {
    await bare.run(`
      CREATE MACRO some_at(t) AS TABLE SELECT 1 AS provider, 2 AS novel;
      COMMENT ON MACRO TABLE some_at IS 'Some / 表\ncolumns as damage_total\nodd: Not there / ない'`)
    const some = (await dictionaryOf(bare)).find(({ name }) => name === 'some_at(t)')
    const words = { provider: '決済事業者', novel: '' }
    expect(Object.fromEntries(some?.columns.map(({ name, ja }) => [name, ja]) ?? [])).toEqual(words)
  } finally {
    bare.close()
  }
})

test('a live query may call the public macros, and no others', async () => {
  const entries = await dictionaryOf(db)
  const named = (kind: string) => entries.filter(e => e.kind === kind).map(({ name }) => name.replace(/\(.*/, ''))
  expect([...MACROS].sort()).toEqual(named('macro').sort())
  expect([...TABLE_MACROS].sort()).toEqual(named('table macro').sort())
})

test('a public column or macro is never removed, and no column given another type', async () => {
  const now = (await dictionaryOf(db)).flatMap(({ kind, name, columns }) => {
    const stem = kind === 'view' ? name : name.replace(/\(.*/, '()')
    const own = kind === 'view' ? [] : [name]
    return [...own, ...columns.map(column => `${stem}.${column.name} ${column.type}`)]
  })
  const golden = readFileSync(join(root, 'test', 'duckdb', 'public-columns.txt'), 'utf8')
    .trim()
    .split('\n')
  expect(golden.filter(column => !now.includes(column))).toEqual([])
  // A new column is written down at the end, and from then on it stays.
  expect(now.filter(column => !golden.includes(column))).toEqual([])
})

test('of a table macro the first line is what it says, the others are its columns', () => {
  expect(macroWordsOf('a: b / 表\ncolumns as v_x\nc: d / 列\nof no form')).toEqual({
    en: 'a: b',
    ja: '表',
    columnsAs: 'v_x',
    columns: new Map([['c', { en: 'd', ja: '列' }]]),
  })
})

test('a stroke within a text stays, and one within a table is escaped', () => {
  expect(wordsOf('a / b / 銀行')).toEqual({ en: 'a / b', ja: '銀行' })
  expect(wordsOf('alone')).toEqual({ en: 'alone', ja: '' })
  const column = { name: 'c', type: 'BIGINT', en: 'a|b', ja: '銀行' }
  const text = dictionaryMarkdown([{ kind: 'view', name: 'v_x', en: 'x', ja: '表', columns: [column] }])
  expect(text).toContain('| `c` | BIGINT | a\\|b | 銀行 |')
})
