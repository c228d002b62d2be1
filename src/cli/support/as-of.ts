import { endOfJstDay, type Microseconds, parseInstant } from '../../events/time.js'
import { UsageError } from './errors.js'

/** The instant of `--as-of`: RFC 3339 with an offset, or a day `2020-09-15`, which means its 24:00 in JST. */
export function asOfOption(text: string): Microseconds {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(text) ? endOfJstDay(text) : parseInstant(text)
  if (parsed.ok) return parsed.value
  throw new UsageError(
    `--as-of: ${parsed.why}, got ${JSON.stringify(text)}; write 2020-09-15T18:00:00+09:00, or 2020-09-15 for its 24:00 in JST`,
  )
}
