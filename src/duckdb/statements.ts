import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResultReader, DuckDBValue, JS } from '@duckdb/node-api'
import type { Database } from './database.js'

/**
 * A plan takes up what is in the tables when it is made (a filter that no value meets makes it empty, a narrow range makes
 * texts and sums short), and DuckDB does not make it anew when that changes: it answers wrongly, without an error.
 * Without these steps plans rest on nothing but the schema. It holds for all of the database, and costs large statements
 * next to nothing: what time bounds prune, they prune while they run.
 */
const OF_CONTENTS = 'statistics_propagation,compressed_materialization'
/** Computes what stands twice once beforehand, and takes it out of TRY for that: there it fails. */
const OF_TRIED = `${OF_CONTENTS},common_subexpressions`

/** In a smaller batch, threads only wait for each other. */
const EVENTS_FOR_THREADS = 2_000

const instances = new WeakMap<Database, Statements>()

/** Plans that are kept; texts that name an hour would else gather. */
const PLANS_MAX = 200

/** Rows as DuckDB gives them, with the names of the columns. */
export interface Answer {
  readonly names: readonly string[]
  readonly rows: DuckDBValue[][]
}

/** Of a statement that is planned for this once, on this connection. */
export async function answerOf(db: Database, sql: string): Promise<Answer> {
  return answerIn(await db.alone(connection => connection.runAndReadAll(sql)))
}

function answerIn(result: DuckDBResultReader): Answer {
  return { names: result.columnNames(), rows: result.getRows() }
}

/**
 * Statements that are planned once and run with every batch: to plan one takes longer than to run it over a hundred rows.
 * They have no parameters, for DuckDB plans a statement that has any each time anew, but those that are planned in no time
 * (see writeRows); and temporary tables are emptied and
 * kept (see Scratch), for after one was made it does that to all.
 */
export class Statements {
  readonly db: Database
  readonly #prepared = new Map<string, DuckDBPreparedStatement>()
  #arePlansOld = false
  #cores: Promise<number> | undefined
  #threads: number | undefined
  #disabled: string | undefined
  #changing: Promise<void> | undefined
  #guests = 0

  private constructor(db: Database) {
    this.db = db
  }

  /** Those of a database: one table that was made makes all plans old. */
  static of(db: Database): Statements {
    const statements = instances.get(db) ?? new Statements(db)
    instances.set(db, statements)
    return statements
  }

  /** A temporary table was made in this transaction. */
  tableMade(): void {
    this.#arePlansOld = true
  }

  /** To be called before a transaction: only then are plans good for later ones. */
  renewPlans(): void {
    if (!this.#arePlansOld && this.#prepared.size <= PLANS_MAX) return
    for (const statement of this.#prepared.values()) statement.destroySync()
    this.#prepared.clear()
    this.#arePlansOld = false
  }

  /**
   * Lets large batches run on all cores but one, and small ones on one. The last one is for the next batch, which is read
   * meanwhile: a connection that waits for threads of DuckDB's own does so without rest, so that two of them and the
   * reader shared two cores, and a batch took a fifth longer. Not while a guest is there: DuckDB waits with a change until
   * every thread is done with what it does, and that may be a guest's query.
   */
  async threadsFor(eventCount: number): Promise<void> {
    if (this.#guests === 0) await this.#useThreads(this.db, eventCount >= EVENTS_FOR_THREADS)
  }

  /**
   * Runs a query of somebody else on a connection beside this one. It is given one thread, so that it takes no more than
   * one core from the batches.
   */
  async withGuest<Result>(beside: Database, query: () => Promise<Result>): Promise<Result> {
    this.#guests += 1
    try {
      await this.#changing
      await this.#useThreads(beside, false)
      return await query()
    } finally {
      this.#guests -= 1
    }
  }

  async #useThreads(db: Database, areMany: boolean): Promise<void> {
    // Waited for in any case: two statements at once on a connection break each other off.
    this.#cores ??= threadsOf(db)
    const cores = await this.#cores
    const threads = areMany ? Math.max(1, cores - 1) : 1
    if (threads === this.#threads) return
    this.#changing = db.run(`SET threads = ${threads}`)
    await this.#changing
    this.#threads = threads
  }

  /** Rejects with what is wrong with a statement that may never be run. */
  plan(sql: string): Promise<void> {
    return this.#with(sql, async () => undefined)
  }

  /** Resolves to the number of rows that were changed. `text` is its parameter, if it has one. */
  async run(sql: string, text?: string): Promise<number> {
    const result = await this.#with(sql, statement => {
      if (text !== undefined) statement.bindVarchar(1, text)
      return statement.run()
    })
    return result.rowsChanged
  }

  /** Rows as DuckDB gives them. */
  async values(sql: string): Promise<DuckDBValue[][]> {
    return (await this.#read(sql)).getRows()
  }

  /** The same with the names of the columns. */
  async named(sql: string): Promise<Answer> {
    return answerIn(await this.#read(sql))
  }

  /** The same of a statement that is planned for this once, and lets all others go before it. */
  async once(sql: string): Promise<Answer> {
    const result = await this.db.whenFree(async connection => {
      await this.#planFor(connection, sql)
      return connection.runAndReadAll(sql)
    })
    return answerIn(result)
  }

  /** To be called before statements that are planned for once on connections beside this one: they plan as this one does. */
  async planElsewhere(statements: readonly string[]): Promise<void> {
    await this.db.alone(connection => this.#planFor(connection, statements.join('\n')))
  }

  /** Rows as plain values: lists as arrays, structs as objects. */
  async lists(sql: string): Promise<JS[][]> {
    return (await this.#read(sql)).getRowsJS()
  }

  #read(sql: string): Promise<DuckDBResultReader> {
    return this.#with(sql, statement => statement.runAndReadAll())
  }

  /** What is bound and how it is planned holds for one who has the connection alone. */
  #with<Result>(sql: string, work: (statement: DuckDBPreparedStatement) => Promise<Result>): Promise<Result> {
    return this.db.alone(async connection => work(this.#prepared.get(sql) ?? (await this.#planned(connection, sql))))
  }

  async #planned(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
    await this.#planFor(connection, sql)
    const statement = await connection.prepare(sql)
    this.#prepared.set(sql, statement)
    return statement
  }

  async #planFor(connection: DuckDBConnection, sql: string): Promise<void> {
    const optimizers = /\btry\s*\(/i.test(sql) ? OF_TRIED : OF_CONTENTS
    if (this.#disabled === optimizers) return
    await connection.run(`SET disabled_optimizers = '${optimizers}'`)
    this.#disabled = optimizers
  }
}

/** How many DuckDB runs on: as many as there are cores, until it is told otherwise. */
async function threadsOf(db: Database): Promise<number> {
  return Number((await db.values("SELECT current_setting('threads')"))[0]?.[0])
}
