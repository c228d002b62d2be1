import type { Database } from './database.js'

/** One sentence for each count that does not agree with the rows that it counts. */
export async function whatDoesNotBalance(db: Database): Promise<string[]> {
  const unequal = await db.values('SELECT source FROM sources WHERE received <> stored + duplicates + dead_lettered')
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
