import type { Database } from '../../duckdb/database.js'
import { DatabaseError } from '../../duckdb/database.js'
import { endOfJstDay, formatJst, type Microseconds } from '../../events/time.js'
import { UsageError } from './errors.js'

/** `--date D`: its 24:00 in Japan. */
export function dateOption(text: string): Microseconds {
  const parsed = endOfJstDay(text)
  if (parsed.ok) return parsed.value
  throw new UsageError(`--date: ${parsed.why}, got ${JSON.stringify(text)}; write 2020-09-15`)
}

/** The one moment that the options name. Throws a UsageError for none, for both, and for one that is yet to come. */
export function momentOf(options: { asOf?: Microseconds; date?: Microseconds }, nowMs: number): Microseconds {
  const { asOf, date } = options
  if (asOf !== undefined && date !== undefined) throw new UsageError('name --as-of or --date, not both')
  const moment = asOf ?? date
  if (moment === undefined) {
    throw new UsageError(
      'name the time of the report: --as-of 2020-09-15T18:00:00+09:00, or --date 2020-09-15 for its 24:00',
    )
  }
  if (moment > nowMs * 1000) {
    throw new UsageError(
      `${formatJst(moment)} is yet to come: what will be known then, nobody can report. ` +
        'A day can be reported when it is over; --as-of names an earlier moment.',
    )
  }
  return moment
}

/** Throws where the database has no event, or none by this moment: a page of empty tables would look like calm. */
export async function refuseEmpty(db: Database, asOf: Microseconds): Promise<void> {
  const [row] = await db.values('SELECT count(*), epoch_us(min(event_at)), epoch_us(max(event_at)) FROM events')
  const [count, first, last] = row ?? []
  if (count === 0n)
    throw new DatabaseError(`${db.path}: has no event yet; read some first: banken replay FILE --db ${db.path}`)
  if (Number(first) > asOf) {
    throw new UsageError(
      `nothing was known at ${formatJst(asOf)}: the first event of ${db.path} is at ${formatJst(Number(first))}, the last at ${formatJst(Number(last))}`,
    )
  }
}
