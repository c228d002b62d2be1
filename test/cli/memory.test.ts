import { cpSync } from 'node:fs'
import { openPipeline } from '../../src/cli/support/pipeline.js'
import { banken, expectSentence, root, Scratch } from '../support/cli.js'
import { ordinaryCharges } from '../support/samples.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const charges = scratch.write('charges.ndjson', ordinaryCharges(20_000))

/** A home whose database may take so much. */
function homeWith(megabytes: number): string {
  const home = scratch.path(`home-${megabytes}`)
  for (const part of ['config', 'pipelines']) cpSync(`${root}/${part}`, `${home}/${part}`, { recursive: true })
  scratch.write(`home-${megabytes}/config/local.yaml`, `databaseMegabytesMax: ${megabytes}\n`)
  return home
}

test.each([1, 8])('too little memory for the database (%i MB) is told in a sentence', async megabytes => {
  const ran = await banken(
    'replay',
    charges,
    '--db',
    scratch.path(`a-${megabytes}.duckdb`),
    '--home',
    homeWith(megabytes),
  )
  expectSentence(ran, 1, /needs more memory than it may take.*databaseMegabytesMax in config/)
})

test('the database takes no more memory than config/ allows', async () => {
  const { db } = await openPipeline(scratch.path('b.duckdb'), homeWith(300))
  const [row] = await db.values("SELECT current_setting('memory_limit')")
  db.close()
  // DuckDB counts in mebibytes.
  expect(row).toEqual(['286.1 MiB'])
  const ran = await banken('replay', charges, '--db', scratch.path('b.duckdb'), '--home', scratch.path('home-300'))
  expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('stored 20000')])
})
