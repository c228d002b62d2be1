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

test('what a transaction has emptied before it ends leaves no memory, and its table is not made anew', async () => {
  const db = await Database.open(':memory:')
  await db.run('SET threads = 1')
  const scratch = Scratch.of(db)
  const batch = async () => {
    await scratch.begin()
    await db.run('BEGIN')
    await scratch.empty('slice', '(id VARCHAR, said VARCHAR)')
    await scratch.insert('slice', MANY)
    const held = await megabytes(db)
    const [row] = await scratch.statements.values('SELECT count(*), count(DISTINCT id) FROM slice')
    expect(row).toEqual([100_000n, 100_000n])
    await scratch.end()
    await db.run('COMMIT')
    const [made] = await db.values("SELECT table_oid FROM duckdb_tables() WHERE table_name = 'slice'")
    return { held, left: await megabytes(db), made }
  }
  const first = await batch()
  for (let nth = 0; nth < 4; nth++) {
    const { held, left, made } = await batch()
    expect(left).toBeLessThan(held / 4)
    expect(made).toEqual(first.made)
  }
  db.close()
})
