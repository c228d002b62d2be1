import type { Database } from './database.js'
import { UNBALANCED_SQL } from './sources.js'

/** One sentence for each count that does not agree with the rows that it counts. */
export async function whatDoesNotBalance(db: Database): Promise<string[]> {
  const unequal = await db.values(UNBALANCED_SQL)
  const [totals] = await db.values(`
    SELECT (SELECT coalesce(sum(stored), 0) FROM sources), (SELECT count(*) FROM events),
      (SELECT coalesce(sum(dead_lettered), 0) FROM sources), (SELECT count(*) FROM dead_letters)`)
  const [stored, events, deadLettered, deadLetters] = totals ?? []
  return [
    ...unequal.map(
      ([source]) => `the counts of ${source} do not balance: received = stored + duplicates + dead letters`,
    ),
    ...(stored === events ? [] : [`${stored} messages were counted as stored, but there are ${events} events`]),
    ...(deadLettered === deadLetters
      ? []
      : [`${deadLettered} messages were counted as dead letters, but there are ${deadLetters}`]),
  ]
}
