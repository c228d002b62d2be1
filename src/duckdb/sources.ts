import type { Counts } from '../pipeline/event-set.js'
import { type Database, DatabaseError } from './database.js'

/** Adds to the counts of each source, and refuses a source whose counts do not balance afterwards. */
export async function addCounts(db: Database, counts: ReadonlyMap<string, Readonly<Counts>>): Promise<void> {
  for (const [source, change] of counts) {
    const { messages, received, stored, duplicates, deadLettered, ignored } = change
    const values = [source, messages, received, stored, duplicates, deadLettered, ignored]
    const [known] = await db.values(
      `UPDATE sources SET messages = messages + $2, received = received + $3, stored = stored + $4,
         duplicates = duplicates + $5, dead_lettered = dead_lettered + $6, ignored = ignored + $7 WHERE source = $1`,
      values,
    )
    if (known?.[0] === 0n)
      await db.run(
        `INSERT INTO sources (source, messages, received, stored, duplicates, dead_lettered, ignored)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        values,
      )
  }
  const unbalanced = await db.values('SELECT source FROM sources WHERE received <> stored + duplicates + dead_lettered')
  if (unbalanced.length > 0) {
    throw new DatabaseError(
      `a bug: the counts of ${unbalanced.join(', ')} do not balance (received = stored + duplicates + dead-lettered); ` +
        'nothing of this batch is committed',
    )
  }
}
