import { existsSync } from 'node:fs'
import { withSnapshots } from '../../src/cli/support/snapshots.js'
import type { Engine } from '../../src/pipeline/live.js'
import { Scratch } from '../support/cli.js'
import { openMigrated } from '../support/database.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const REPORT = {} as Awaited<ReturnType<Engine['commit']>>

/** Each call is one batch that ends `minute` minutes after the start; resolves to what was told so far. */
async function world(file: string) {
  const db = await openMigrated(scratch.path(`${file.replaceAll('/', '-')}.duckdb`))
  const told: string[] = []
  let minute = 0
  const engine = { commit: async () => REPORT } as unknown as Engine
  const around = { now: () => minute * 60_000, log: (level: string, text: string) => told.push(`${level} ${text}`) }
  const path = file === '' ? '' : scratch.path(file)
  const snapshots = withSnapshots(engine, db, { file: path, everyMinutes: 15 }, around)
  const batchAt = async (at: number) => {
    minute = at
    expect(
      await snapshots.engine.commit(
        [],
        async () => undefined,
        () => [],
      ),
    ).toBe(REPORT)
    await snapshots.end()
    return told
  }
  return { batchAt, path, close: () => db.close() }
}

test('the first batch, and the first one after so many minutes', async () => {
  const { batchAt, path, close } = await world('every.snap')
  expect(await batchAt(0)).toEqual(['info snapshot'])
  expect(existsSync(path)).toBe(true)
  expect(await batchAt(14)).toHaveLength(1)
  expect(await batchAt(15)).toEqual(['info snapshot', 'info snapshot'])
  expect(await batchAt(29)).toHaveLength(2)
  close()
})

test('one that fails is told, batches go on, and it is tried again', async () => {
  const { batchAt, close } = await world('none/x.snap')
  expect(await batchAt(0)).toEqual([expect.stringMatching(/^error .*there is no folder/)])
  expect(await batchAt(1)).toHaveLength(1)
  expect(await batchAt(15)).toHaveLength(2)
  close()
})

test('none where no place is named', async () => {
  const { batchAt, close } = await world('')
  expect(await batchAt(100)).toEqual([])
  close()
})
