import { Database } from '../../src/duckdb/database.js'
import { Scratch } from '../../src/duckdb/scratch.js'

const MANY = "SELECT md5(i::VARCHAR) AS id, repeat('x', 64) || i AS said FROM range(100000) t(i)"

async function megabytes(db: Database): Promise<number> {
  const [row] = await db.values("SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'")
  return Number(row?.[0]) / 1e6
}

test('a table that one transaction fills again and again keeps the memory of one filling', async () => {
  const db = await Database.open(':memory:')
  // Threads that fill a table together leave copies behind, until the transaction ends.
  await db.run('SET threads = 1')
  const scratch = Scratch.of(db)
  await scratch.begin()
  await db.run('BEGIN')
  const after: number[] = []
  for (let filling = 0; filling < 6; filling++) {
    await scratch.empty('slice', '(id VARCHAR, said VARCHAR)')
    await scratch.insertOnce('slice', MANY)
    after.push(await megabytes(db))
  }
  expect(Math.max(...after)).toBeLessThan(2 * (after[0] ?? 0))
  expect((await db.values('SELECT count(*), count(DISTINCT id) FROM slice'))[0]).toEqual([100_000n, 100_000n])
  await db.run('COMMIT')
  db.close()
})
