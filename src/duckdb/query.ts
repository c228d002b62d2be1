import { type DuckDBPreparedStatement, type DuckDBResult, StatementType } from '@duckdb/node-api'
import { type Database, DatabaseError } from './database.js'
import { exact, type Plain } from './plain.js'

export interface QueryResult {
  /** Names of the columns; a name that comes twice has a number behind it. */
  readonly columns: readonly string[]
  /** The rows in pieces, as DuckDB makes them. Nothing else may run on the database until they are drained. */
  readonly pieces: AsyncGenerator<readonly (readonly Plain[])[]>
}

const READS: ReadonlySet<StatementType> = new Set([StatementType.SELECT, StatementType.EXPLAIN])

/**
 * Runs one statement that only reads. From here on the database reads no other file and keeps its settings. Rejects with
 * a DatabaseError that says what DuckDB said.
 */
export async function runQuery(db: Database, sql: string): Promise<QueryResult> {
  try {
    await db.run('SET enable_external_access = false; SET lock_configuration = true')
    const statement = await theStatement(db, sql)
    const result = await statement.stream()
    return { columns: result.deduplicatedColumnNames(), pieces: piecesOf(result) }
  } catch (error) {
    throw refused(error)
  }
}

async function theStatement(db: Database, sql: string): Promise<DuckDBPreparedStatement> {
  if (isEmpty(sql)) throw new DatabaseError('the query is empty; write for example: SELECT * FROM v_alerts')
  const statements = await db.connection.extractStatements(sql)
  if (statements.count !== 1) throw new DatabaseError(tooMany(statements.count))
  const statement = await statements.prepare(0)
  if (READS.has(statement.statementType)) return statement
  const kind = StatementType[statement.statementType]?.replaceAll('_', ' ')
  throw new DatabaseError(`a ${kind} statement is no query; the database is open for reading only: write a SELECT`)
}

/** DuckDB fails on a text without a statement, and does not say why. */
function isEmpty(sql: string): boolean {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|;/g, '').trim() === ''
}

function tooMany(count: number): string {
  return (
    `one statement at a time, please: this text has ${count}. ` +
    '(PIVOT without IN is several too: name the values with ON column IN (…).)'
  )
}

async function* piecesOf(result: DuckDBResult): AsyncGenerator<readonly (readonly Plain[])[]> {
  try {
    for await (const chunk of result) yield chunk.getRows().map(row => row.map(exact))
  } catch (error) {
    throw refused(error)
  }
}

function refused(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new DatabaseError(message.replace(/^Failed to extract statements: /, ''), { cause: error })
}
