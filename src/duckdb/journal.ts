import type { Committed, Journal, Publication } from '../pipeline/live-ports.js'
import { type Mark, NO_MARK } from '../pipeline/mark.js'
import type { OutRecord } from '../pipeline/outbox.js'
import { type Positions, placeKey, placeOf, type Span } from '../pipeline/positions.js'
import type { Column } from './append.js'
import type { Database } from './database.js'
import { Statements } from './statements.js'
import { writeRows } from './write-rows.js'

const position: readonly Column<readonly [string, Span]>[] = [
  { kind: 'text', of: ([key]) => placeOf(key).topic },
  { kind: 'integer', of: ([key]) => placeOf(key).partition },
  { kind: 'bigint', of: ([, { first }]) => first },
  { kind: 'bigint', of: ([, { next }]) => next },
]

const outbox: readonly Column<OutRecord & { readonly seq: number }>[] = [
  { kind: 'bigint', of: row => row.seq },
  { kind: 'text', of: row => row.topic },
  { kind: 'bytes', of: row => row.key },
  { kind: 'bytes', of: row => row.value },
  { kind: 'text', of: row => JSON.stringify(row.headers) },
]

const markRow: readonly Column<Mark>[] = [
  { kind: 'text', of: row => row.name },
  { kind: 'bigint', of: row => row.seq },
]

/** What is on the topics is cleared away once in so many batches: to look for it takes as long as to write. */
const CLEARED_EVERY = 50

/** Positions, marks and the outbox in DuckDB. */
export class DuckDbJournal implements Journal {
  readonly #db: Database
  readonly #statements: Statements
  /** The published mark up to which the tables were last cleared. */
  #cleared = NO_MARK
  #written = 0

  constructor(db: Database) {
    this.#db = db
    this.#statements = Statements.of(db)
  }

  async positions(): Promise<Positions> {
    const rows = await this.#db.values('SELECT topic, partition, first_offset, next_offset FROM positions')
    return new Map(
      rows.map(row => {
        const [topic, partition, first, next] = row as [string, number, bigint, bigint]
        return [placeKey(topic, partition), { first: Number(first), next: Number(next) }]
      }),
    )
  }

  async marks(): Promise<readonly Mark[]> {
    const rows = await this.#db.values('SELECT mark, seq FROM marks ORDER BY seq, rowid')
    return rows.map(([name, seq]) => ({ name: name as string, seq: Number(seq) }))
  }

  async recordsAfter(seq: number): Promise<readonly OutRecord[]> {
    const rows = await this.#db.values(
      `SELECT topic, hex(key), hex(value), headers FROM outbox WHERE seq > ${seq} ORDER BY seq`,
    )
    return rows.map(row => {
      const [topic, key, value, headers] = row as [string, string | null, string | null, string]
      return { topic, key: bytesOf(key), value: bytesOf(value), headers: JSON.parse(headers) }
    })
  }

  async write({ records, positions, mark }: Publication, published: Mark): Promise<void> {
    // While the state before anything was published is there, a group that has lost its positions looks like a new one.
    const isFirst = this.#cleared.name === NO_MARK.name && published.name !== NO_MARK.name
    if (this.#written++ % CLEARED_EVERY === 0 || isFirst) await this.#clear(published)
    const first = mark.seq - records.length + 1
    const numbered = records.map((record, i) => ({ ...record, seq: first + i }))
    await writeRows(this.#statements, 'outbox', outbox, numbered)
    await this.#setPositions(positions)
    await writeRows(this.#statements, 'marks', markRow, [mark])
  }

  async adopt({ positions, mark }: Committed): Promise<void> {
    await this.#db.run('BEGIN')
    await this.#db.run('DELETE FROM outbox')
    await this.#db.run('DELETE FROM marks')
    await this.#setPositions(positions)
    await writeRows(this.#statements, 'marks', markRow, [mark])
    await this.#db.run('COMMIT')
    this.#cleared = mark
  }

  /** Clears what is on the topics; the mark itself stays, for that is where the database and the topics meet. */
  async #clear(published: Mark): Promise<void> {
    if (published.name === this.#cleared.name) return
    await this.#db.run('DELETE FROM outbox WHERE seq <= $1', [BigInt(published.seq)])
    await this.#db.run('DELETE FROM marks WHERE rowid < (SELECT max(rowid) FROM marks WHERE mark = $1)', [
      published.name,
    ])
    this.#cleared = published
  }

  async #setPositions(positions: Positions): Promise<void> {
    await this.#statements.run('DELETE FROM positions')
    await writeRows(this.#statements, 'positions', position, [...positions])
  }
}

function bytesOf(hex: string | null): Uint8Array | null {
  return hex === null ? null : Buffer.from(hex, 'hex')
}
