import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { banken, ended, expectSentence, main, Scratch } from '../support/cli.js'
import { undrawn } from '../support/page-text.js'
import { ordinaryCharges } from '../support/samples.js'

const scratch = new Scratch()
const db = scratch.path('a.duckdb')
beforeAll(() => banken('replay', scratch.write('many.ndjson', ordinaryCharges(20_000)), '--db', db))
afterAll(() => scratch.remove())

const QUESTION =
  'SELECT provider, bank, two_factor, count(*) AS n, sum(yen) AS yen FROM v_charges GROUP BY ALL ORDER BY ALL'

test('a snapshot answers as its database does', async () => {
  const snap = scratch.path('snap.duckdb')
  expect(await banken('snapshot', '--db', db, '--out', snap, '--json')).toMatchObject({ code: 0, stderr: '' })
  const answers = [db, snap].map(path => banken('sql', QUESTION, '--db', path, '--json'))
  const [ours, theirs] = await Promise.all(answers)
  expect(ours?.stdout).toContain('"yen"')
  expect(theirs?.stdout).toBe(ours?.stdout)
})

test('a full disk is told, the last snapshot stays, and nothing half made is left', async () => {
  const snap = scratch.path('full.duckdb')
  await banken('snapshot', '--db', db, '--out', snap)
  const before = readFileSync(snap)
  const limited = `ulimit -f 1000; exec "$0" "$@"`
  const ran = await ended(spawn('sh', ['-c', limited, process.execPath, main, 'snapshot', '--db', db, '--out', snap]))
  expectSentence(ran, 1, /snapshot .*full\.duckdb: .*The one before, if any, is as it was/)
  expect(readFileSync(snap).equals(before)).toBe(true)
  expect(readdirSync(scratch.folder).filter(name => name.includes('partial'))).toEqual([])
})

test('docs writes the dictionary', async () => {
  expect((await banken('docs', '--out', scratch.path('docs'))).code).toBe(0)
  expect(readFileSync(scratch.path('docs/DICTIONARY.md'), 'utf8')).toMatch(/## damage\(as_of, basis, channels\)/)
  const page = readFileSync(scratch.path('docs/dictionary.html'), 'utf8')
  expect(undrawn(page)).toEqual([])
  expect(page).toMatch(/<td lang="ja">ウォレットのトークン<\/td>/)
})
