import { type EventType, tableOf } from '../events/catalogue.js'
import { type DeadLetter, deadLetterKey, type SetChange, type StoredEvent } from '../pipeline/event-set.js'
import type { EventStore } from '../pipeline/ports.js'
import { appendRows, type Column } from './append.js'
import { type Database, DatabaseError } from './database.js'
import { Scratch } from './scratch.js'
import { addCounts } from './sources.js'
import { Statements } from './statements.js'
import { eventRowsSql, insertSql, STAGED_EVENTS } from './tables.js'
import { texts } from './tally-rails.js'

const envelope: readonly Column<StoredEvent>[] = [
  { kind: 'text', of: row => row.event.id },
  { kind: 'text', of: row => row.event.type },
  { kind: 'double', of: row => row.event.at },
  { kind: 'text', of: row => row.position.source },
  { kind: 'integer', of: row => row.position.partition },
  { kind: 'bigint', of: row => row.position.offset },
  { kind: 'text', of: row => row.content },
]

const letter: readonly Column<DeadLetter>[] = [
  { kind: 'text', of: row => row.reason },
  { kind: 'text', of: row => row.sha256 },
  { kind: 'bytes', of: row => row.bytes },
  { kind: 'text', of: row => row.why },
  { kind: 'text', of: row => row.position.source },
  { kind: 'integer', of: row => row.position.partition },
  { kind: 'bigint', of: row => row.position.offset },
  { kind: 'bytes', of: row => row.key },
]

const CONTENTS_SQL = `SELECT id, content, source, source_partition, source_offset FROM events
  WHERE rowid IN (SELECT unnest($1::VARCHAR[])::BIGINT)`
const EVENTS_SQL = `INSERT INTO events BY NAME
  SELECT * EXCLUDE (micros), make_timestamptz(micros::BIGINT) AS event_at FROM staged_events`

/**
 * The set of events in DuckDB. Each batch's own events stay in the temporary table `staged_events`, for detection.
 */
export class DuckDbEventStore implements EventStore {
  readonly #db: Database
  readonly #statements: Statements
  readonly #scratch: Scratch

  constructor(db: Database) {
    this.#db = db
    this.#statements = Statements.of(db)
    this.#scratch = Scratch.of(db)
  }

  async *ids(): AsyncGenerator<readonly string[]> {
    for await (const { columns } of this.#db.chunks('SELECT id FROM events')) yield columns[0] as string[]
  }

  async lookUp(ids: readonly string[]): Promise<ReadonlyMap<string, StoredEvent>> {
    if (ids.length === 0) return new Map()
    // Two steps: a look-up that finds nothing, the usual one, reads the ids of history and not its contents.
    const places = await this.#db.values('SELECT rowid FROM events WHERE id IN (SELECT unnest($1::VARCHAR[]))', [
      texts(ids),
    ])
    if (places.length === 0) return new Map()
    const rows = await this.#db.values(CONTENTS_SQL, [texts(places.map(([place]) => String(place)))])
    return new Map(rows.map(row => [row[0] as string, storedEvent(row)]))
  }

  async knownLetters(letters: readonly DeadLetter[]): Promise<ReadonlySet<string>> {
    if (letters.length === 0) return new Set()
    const rows = await this.#db.values(
      'SELECT reason, sha256 FROM dead_letters WHERE sha256 IN (SELECT unnest($1::VARCHAR[]))',
      [texts(letters.map(row => row.sha256))],
    )
    return new Set(
      rows.map(([reason, sha256]) => deadLetterKey({ reason: reason as string, sha256: sha256 as string })),
    )
  }

  async begin(): Promise<void> {
    await this.#scratch.begin()
    await this.#db.run('BEGIN')
  }

  async commit(): Promise<void> {
    await this.#scratch.end()
    await this.#db.run('COMMIT')
  }

  rollback(): Promise<void> {
    return this.#db.run('ROLLBACK')
  }

  async apply(change: SetChange): Promise<void> {
    await this.#statements.threadsFor(change.fresh.length)
    await this.#remove(change.displaced)
    await this.#add(change.fresh)
    await appendRows(this.#db, 'dead_letters', letter, change.deadLetters)
    await addCounts(this.#scratch, change.counts)
    assertRowsMatch(change)
  }

  /** `events` has the content; the tables of the types are projections of it. */
  async #add(fresh: readonly StoredEvent[]): Promise<void> {
    await this.#scratch.empty('staged_events', STAGED_EVENTS)
    if (fresh.length === 0) return
    await this.#scratch.append('staged_events', envelope, fresh)
    await this.#statements.run(EVENTS_SQL)
    for (const type of new Set(fresh.map(({ event }) => event.type))) await this.#project(type)
  }

  async #project(type: EventType): Promise<void> {
    await this.#statements.run(insertSql(type, eventRowsSql(type)))
  }

  async #remove(displaced: readonly StoredEvent[]): Promise<void> {
    if (displaced.length === 0) return
    const ids = displaced.map(row => row.event.id)
    const tables = ['events', ...new Set(displaced.map(row => tableOf(row.event.type)))]
    for (const table of tables) {
      await this.#db.run(`DELETE FROM ${table} WHERE id IN (SELECT unnest($1::VARCHAR[]))`, [texts(ids)])
    }
  }
}

function storedEvent(row: readonly unknown[]): StoredEvent {
  const [, content, source, partition, offset] = row as [string, string, string, number, bigint]
  return { event: JSON.parse(content), content, position: { source, partition, offset: Number(offset) } }
}

/** What the counts say was stored must be what was written. */
function assertRowsMatch(change: SetChange): void {
  const stored = [...change.counts.values()].reduce((sum, counts) => sum + counts.stored, 0)
  const written = change.fresh.length - change.displaced.length
  if (stored !== written)
    throw new DatabaseError(`a bug: ${stored} events counted as stored, ${written} written; nothing is committed`)
}
