import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openPipeline } from '../../src/cli/support/pipeline.js'
import { Database } from '../../src/duckdb/database.js'
import { root } from './cli.js'

/** An in-memory database that has read these lines; `feed` gives it more. The caller closes it. */
export async function databaseOf(lines: readonly string[]) {
  const { db, pipeline } = await openPipeline(':memory:', root)
  let offset = 0
  const feed = async (more: readonly string[]) => {
    const messages = more.map(line => ({ source: 'test', partition: 0, offset: offset++, bytes: Buffer.from(line) }))
    const source = {
      name: 'test',
      async *messages() {
        yield messages
      },
    }
    const reports = pipeline.run(source)
    while (!(await reports.next()).done);
    const [row] = await db.values("SELECT count(*) FROM dead_letters WHERE reason <> 'conflict'")
    if (Number(row?.[0]) > 0) throw new Error('a line of the test is a dead letter')
  }
  await feed(lines)
  return { db, feed }
}

/** Another DuckDB that knows the exported files alone. The caller closes it. */
export async function reader(folder: string): Promise<Database> {
  const db = await Database.open(':memory:')
  await db.run(`SET VARIABLE banken_dir = '${folder}'`)
  await db.run(readFileSync(join(folder, 'views.sql'), 'utf8'))
  return db
}

/** Every file of a folder by its path, as base64: equal where the bytes are. */
export function filesIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(
    paths
      .filter(path => statSync(join(folder, path)).isFile())
      .map(path => [path, readFileSync(join(folder, path)).toString('base64')]),
  )
}
