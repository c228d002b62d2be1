import type { DuckDBValue } from '@duckdb/node-api'
import type { Column } from './append.js'
import type { Database } from './database.js'
import { Statements } from './statements.js'
import { writeRows } from './write-rows.js'

/** Deleted rows of a temporary table stay in memory until the table is made anew, and are passed over by every scan. */
const ROWS_MAX = 50_000

interface Table {
  readonly definition: string
  /** Rows that it was given since it was made, and that are in memory. */
  rows: number
  /** How many of them when the transaction began. */
  rowsBefore: number
  isEmpty: boolean
}

const instances = new WeakMap<Database, Scratch>()

/**
 * Temporary tables that are filled anew with every batch. They are emptied rather than made anew, so that the plans of
 * prepared statements stay good: in a transaction before it ends; else with the next filling, until so much was deleted
 * from one that making all of them anew costs less.
 */
export class Scratch {
  readonly statements: Statements
  readonly #tables = new Map<string, Table>()

  private constructor(db: Database) {
    this.statements = Statements.of(db)
  }

  /** Those of a database. */
  static of(db: Database): Scratch {
    const scratch = instances.get(db) ?? new Scratch(db)
    instances.set(db, scratch)
    return scratch
  }

  /** To be called before a transaction. */
  async begin(): Promise<void> {
    const tables = [...this.#tables]
    if (tables.some(([, { rows }]) => rows > ROWS_MAX)) {
      for (const [name, { definition }] of tables) await this.#make(name, definition)
    }
    for (const table of this.#tables.values()) table.rowsBefore = table.rows
    this.statements.renewPlans()
  }

  /**
   * Empties all tables. To be called before a transaction is committed: rows that are gone by then are not copied from the
   * transaction into their tables, which takes as long as to write them, and no memory is left of them.
   */
  async end(): Promise<void> {
    for (const [name, table] of this.#tables) {
      await this.#delete(name, table)
      table.rows = table.rowsBefore
    }
  }

  /** An empty table; `definition` is what stands behind its name: `(id VARCHAR)` or `AS SELECT …`. */
  async empty(name: string, definition: string): Promise<void> {
    const table = this.#tables.get(name)
    const isFull = table !== undefined && table.rows > ROWS_MAX
    if (isFull) await this.#release(name)
    if (isFull || table?.definition !== definition) await this.#make(name, definition)
    else await this.#delete(name, table)
  }

  /** The table with what is in it; an empty one where there is none. */
  async ensure(name: string, definition: string): Promise<void> {
    if (this.#tables.get(name)?.definition !== definition) await this.#make(name, definition)
  }

  /** Whether nothing was written to a table in this transaction, or there is none. */
  isEmpty(name: string): boolean {
    return this.#tables.get(name)?.isEmpty ?? true
  }

  async append<Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): Promise<void> {
    await writeRows(this.statements, name, columns, rows, 'temp')
    this.#added(name, rows.length)
  }

  /** `select` fills the table, column by name; its plan is kept. Resolves to the number of rows. */
  async insert(name: string, select: string): Promise<number> {
    const count = await this.statements.run(`INSERT INTO ${name} BY NAME ${select}`)
    this.#added(name, count)
    return count
  }

  /** The same, planned for this once: with values, or over much of history. */
  async insertOnce(name: string, select: string, values?: DuckDBValue[]): Promise<void> {
    const [row] = await this.statements.db.values(`INSERT INTO ${name} BY NAME ${select}`, values)
    this.#added(name, Number(row?.[0]))
  }

  /**
   * Gives the memory of a table's rows back, before it is made anew. A table that is replaced keeps them until its
   * transaction ends, and slices of one transaction may fill it a hundred times; a column that is dropped does not.
   */
  async #release(name: string): Promise<void> {
    const { db } = this.statements
    const columns = await db.values(
      `SELECT column_name FROM duckdb_columns() WHERE database_name = 'temp' AND table_name = '${name}'`,
    )
    await db.run(`ALTER TABLE temp.${name} ADD COLUMN "remains of ${name}" BOOLEAN`)
    for (const [column] of columns) await db.run(`ALTER TABLE temp.${name} DROP COLUMN "${column}"`)
  }

  async #delete(name: string, table: Table): Promise<void> {
    if (table.isEmpty) return
    await this.statements.run(`DELETE FROM ${name}`)
    table.isEmpty = true
  }

  async #make(name: string, definition: string): Promise<void> {
    await this.statements.db.run(`CREATE OR REPLACE TEMP TABLE ${name} ${definition}`)
    this.statements.tableMade()
    this.#tables.set(name, { definition, rows: 0, rowsBefore: 0, isEmpty: true })
  }

  #added(name: string, count: number): void {
    const table = this.#tables.get(name)
    if (!table || count === 0) return
    table.rows += count
    table.isEmpty = false
  }
}
