import { tableOf } from '../events/catalogue.js'
import { type DeadLetter, deadLetterKey, type SetChange, type StoredEvent } from '../pipeline/event-set.js'
import type { EventStore } from '../pipeline/ports.js'
import { appendRows, type Column } from './append.js'
import { type Database, DatabaseError } from './database.js'
import { addCounts } from './sources.js'
import { projectEvents, stageIds } from './tables.js'

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

/** The set of events in DuckDB. */
export class DuckDbEventStore implements EventStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async *ids(): AsyncGenerator<readonly string[]> {
    for await (const { columns } of this.#db.chunks('SELECT id FROM events')) yield columns[0] as string[]
  }

  async lookUp(ids: readonly string[]): Promise<ReadonlyMap<string, StoredEvent>> {
    if (ids.length === 0) return new Map()
    await stageIds(this.#db, 'wanted_ids', ids)
    // Two steps: a look-up that finds nothing, the usual one, reads the ids of history and not its contents.
    await this.#db.run(
      'CREATE OR REPLACE TEMP TABLE found_rows AS SELECT rowid AS place FROM events WHERE id IN (FROM wanted_ids)',
    )
    const [found] = await this.#db.values('SELECT count(*) FROM found_rows')
    if (found?.[0] === 0n) return new Map()
    const rows = await this.#db.values(
      'SELECT id, content, source, source_partition, source_offset FROM events WHERE rowid IN (FROM found_rows)',
    )
    return new Map(rows.map(row => [row[0] as string, storedEvent(row)]))
  }

  async knownLetters(letters: readonly DeadLetter[]): Promise<ReadonlySet<string>> {
    if (letters.length === 0) return new Set()
    await stageIds(this.#db, 'wanted_hashes', [...new Set(letters.map(row => row.sha256))])
    const rows = await this.#db.values('SELECT reason, sha256 FROM dead_letters WHERE sha256 IN (FROM wanted_hashes)')
    return new Set(
      rows.map(([reason, sha256]) => deadLetterKey({ reason: reason as string, sha256: sha256 as string })),
    )
  }

  begin(): Promise<void> {
    return this.#db.run('BEGIN')
  }

  commit(): Promise<void> {
    return this.#db.run('COMMIT')
  }

  rollback(): Promise<void> {
    return this.#db.run('ROLLBACK')
  }

  async apply(change: SetChange): Promise<void> {
    await this.#remove(change.displaced)
    await this.#add(change.fresh)
    await appendRows(this.#db.connection, 'dead_letters', letter, change.deadLetters)
    await addCounts(this.#db, change.counts)
    assertRowsMatch(change)
  }

  /** `events` has the content; the tables of the types are projections of it. */
  async #add(fresh: readonly StoredEvent[]): Promise<void> {
    await this.#db.run(`CREATE OR REPLACE TEMP TABLE staged_events (
      id VARCHAR, type VARCHAR, micros DOUBLE, source VARCHAR, source_partition INTEGER, source_offset BIGINT, content VARCHAR)`)
    await appendRows(this.#db.connection, 'staged_events', envelope, fresh, 'temp')
    await this.#db.run(`INSERT INTO events BY NAME
      SELECT * EXCLUDE (micros), make_timestamptz(micros::BIGINT) AS event_at FROM staged_events`)
    for (const type of new Set(fresh.map(({ event }) => event.type))) await projectEvents(this.#db, type)
  }

  async #remove(displaced: readonly StoredEvent[]): Promise<void> {
    if (displaced.length === 0) return
    await stageIds(
      this.#db,
      'displaced_ids',
      displaced.map(row => row.event.id),
    )
    for (const type of new Set(displaced.map(row => row.event.type))) {
      await this.#db.run(`DELETE FROM ${tableOf(type)} WHERE id IN (FROM displaced_ids)`)
    }
    await this.#db.run('DELETE FROM events WHERE id IN (FROM displaced_ids)')
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
