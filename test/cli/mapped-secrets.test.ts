import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import iconv from 'iconv-lite'
import { tryMapping } from '../../src/cli/support/mapping-try.js'
import { Database } from '../../src/duckdb/database.js'
import { readConfig } from '../../src/files/config.js'
import { Mappings } from '../../src/files/mappings.js'
import { TOKEN_FIELDS } from '../../src/ingest/mapping/tokens.js'
import { banken, ended, main, root, Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const KEY = 'a key of the tests, which is long enough to be one'
const SECRET_LENGTH_MIN = 6

const config = readConfig(root)
const samples = new Mappings(root, config, KEY).ids.flatMap(id => {
  const folder = `${root}/fixtures/providers/${id}`
  return readdirSync(folder)
    .filter(name => name.startsWith('raw.'))
    .map(name => [id, `${folder}/${name}`] as const)
})

/** Every text of a sample of which a mapping makes a token. */
async function secretsOf(id: string, file: string): Promise<Set<string>> {
  const secrets = new Set<string>()
  for await (const { events } of tryMapping(root, config, id, file, 10_000))
    for (const { name, raw } of events.flatMap(({ fields }) => fields))
      if (TOKEN_FIELDS.has(name)) for (const value of raw) secrets.add(String(value ?? ''))
  return new Set([...secrets].filter(text => text.length >= SECRET_LENGTH_MIN))
}

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
  expect(samples.length).toBeGreaterThanOrEqual(12)
})

test.each(samples)('%s: no raw identifier of %s is in anything that was written', async (id, file) => {
  const secrets = await secretsOf(id, file)
  expect(secrets.size).toBeGreaterThan(0)
  const db = scratch.path(`${id}.duckdb`)
  const env = { ...process.env, BANKEN_TOKEN_KEY: KEY }
  const ran = await ended(
    spawn(process.execPath, [main, 'replay', file, '--mapping', id, '--db', db, '--json'], { env }),
  )
  expect(JSON.parse(ran.stdout).stored).toBeGreaterThan(0)
  const all = await written(db, ran)
  const found = [...secrets].filter(text => all.includes(text) || all.includes(iconv.encode(text, 'cp932')))
  expect(found).toEqual([])
})
