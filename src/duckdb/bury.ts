import type { Microseconds } from '../events/time.js'
import type { Database } from './database.js'

/**
 * Forgets the alerts that are retracted and whose period ended before an instant; tells their ids. What fires one of
 * them again opens it anew.
 */
export async function buryRetracted(db: Database, before: Microseconds): Promise<readonly string[]> {
  const old = `status = 'retracted' AND period_to < make_timestamptz(${before})`
  const rows = await db.values(`SELECT id FROM alerts WHERE ${old} ORDER BY id`)
  if (rows.length > 0) await db.run(`DELETE FROM alerts WHERE ${old}`)
  return rows.map(([id]) => id as string)
}
