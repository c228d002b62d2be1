import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { amongRows, bannedIn, belowTheDoor, blankSql, inSource, inSql, inTests } from './banned.js'
import { tooLong } from './lengths.js'
import { readFiles, root } from './modules.js'
import { halfRules, outOfSequence, withoutComment } from './pipelines.js'

const src = readFiles('src', '.ts')
const tests = readFiles('test', '.ts')
const sql = readFiles('pipelines', '.sql')

const isBelowTheDoor = (path: string) => path !== 'src/main.ts' && !path.startsWith('src/cli/')

test('there is something to look at', () => {
  expect(src.length).toBeGreaterThan(30)
  expect(tests.length).toBeGreaterThan(10)
  expect(sql.length).toBeGreaterThan(8)
})

test('files are at most 250 lines, functions at most 50', () => {
  expect([...src, ...tests].flatMap(tooLong)).toEqual([])
})

test('src is finished and silent', () => {
  expect(src.flatMap(file => bannedIn(file, inSource))).toEqual([])
})

test('time and chance come in through the door', () => {
  const below = src.filter(file => isBelowTheDoor(file.path))
  expect(below.flatMap(file => bannedIn(file, belowTheDoor))).toEqual([])
})

test('rows that a query gives are never arguments', () => {
  const near = src.filter(({ path }) => /^src\/(?:duckdb|detect)\//.test(path))
  expect(near.length).toBeGreaterThan(50)
  expect(near.flatMap(file => bannedIn(file, amongRows))).toEqual([])
})

test('tests are finished and all run', () => {
  expect(tests.flatMap(file => bannedIn(file, inTests))).toEqual([])
})

test('SQL reads no clock and no chance', () => {
  expect(sql.flatMap(file => bannedIn(file, inSql, blankSql))).toEqual([])
})

test('every table, view and macro has a comment', () => {
  expect(sql.flatMap(withoutComment)).toEqual([])
})

test('schema files are numbered without gaps', () => {
  const schema = sql.filter(file => file.path.startsWith('pipelines/schema/')).map(file => file.path)
  expect(schema.length).toBeGreaterThan(0)
  expect(outOfSequence(schema)).toEqual([])
})

test('every rule has its cases', () => {
  const folder = join(root, 'pipelines', 'rules')
  expect(halfRules(existsSync(folder) ? readdirSync(folder) : [])).toEqual([])
})
