import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { csvText, writeFiles } from '../../src/files/output.js'
import { Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

test('writes all files, makes the folder, and says where', async () => {
  const folder = scratch.path('a/b')
  const lazy = async function* () {
    yield '口'
    yield '座\n'
  }
  expect(await writeFiles(folder, { 'x.txt': lazy, 'y.txt': () => [''] })).toEqual([
    `${folder}/x.txt`,
    `${folder}/y.txt`,
  ])
  expect(readFileSync(`${folder}/x.txt`, 'utf8')).toBe('口座\n')
  expect(readdirSync(folder).sort()).toEqual(['x.txt', 'y.txt'])
})

test('a failure leaves the old files, all of them', async () => {
  const folder = scratch.path('old')
  mkdirSync(folder)
  writeFileSync(`${folder}/x.txt`, 'old')
  const broken = () => {
    throw new Error('broken')
  }
  await expect(writeFiles(folder, { 'x.txt': () => ['new'], 'y.txt': broken })).rejects.toThrow('broken')
  expect(readFileSync(`${folder}/x.txt`, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['x.txt'])
})

test('a file where a folder must be', async () => {
  const file = scratch.write('file', '')
  await expect(writeFiles(file, { 'x.txt': () => ['a'] })).rejects.toThrow(`${file}: is a file; name a folder`)
  await expect(writeFiles(`${file}/in`, { 'x.txt': () => ['a'] })).rejects.toThrow('a part of the path is a file')
})

test('CSV with an empty cell for null, and quotes where they must be', async () => {
  const rows = [
    ['a,b', null],
    ['"c"', 0],
  ]
  expect(await csvText(['x', 'y'], rows)).toBe('x,y\n"a,b",\n"""c""",0\n')
  expect(await csvText(['x', 'y'], [])).toBe('x,y\n')
})
