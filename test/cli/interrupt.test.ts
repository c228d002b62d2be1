import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { banken, ended, main, Scratch } from '../support/cli.js'
import { ordinaryCharges } from '../support/samples.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const COUNT = 20_000
const BATCH = 100
const file = scratch.write('many.ndjson', ordinaryCharges(COUNT))

function start(db: string): ChildProcess {
  return spawn(process.execPath, [main, 'replay', file, '--db', db, '--batch', String(BATCH), '--json'])
}

/** Resolves once some batches are committed: the log beside the database holds more than its tables. */
async function inTheMiddle(db: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && sizeOf(`${db}.wal`) < 600_000) await setTimeout(5)
  expect(child.exitCode).toBe(null)
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

async function countsOf(db: string): Promise<Record<string, number>> {
  const query =
    'SELECT received, stored, (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM charges) AS charges FROM sources'
  return JSON.parse((await banken('sql', query, '--db', db, '--json')).stdout)[0]
}

test('Ctrl-C finishes the batch at hand and exits 0; the same command goes on', async () => {
  const db = scratch.path('int.duckdb')
  const child = start(db)
  const ending = ended(child)
  await inTheMiddle(db, child)
  child.kill('SIGINT')
  const { code, stdout, stderr } = await ending
  expect({ code, stderr }).toEqual({ code: 0, stderr: '\nfinishing the batch at hand; once more ends at once\n' })
  const { received, interrupted } = JSON.parse(stdout)
  expect(interrupted).toBe(true)
  expect(received % BATCH).toBe(0)
  expect(received).toBeLessThan(COUNT)
  expect(await countsOf(db)).toEqual({ received, stored: received, events: received, charges: received })
  const again = JSON.parse((await banken('replay', file, '--db', db, '--json')).stdout)
  expect(again).toMatchObject({ stored: COUNT - received, duplicates: received, interrupted: false })
})

test('kill -9 loses no committed batch and leaves no half one; the log is read by whoever only reads', async () => {
  const db = scratch.path('kill.duckdb')
  const child = start(db)
  const ending = ended(child)
  await inTheMiddle(db, child)
  child.kill('SIGKILL')
  expect((await ending).code).toBe(null)
  const { received = 0, stored, events, charges } = await countsOf(db)
  expect(received % BATCH).toBe(0)
  expect(received).toBeGreaterThan(0)
  expect({ stored, events, charges }).toEqual({ stored: received, events: received, charges: received })
  expect((await banken('export', '--db', db, '--out', scratch.path('out'))).code).toBe(0)
  const again = JSON.parse((await banken('replay', file, '--db', db, '--json')).stdout)
  expect(again).toMatchObject({ stored: COUNT - received, duplicates: received })
  expect((await banken('doctor', '--db', db)).code).toBe(0)
})
