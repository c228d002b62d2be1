import { join } from 'node:path'
import { openPipeline } from '../../src/cli/support/pipeline.js'
import { fileSource } from '../../src/files/source.js'
import { Scratch } from '../support/cli.js'

/** A database in this home that has taken in these lines. */
export async function databaseOf(home: string, lines: readonly string[]): Promise<string> {
  const scratch = new Scratch()
  const path = join(home, 'history.duckdb')
  const { db, pipeline } = await openPipeline(path, home)
  try {
    for await (const _ of pipeline.run(fileSource(scratch.write('lines.ndjson', lines.join('\n')))));
    await pipeline.finish()
    return path
  } finally {
    db.close()
    scratch.remove()
  }
}

/** A claim of 1 September 2020, as a line of NDJSON. */
export function claimLine(account: string, status: string): string {
  const rail = { provider: 'paypay', bank: '9900', account }
  const times = { at: '2020-09-16T00:00:00+09:00', occurredAt: '2020-09-15T00:00:00+09:00' }
  return JSON.stringify({
    id: `claim-${account}`,
    type: 'claim',
    claim: `c-${account}`,
    ...rail,
    status,
    yen: 1,
    ...times,
  })
}
