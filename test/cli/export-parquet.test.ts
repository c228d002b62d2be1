import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { banken, ended, expectSentence, main, Scratch } from '../support/cli.js'
import { ordinaryCharges } from '../support/samples.js'

const scratch = new Scratch()
const db = scratch.path('a.duckdb')
beforeAll(() => banken('replay', scratch.write('many.ndjson', ordinaryCharges(9000)), '--db', db))
afterAll(() => scratch.remove())

test('writes once, then nothing; a file in the way and a full disk are told, and nothing half made is left', async () => {
  const args = ['export-parquet', '--db', db, '--out', scratch.path('out'), '--json']
  expect(JSON.parse((await banken(...args)).stdout)).toMatchObject({ removed: [], files: 8 })
  expect(JSON.parse((await banken(...args)).stdout)).toMatchObject({ written: [], files: 8 })
  const inTheWay = await banken('export-parquet', '--db', db, '--out', scratch.write('file', ''))
  expectSentence(inTheWay, 1, /file: a part of the path is a file; name a folder/)
  const small = ['-c', 'ulimit -f 2; exec "$0" "$@"', process.execPath, main, 'export-parquet', '--db', db]
  expectSentence(await ended(spawn('sh', [...small, '--out', scratch.path('full')])), 1, /full: the disk is full/)
  expect(readdirSync(scratch.path('full'))).toEqual([])
})
