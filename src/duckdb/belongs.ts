import type { Database } from './database.js'

/** Whether the database has read anything from files. */
export async function hasFileSources(db: Database): Promise<boolean> {
  const [row] = await db.values('SELECT 1 FROM sources WHERE source NOT IN (SELECT topic FROM positions) LIMIT 1')
  return row !== undefined
}

/** Whether the database belongs to a live pipeline. */
export async function isLive(db: Database): Promise<boolean> {
  const [row] = await db.values('SELECT 1 FROM positions LIMIT 1')
  return row !== undefined
}
