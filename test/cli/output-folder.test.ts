import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, OutputError } from '../../src/files/output.js'
import { banken, expectSentence, Scratch } from '../support/cli.js'
import { ordinaryCharges } from '../support/samples.js'

const scratch = new Scratch()
const db = scratch.path('a.duckdb')
beforeAll(() => banken('replay', scratch.write('some.ndjson', ordinaryCharges(20)), '--db', db))
afterAll(() => scratch.remove())

test('a folder is made with those above it; a file in the way is told', () => {
  const deep = scratch.path('a/b/c')
  makeFolder(deep)
  makeFolder(join(deep, '..', 'd'))
  expect([existsSync(deep), existsSync(scratch.path('a/b/d'))]).toEqual([true, true])
  const file = scratch.write('file', '')
  for (const place of [file, join(file, 'x')]) expect(() => makeFolder(place)).toThrow(OutputError)
})

/** Linux alone has such a place. Node's own mkdir would run for ever in it. */
const NOWHERE = '/proc/banken/x'
const onLinux = existsSync('/proc/self/status')

test.each([
  ['docs', []],
  ['export', ['--db', db]],
  ['export-parquet', ['--db', db]],
  ['report', ['--db', db, '--date', '2020-09-16']],
  ['demo', []],
] as const)('%s into a place where no folder can be made says so, and ends', async (command, args) => {
  const place = onLinux ? NOWHERE : join(scratch.write('in-the-way', ''), 'x')
  expectSentence(
    await banken(command, ...args, '--out', place),
    1,
    /no folder can be made there|part of the path is a file/,
  )
})

test('a snapshot there is told too', async () => {
  expectSentence(
    await banken('snapshot', '--db', db, '--out', scratch.path('none/x')),
    1,
    /there is no folder .*none; make it/,
  )
})
