import { type Database, DatabaseError } from '../../duckdb/database.js'
import { formatJst, MICROS, type Microseconds, periodStart } from '../../events/time.js'
import { UsageError } from './errors.js'

/**
 * The as-of time to speak of: the one that is asked for, else the last event's. Throws where nothing can be known of it:
 * an empty database, a time before the first event, or one that has not come yet by `clock`.
 */
export async function momentOf(
  db: Database,
  asked: Microseconds | undefined,
  clock: Microseconds,
): Promise<Microseconds> {
  const [row] = await db.values('SELECT epoch_us(min(event_at)), epoch_us(max(event_at)) FROM events')
  const [first, last] = row ?? []
  if (typeof first !== 'bigint' || typeof last !== 'bigint') {
    throw new DatabaseError(
      `${db.path}: has no event, so there is nothing to tell. First: banken replay FILE --db ${db.path}`,
    )
  }
  const asOf = asked ?? Number(last)
  if (asOf > clock) throw new UsageError(`--as-of: ${formatJst(asOf)} has not come yet; name a time that is over`)
  if (asOf < Number(first)) {
    throw new UsageError(
      `--as-of: ${formatJst(asOf)} is before the first event of this database, ${formatJst(Number(first))}; nothing is known of it`,
    )
  }
  if (asOf >= periodStart('1 day', Number(last)) + MICROS.day) {
    process.stderr.write(
      `the newest event is of ${formatJst(Number(last))}: nothing of the time from there to ${formatJst(asOf)} is counted\n`,
    )
  }
  return asOf
}
