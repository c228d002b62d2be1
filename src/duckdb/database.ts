import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBResultReader,
  type DuckDBValue,
  type JS,
  type Json,
} from '@duckdb/node-api'

/** A sentence for people: what is wrong with the database and what to do. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
}

export interface OpenOptions {
  /** Nothing may be written; the file must exist. */
  readonly readOnly?: boolean
  /** Whether a file that is not there is made. */
  readonly create?: boolean
  /** Memory that DuckDB takes at most; what does not fit goes to a folder beside the file. Without it, as DuckDB likes. */
  readonly megabytesMax?: number
  /**
   * Others wait while a commit brings the file up to date: FSST, the way to shorten texts that takes longest, is left out.
   * 520,000 events are written in 2.0 s of processor time instead of 3.3, and read in a fifth less; the file is twice as
   * large (1,500,000 events: 590 MB instead of 264).
   */
  readonly isLive?: boolean
}

/**
 * One DuckDB file with one connection: statements run one after the other, whoever asks. Times are shown in Asia/Tokyo,
 * whatever the machine's zone is.
 */
export class Database {
  readonly path: string
  readonly connection: DuckDBConnection
  readonly #instance: DuckDBInstance
  readonly #ownsInstance: boolean
  /** Resolves when all who have asked for the connection are done with it. */
  #last: Promise<void> = Promise.resolve()

  private constructor(path: string, instance: DuckDBInstance, connection: DuckDBConnection, ownsInstance: boolean) {
    this.path = path
    this.#instance = instance
    this.connection = connection
    this.#ownsInstance = ownsInstance
  }

  /** Opens a file, or `:memory:`. Rejects with a DatabaseError where it is locked, missing, newer or no database. */
  static async open(path: string, options: OpenOptions = {}): Promise<Database> {
    if (path !== ':memory:' && !options.create && !existsSync(path)) {
      throw new DatabaseError(`${path}: no such database. Make one with: banken replay FILE --db ${path}`)
    }
    if (isOther(path)) throw new DatabaseError(`${path}: ${NO_DATABASE}`)
    const settings = {
      access_mode: options.readOnly ? 'READ_ONLY' : 'READ_WRITE',
      checkpoint_threshold: '256MB',
      ...(options.megabytesMax === undefined ? {} : { memory_limit: `${options.megabytesMax}MB` }),
    }
    try {
      const instance = await DuckDBInstance.create(path, settings)
      const connection = await instance.connect()
      await connection.run("SET TimeZone = 'Asia/Tokyo'; SET preserve_insertion_order = false")
      // Given to a new instance among its settings, it is taken without a word and has no effect.
      if (options.isLive) await connection.run("SET GLOBAL disabled_compression_methods = 'fsst'")
      return new Database(path, instance, connection, true)
    } catch (error) {
      throw whyNotOpened(path, error)
    }
  }

  /**
   * Runs work while nobody else has the connection: of two statements at once on it, one is broken off now and then. The
   * work must take nothing else of this object, which would wait for its end.
   */
  async alone<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const release = await this.#turn()
    try {
      return await work(this.connection)
    } finally {
      release()
    }
  }

  /**
   * The same for work that may wait: its turn comes when nobody else has asked for one, and still nobody has after whoever
   * went before it could go on.
   */
  async whenFree<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    for (;;) {
      const last = this.#last
      await last
      await setImmediate()
      if (this.#last === last) return this.alone(work)
    }
  }

  async #turn(): Promise<() => void> {
    const before = this.#last
    let release: () => void = () => undefined
    this.#last = new Promise(resolve => {
      release = resolve
    })
    await before
    return release
  }

  async run(sql: string, values?: DuckDBValue[]): Promise<void> {
    try {
      await this.alone(connection => connection.run(sql, values))
    } catch (error) {
      throw explained(this.path, error)
    }
  }

  /** Rows as plain objects: BIGINT as text, times in the session's zone. For few rows. */
  async rows(sql: string, values?: DuckDBValue[]): Promise<Record<string, Json>[]> {
    return (await this.#read(sql, values)).getRowObjectsJson()
  }

  /** Rows as DuckDB gives them: BIGINT as bigint, VARCHAR as text. */
  async values(sql: string, values?: DuckDBValue[]): Promise<DuckDBValue[][]> {
    return (await this.#read(sql, values)).getRows()
  }

  /** Rows as plain values: lists as arrays, structs as objects, BIGINT as bigint. */
  async lists(sql: string): Promise<JS[][]> {
    return (await this.#read(sql)).getRowsJS()
  }

  /** Chunks of columns, as they come: for many rows. Nothing else runs on the connection until it is drained or left. */
  async *chunks(sql: string): AsyncGenerator<{ columns: DuckDBValue[][]; rowCount: number }> {
    const release = await this.#turn()
    try {
      const result = await this.connection.stream(sql)
      for (;;) {
        const chunk = await result.fetchChunk()
        if (!chunk || chunk.rowCount === 0) return
        yield { columns: chunk.getColumns(), rowCount: chunk.rowCount }
      }
    } finally {
      release()
    }
  }

  #read(sql: string, values?: DuckDBValue[]): Promise<DuckDBResultReader> {
    return this.alone(connection => connection.runAndReadAll(sql, values))
  }

  /** One more connection to the same open file: statements of both run side by side. To be closed before this one. */
  async beside(): Promise<Database> {
    const connection = await this.#instance.connect()
    await connection.run("SET TimeZone = 'Asia/Tokyo'")
    return new Database(this.path, this.#instance, connection, false)
  }

  close(): void {
    this.connection.closeSync()
    if (this.#ownsInstance) this.#instance.closeSync()
  }
}

const NO_DATABASE = 'not a DuckDB database, or a damaged one. Name another file, or move this one away.'

/** Where DuckDB writes its mark into a file (Storage Versions and Format, duckdb.org). */
const MARK = { at: 8, text: 'DUCK' }

/** Whether a file is there that DuckDB did not write. It would take one of JSON or CSV for an invitation to read that. */
export function isOther(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile() || found.size === 0) return false
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(MARK.text.length)
    readSync(file, bytes, 0, bytes.length, MARK.at)
    return bytes.toString('latin1') !== MARK.text
  } finally {
    closeSync(file)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function whyNotOpened(path: string, error: unknown): DatabaseError {
  const message = messageOf(error)
  if (/lock/i.test(message)) {
    const holder = /PID (\d+)/.exec(message)?.[1]
    return new DatabaseError(
      `${path}: another process${holder ? ` (PID ${holder})` : ''} has this database open. ` +
        'DuckDB lets one process in at a time: wait until it is done or stop it (Ctrl-C finishes its batch).',
      { cause: error },
    )
  }
  if (/newer version|storage version|version number/i.test(message)) {
    return new DatabaseError(
      `${path}: written by a newer DuckDB than this one. Use the banken that wrote it. (${message})`,
    )
  }
  if (/not a valid DuckDB|Corrupt|checksum|serialization/i.test(message)) {
    return new DatabaseError(`${path}: ${NO_DATABASE}`, { cause: error })
  }
  return new DatabaseError(`${path}: cannot be opened: ${message.split('\n')[0]}`, { cause: error })
}

/** A full disk looks like many things in DuckDB; this says it plainly. */
function explained(path: string, error: unknown): unknown {
  const message = messageOf(error)
  if (!/No space left|File too large|Could not write|disk quota/i.test(message)) return error
  return new DatabaseError(
    `${path}: the disk is full or may not be written (${message.split('\n')[0]}). ` +
      'What was committed before is safe. Make room and run the same command again.',
    { cause: error },
  )
}
