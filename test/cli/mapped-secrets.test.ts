import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import iconv from 'iconv-lite'
import { Database } from '../../src/duckdb/database.js'
import { CANARIES, caseOf, faults, widened } from '../providers/faults.js'
import { mappings, sampleFile, secretsOf } from '../providers/reading.js'
import { banken, ended, main, Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const KEY = 'a key of the tests, which is long enough to be one'

/** Every row of every table, as text. */
async function tablesOf(path: string): Promise<string[]> {
  const db = await Database.open(path, { readOnly: true })
  const texts: string[] = []
  for (const { name } of await db.rows('SELECT table_name AS name FROM duckdb_tables()'))
    texts.push(JSON.stringify(await db.rows(`FROM ${String(name)}`)))
  texts.push(JSON.stringify(await db.rows('SELECT decode(bytes) AS text FROM dead_letters')))
  db.close()
  return texts
}

/** Everything that a run has written: tables, files, what went to the terminal. */
async function written(db: string, ran: { stdout: string; stderr: string }): Promise<Buffer> {
  const texts = [ran.stdout, ran.stderr, ...(await tablesOf(db))]
  const out = scratch.path(`out-${basename(db)}`)
  await banken('export', '--db', db, '--out', out)
  for (const name of readdirSync(out)) texts.push(readFileSync(`${out}/${name}`, 'utf8'))
  texts.push((await banken('dead-letters', 'list', '--db', db)).stdout)
  return Buffer.concat([Buffer.from(texts.join('\n')), readFileSync(db)])
}

test('there are samples to look at', () => {
  expect(mappings.ids.length).toBeGreaterThanOrEqual(12)
})

/** What was written of these texts, by a replay of files. */
async function leaked(secrets: readonly string[], id: string, files: readonly string[], db: string): Promise<string[]> {
  const env = { ...process.env, BANKEN_TOKEN_KEY: KEY }
  const ran = await ended(
    spawn(process.execPath, [main, 'replay', ...files, '--mapping', id, '--db', db, '--json'], { env }),
  )
  expect(JSON.parse(ran.stdout).stored).toBeGreaterThan(0)
  const all = await written(db, ran)
  return secrets.filter(text => all.includes(text) || all.includes(iconv.encode(text, 'cp932')))
}

test.each(mappings.ids)('%s: no raw identifier of its sample is in anything that was written', async id => {
  const file = sampleFile(id)
  const secrets = await secretsOf(id, file)
  expect(secrets.size).toBeGreaterThan(0)
  expect(await leaked([...secrets], id, [file], scratch.path(`${id}.duckdb`))).toEqual([])
})

test.each(mappings.ids)('%s: nor is one of its bad records', async id => {
  const of = caseOf(id)
  const whole = scratch.write(`${id}-whole`, of.format.write([...of.good, of.victim]))
  const secrets = [...(await secretsOf(id, whole)), ...CANARIES]
  const wide = { good: of.good.map(r => widened(of, r, CANARIES[0])), victim: widened(of, of.victim, CANARIES[1]) }
  const files = faults.map(([, make], i) => scratch.write(`${id}-${i}`, make({ ...of, ...wide })))
  expect(await leaked(secrets, id, files, scratch.path(`${id}-bad.duckdb`))).toEqual([])
})
