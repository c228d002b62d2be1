import { type Database, DatabaseError } from '../../duckdb/database.js'
import { QueryLimitError, type QueryLimits, runLiveQuery } from '../../duckdb/live-query.js'
import { serveSql } from '../../http/sql-server.js'
import type { Log } from '../../kafka/client.js'

interface SqlSettings extends QueryLimits {
  /** 0 for none. */
  readonly port: number
  readonly host: string
}

/** Answers live queries where config/ names a port and the environment has a token. What goes wrong is told; ingest goes on. */
export async function withSql(
  db: Database,
  settings: SqlSettings,
  log: Log,
): Promise<{ readonly close: () => Promise<void> }> {
  const none = { close: async () => undefined }
  const token = process.env.BANKEN_SQL_TOKEN ?? ''
  if (settings.port === 0) return none
  if (token === '') {
    log('error', 'sql.port is set, but BANKEN_SQL_TOKEN is not: no live queries until both are', {})
    return none
  }
  try {
    const ask = (sql: string, signal: AbortSignal) => runLiveQuery(db, sql, settings, signal)
    const server = await serveSql({ ...settings, token, ask, statusOf })
    log('info', 'live queries', { url: server.url })
    return server
  } catch (error) {
    log('error', `no live queries: ${error instanceof Error ? error.message : String(error)}`, {})
    return none
  }
}

function statusOf(error: unknown): number {
  if (error instanceof QueryLimitError) return 408
  return error instanceof DatabaseError ? 400 : 503
}
