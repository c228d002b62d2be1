import { DAY, DAY_WEIGHTS, HOUR, HOUR_WEIGHTS, MINUTE, SECOND, toJst } from './moments.js'
import { at } from './random.js'

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))
const JST = 9 * HOUR

/** Writes instants that mostly rise: the minute is formatted once, as long as it lasts. */
export class Stopwatch {
  private minute = Number.NaN
  private prefix = ''

  /** RFC 3339 in Japan, always with milliseconds. */
  text(ms: number): string {
    const minute = Math.floor(ms / MINUTE)
    if (minute !== this.minute) {
      this.minute = minute
      this.prefix = toJst(minute * MINUTE).slice(0, 17)
    }
    const rest = ms - minute * MINUTE
    const millis = rest % SECOND
    const zeros = millis < 10 ? '00' : millis < 100 ? '0' : ''
    return `${this.prefix}${TWO_DIGITS[(rest - millis) / SECOND]}.${zeros}${millis}+09:00`
  }
}

interface HourShare {
  readonly startsAt: number
  readonly events: number
}

/** Spreads `events` over the hours of `days` days as people's use is spread; the shares sum to `events` exactly. */
export function* hourShares(events: number, startAt: number, days: number): Generator<HourShare> {
  const weight = (hour: number) => {
    const local = new Date(startAt + hour * HOUR + JST)
    return at(HOUR_WEIGHTS, local.getUTCHours()) * at(DAY_WEIGHTS, local.getUTCDay())
  }
  const hours = Math.round((days * DAY) / HOUR)
  let total = 0
  for (let hour = 0; hour < hours; hour += 1) total += weight(hour)
  let sum = 0
  let given = 0
  for (let hour = 0; hour < hours; hour += 1) {
    sum += weight(hour)
    const upTo = hour === hours - 1 ? events : Math.floor((events * sum) / total)
    yield { startsAt: startAt + hour * HOUR, events: upTo - given }
    given = upTo
  }
}
