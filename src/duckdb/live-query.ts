import { setInterval } from 'node:timers'
import { type Database, DatabaseError } from './database.js'
import { exact, type Plain } from './plain.js'
import { guardQuery } from './query-guard.js'
import { Statements } from './statements.js'

export interface QueryLimits {
  readonly rowsMax: number
  readonly secondsMax: number
  /** By how much the process may grow while the query runs. */
  readonly memoryMegabytesMax: number
}

export interface LiveAnswer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Plain[])[]
  /** Whether there were more rows than allowed. */
  readonly cut: boolean
}

/** The query was ended at a limit of time or memory. */
export class QueryLimitError extends Error {
  override name = 'QueryLimitError'
}

const LOOK_MS = 20

/**
 * Runs one guarded query on a connection of its own, beside the writer. Rejects with a DatabaseError for a query that is
 * refused or wrong, and with a QueryLimitError for one that was ended.
 */
export async function runLiveQuery(
  db: Database,
  sql: string,
  limits: QueryLimits,
  signal?: AbortSignal,
): Promise<LiveAnswer> {
  const beside = await db.beside()
  const guard = watch(beside, limits, signal)
  try {
    const views = await beside.values(
      "SELECT lower(view_name) FROM duckdb_views() WHERE view_name LIKE 'v\\_%' ESCAPE '\\'",
    )
    const [serialized] = await beside.values('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql])
    guardQuery(String(serialized?.[0]), new Set(views.map(([name]) => String(name))))
    return await Statements.of(db).withGuest(beside, () => rowsOf(beside, sql, limits.rowsMax))
  } catch (error) {
    throw guard.why() ?? refused(error)
  } finally {
    guard.end()
    beside.close()
  }
}

async function rowsOf(db: Database, sql: string, rowsMax: number): Promise<LiveAnswer> {
  const result = await db.connection.stream(sql)
  const columns = result.deduplicatedColumnNames()
  const rows: Plain[][] = []
  for await (const chunk of result) {
    for (const row of chunk.getRows()) {
      if (rows.length === rowsMax) return { columns, rows, cut: true }
      rows.push(row.map(exact))
    }
  }
  return { columns, rows, cut: false }
}

/** Interrupts again and again: an interrupt between two calls of DuckDB is lost. */
function watch(db: Database, limits: QueryLimits, signal: AbortSignal | undefined) {
  const before = process.memoryUsage.rss()
  let looks = 0
  let why: QueryLimitError | undefined
  const timer = setInterval(() => {
    looks += 1
    const grown = (process.memoryUsage.rss() - before) / 2 ** 20
    if (looks * LOOK_MS >= limits.secondsMax * 1_000) why ??= new QueryLimitError(ended(`${limits.secondsMax} s`))
    if (grown > limits.memoryMegabytesMax) why ??= new QueryLimitError(ended(`${limits.memoryMegabytesMax} MB`))
    if (signal?.aborted) why ??= new QueryLimitError('nobody waits for the answer any more')
    if (why) db.connection.interrupt()
  }, LOOK_MS)
  return { why: () => why, end: () => clearInterval(timer) }
}

function ended(limit: string): string {
  return `the query was ended at its limit of ${limit}. Narrow it, or ask a snapshot.`
}

function refused(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error
  return new DatabaseError(error instanceof Error ? error.message : String(error), { cause: error })
}
