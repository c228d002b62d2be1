import type { Microseconds } from '../events/time.js'
import { BASES } from '../ledger/basis.js'
import type { Database } from './database.js'
import { type Plain, plain } from './plain.js'
import { answerOf } from './statements.js'

/** Canonical contents of all events in the order of their ids' bytes; a text of many lines at a time. */
export function eventLines(db: Database): AsyncGenerator<string> {
  return lines(db, 'SELECT content FROM events ORDER BY id')
}

/** Payloads of all open alerts in the order of their ids. */
export function alertLines(db: Database): AsyncGenerator<string> {
  return lines(db, "SELECT payload FROM alerts WHERE status = 'open' ORDER BY id")
}

/** Dead letters in the order of reason and hash. */
export function deadLetterLines(db: Database): AsyncGenerator<string> {
  return lines(
    db,
    `SELECT '{"sha256":"' || sha256 || '","reason":"' || reason || '","bytes":"' || to_base64(bytes) || '"}'
     FROM dead_letters ORDER BY reason, sha256`,
  )
}

async function* lines(db: Database, sql: string): AsyncGenerator<string> {
  for await (const { columns } of db.chunks(sql)) yield `${columns[0]?.join('\n')}\n`
}

/** The greatest event time; undefined for an empty database. */
export async function lastEventAt(db: Database): Promise<Microseconds | undefined> {
  const [row] = await db.values('SELECT epoch_us(max(event_at)) FROM events')
  return row?.[0] === null || row?.[0] === undefined ? undefined : Number(row[0])
}

export interface Tallies {
  readonly header: readonly string[]
  readonly rows: readonly (readonly Plain[])[]
}

/** Every cell and basis of `damage()` at an instant, in the order of provider, bank and basis. */
export async function talliesAt(db: Database, at: Microseconds): Promise<Tallies> {
  const parts = BASES.map((basis, i) => `SELECT ${i} AS nth, * FROM damage(make_timestamptz(${at}), '${basis}')`)
  const { names, rows } = await answerOf(
    db,
    `SELECT * EXCLUDE (nth) FROM (${parts.join(' UNION ALL BY NAME ')}) ORDER BY provider, bank, nth`,
  )
  return { header: names, rows: rows.map(row => row.map(plain)) }
}

type Numbers = Readonly<Record<string, number>>

/** How many there are: of the set, whatever was delivered how often. Keys are sorted. */
export async function countsOf(db: Database): Promise<Readonly<Record<string, Numbers>>> {
  return {
    alerts: await countedBy(db, "SELECT rule, count(*) FROM alerts WHERE status = 'open' GROUP BY 1 ORDER BY 1"),
    deadLetters: await countedBy(db, 'SELECT reason, count(*) FROM dead_letters GROUP BY 1 ORDER BY 1'),
    events: await countedBy(db, 'SELECT type, count(*) FROM events GROUP BY 1 ORDER BY 1'),
  }
}

async function countedBy(db: Database, sql: string): Promise<Numbers> {
  return Object.fromEntries((await db.values(sql)).map(([key, count]) => [String(key), Number(count)]))
}

/** What each source delivered, by its name. */
export async function deliveriesOf(db: Database): Promise<Readonly<Record<string, Numbers>>> {
  const rows = await db.values(
    'SELECT source, received, stored, duplicates, dead_lettered FROM sources ORDER BY source',
  )
  return Object.fromEntries(
    rows.map(([source, ...counts]) => {
      const [received, stored, duplicates, deadLettered] = counts.map(Number) as [number, number, number, number]
      return [String(source), { received, stored, duplicates, deadLettered }]
    }),
  )
}
