import { Database } from '../../src/duckdb/database.js'
import { Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

/** How the texts of a table were shortened: none is like another one, so that nothing else shortens them. */
async function waysOf(isLive: boolean): Promise<unknown[]> {
  const db = await Database.open(scratch.path(`${isLive}.duckdb`), { create: true, isLive })
  await db.run('CREATE TABLE t AS SELECT sha256(range::VARCHAR) AS text FROM range(150_000)')
  await db.run('CHECKPOINT')
  const ways = await db.values(
    "SELECT DISTINCT compression FROM pragma_storage_info('t') WHERE segment_type = 'VARCHAR'",
  )
  db.close()
  return ways.flat()
}

test('a live database leaves out FSST, which others would wait for, and no other one does', async () => {
  expect(await waysOf(true)).toEqual(['Uncompressed'])
  expect(await waysOf(false)).toContain('FSST')
})
