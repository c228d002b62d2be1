import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
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

const env = { ...process.env, BANKEN_TOKEN_KEY: KEY }
const db = scratch.path('all.duckdb')
/** What must be found nowhere, by the mapping whose records it was in. */
const secrets = new Map<string, ReadonlySet<string>>()
let written: Buffer

/** Whole records and bad ones, with more fields than the provider's own: what was in them, and files of them. */
async function prepared(id: string): Promise<{ secrets: Set<string>; files: string[] }> {
  const of = caseOf(id)
  const whole = scratch.write(`${id}-whole`, of.format.write([...of.good, of.victim]))
  const wide = { good: of.good.map(r => widened(of, r, CANARIES[0])), victim: widened(of, of.victim, CANARIES[1]) }
  const bad = faults.map(([, make], i) => scratch.write(`${id}-${i}`, make({ ...of, ...wide })))
  const own = await secretsOf(id, sampleFile(id))
  if (own.size === 0) throw new Error(`${id}: nothing in its sample is a secret`)
  return {
    secrets: new Set([...own, ...(await secretsOf(id, whole)), ...CANARIES]),
    files: [sampleFile(id), ...bad],
  }
}

/** The samples and the bad records of all providers in one database, and all that is written of them. */
beforeAll(async () => {
  const said: string[] = []
  for (const id of mappings.ids) {
    const { secrets: own, files } = await prepared(id)
    secrets.set(id, own)
    const args = ['replay', ...files, '--mapping', id, '--db', db, '--json']
    const ran = await ended(spawn(process.execPath, [main, ...args], { env }))
    if (ran.code !== 0) throw new Error(ran.stderr)
    said.push(ran.stdout, ran.stderr)
  }
  written = Buffer.concat([
    Buffer.from([...said, ...(await tablesOf(db)), ...(await toldOf(db))].join('\n')),
    readFileSync(db),
  ])
}, 300_000)

/** What commands make of a database: files, and what goes to the terminal. */
async function toldOf(path: string): Promise<string[]> {
  const out = scratch.path('out')
  const commands = [
    await banken('export', '--db', path, '--out', out),
    await banken('dead-letters', 'list', '--db', path),
  ]
  const files = readdirSync(out).map(name => readFileSync(`${out}/${name}`, 'utf8'))
  return [...commands.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...files]
}

test('there are samples of all providers to look at, and bad records', async () => {
  expect(mappings.ids.length).toBeGreaterThanOrEqual(12)
  const open = await Database.open(db, { readOnly: true })
  const [row] = await open.values(`SELECT count(DISTINCT split_part(id, ':', 1)) FROM events`)
  const [letters] = await open.values('SELECT count(*) FROM dead_letters')
  open.close()
  expect([Number(row?.[0]), Number(letters?.[0]) >= mappings.ids.length]).toEqual([mappings.ids.length, true])
})

test.each(mappings.ids)('%s: no raw identifier of its records, good or bad, is in anything that was written', id => {
  const found = [...(secrets.get(id) ?? ['nothing was read'])].filter(
    text => written.includes(text) || written.includes(iconv.encode(text, 'cp932')),
  )
  expect(found).toEqual([])
})
