import type { Database } from './database.js'
import { blamed } from './refusal.js'
import { type Answer, answerOf, Statements } from './statements.js'

/** A statement that is run once. */
export interface Query {
  readonly sql: string
  /** What of which rule it is, for a sentence on what went wrong. */
  readonly what: string
}

/** A sweep keeps little more than one core busy: DuckDB shares out scans by row groups of 122,880 rows. */
const SIDE_BY_SIDE = 2

/**
 * The answers of queries, in their order. Where what they read is committed, the next one is asked on a connection of its
 * own while the caller is busy with the one before; else one after the other, inside the transaction at hand.
 */
export async function* answersOf(
  db: Database,
  queries: readonly Query[],
  isCommitted: boolean,
): AsyncGenerator<Answer> {
  if (queries.length === 0) return
  const statements = Statements.of(db)
  if (!isCommitted || queries.length < SIDE_BY_SIDE) {
    for (const query of queries) yield await told(query, sql => statements.once(sql))
    return
  }
  await statements.planElsewhere(queries.map(({ sql }) => sql))
  const lanes = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => db.beside()))
  try {
    yield* sideBySide(lanes, queries)
  } finally {
    for (const lane of lanes) lane.close()
  }
}

async function* sideBySide(lanes: readonly Database[], queries: readonly Query[]): AsyncGenerator<Answer> {
  const asked: Promise<Answer>[] = []
  let isOver = false
  const askNext = (lane: Database) => {
    const query = queries[asked.length]
    if (!query || isOver) return
    const running = told(query, sql => answerOf(lane, sql))
    asked.push(running)
    // What went wrong is told when its turn comes.
    running.catch(() => undefined).finally(() => askNext(lane))
  }
  for (const lane of lanes) askNext(lane)
  try {
    for (let nth = 0; nth < queries.length; nth++) yield await (asked[nth] as Promise<Answer>)
  } finally {
    isOver = true
    await Promise.allSettled(asked)
  }
}

async function told({ sql, what }: Query, ask: (sql: string) => Promise<Answer>): Promise<Answer> {
  try {
    return await ask(sql)
  } catch (error) {
    throw blamed(error, what)
  }
}
