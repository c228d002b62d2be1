import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { replaceFolder, restoreFolder } from '../../src/files/folder.js'
import { Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) })

test('the new files replace the old ones as a whole, and the manifest names them', async () => {
  const folder = scratch.path('report')
  await replaceFolder(folder, [file('a', '1'), file('old', '1')], {})
  await replaceFolder(folder, [file('a', '2')], { report: 'x' })
  expect(readdirSync(folder).sort()).toEqual(['a', 'manifest.json'])
  const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'))
  expect(manifest).toEqual({
    report: 'x',
    files: [{ name: 'a', bytes: 1, sha256: 'd4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35' }],
  })
  expect(readdirSync(scratch.folder)).toEqual(['report'])
})

test('a kill between the two renames is undone', async () => {
  const folder = scratch.path('killed')
  await replaceFolder(folder, [file('a', 'old')], {})
  renameSync(folder, scratch.path('.killed.old'))
  mkdirSync(scratch.path('.killed.partial'))
  restoreFolder(folder)
  expect(readFileSync(`${folder}/a`, 'utf8')).toBe('old')
  expect(existsSync(scratch.path('.killed.partial'))).toBe(false)
})

test("somebody else's files are not replaced", async () => {
  const folder = scratch.path('theirs')
  mkdirSync(folder)
  writeFileSync(`${folder}/letter.txt`, 'dear')
  await expect(replaceFolder(folder, [file('a', '1')], {})).rejects.toThrow(/holds "letter.txt".*folder of its own/)
  expect(readdirSync(folder)).toEqual(['letter.txt'])
})

test('an empty folder is taken, a file in its place is refused', async () => {
  mkdirSync(scratch.path('empty'))
  await replaceFolder(scratch.path('empty'), [file('a', '1')], {})
  expect(readdirSync(scratch.path('empty')).sort()).toEqual(['a', 'manifest.json'])
  await expect(replaceFolder(scratch.write('plain', ''), [file('a', '1')], {})).rejects.toThrow(/plain: .*folder/)
})
