import { spawn } from 'node:child_process'
import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { banken, ended, expectSentence, main, Scratch } from '../support/cli.js'
import { filesIn } from '../support/parquet.js'
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
  expectSentence(inTheWay, 1, /file: is a file; name a folder/)
  const small = ['-c', 'ulimit -f 2; exec "$0" "$@"', process.execPath, main, 'export-parquet', '--db', db]
  expectSentence(await ended(spawn('sh', [...small, '--out', scratch.path('full')])), 1, /full: the disk is full/)
  expect(readdirSync(scratch.path('full'))).toEqual([])
})

test('kill -9 at any moment leaves every file old or new, and the manifest tells when the export is not whole', async () => {
  const later = scratch.path('b.duckdb')
  copyFileSync(db, later)
  const more = scratch.write('more.ndjson', ordinaryCharges(300).replaceAll('"e-', '"f-'))
  expect((await banken('replay', more, '--db', later)).code).toBe(0)
  const exportOf = (path: string, out: string) => [main, 'export-parquet', '--db', path, '--out', scratch.path(out)]
  for (const [path, out] of [
    [db, 'old'],
    [later, 'new'],
  ] as const) {
    expect((await ended(spawn(process.execPath, exportOf(path, out)))).code).toBe(0)
  }
  const [old, fresh] = [filesIn(scratch.path('old')), filesIn(scratch.path('new'))]
  const started = performance.now()
  cpSync(scratch.path('old'), scratch.path('timed'), { recursive: true })
  await ended(spawn(process.execPath, exportOf(later, 'timed')))
  const wholeMs = performance.now() - started
  for (let twelfth = 4; twelfth <= 12; twelfth++) {
    rmSync(scratch.path('lake'), { recursive: true, force: true })
    cpSync(scratch.path('old'), scratch.path('lake'), { recursive: true })
    const child = spawn(process.execPath, exportOf(later, 'lake'), { stdio: 'ignore' })
    const gone = new Promise(resolve => child.on('exit', resolve))
    await setTimeout((wholeMs * twelfth) / 12)
    child.kill('SIGKILL')
    await gone
    expectOldOrNew(scratch.path('lake'), old, fresh)
  }
  expect((await ended(spawn(process.execPath, exportOf(later, 'lake')))).code).toBe(0)
  expect(filesIn(scratch.path('lake'))).toEqual(fresh)
}, 120_000)

type Files = Readonly<Record<string, string>>

function expectOldOrNew(folder: string, old: Files, fresh: Files): void {
  const { complete } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const found = Object.entries(filesIn(folder)).filter(([path]) => !path.startsWith('.'))
  for (const [path, bytes] of found) {
    if (path !== 'manifest.json') expect([old[path], fresh[path]]).toContain(bytes)
  }
  if (complete) expect([old, fresh]).toContainEqual(Object.fromEntries(found))
}
