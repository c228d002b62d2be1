import { at, type Random } from './random.js'

/** Milliseconds. All simulated instants are UTC milliseconds since 1970; only what leaves the simulator is text. */
export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const JST = 9 * HOUR

/** `2020-09-10T00:00:00` read in Japan, as UTC milliseconds. */
export function fromJst(local: string): number {
  return Date.parse(`${local}+09:00`)
}

/** RFC 3339 with +09:00; milliseconds only where there are any, so that texts sort as instants do. */
export function toJst(ms: number): string {
  const text = new Date(ms + JST).toISOString()
  return `${text.slice(0, ms % SECOND === 0 ? 19 : 23)}+09:00`
}

/** `2020-09` in Japan. */
export function monthOf(ms: number): string {
  return toJst(ms).slice(0, 7)
}

export const STARTS_AT = fromJst('2020-08-01T00:00:00')
export const ENDS_AT = fromJst('2020-09-18T00:00:00')

/** Relative traffic by hour of the day in Japan: quiet nights, lunch, and the evening peak. */
export const HOUR_WEIGHTS = [
  14, 7, 4, 3, 3, 5, 12, 28, 40, 42, 44, 48, 66, 50, 44, 45, 48, 58, 68, 72, 76, 70, 52, 30,
] as const
/** Relative traffic by weekday, Sunday first. */
export const DAY_WEIGHTS = [1.15, 0.88, 0.86, 0.9, 0.93, 1.08, 1.2] as const
const HOURS: readonly (readonly [number, number])[] = HOUR_WEIGHTS.map((weight, hour) => [hour, weight] as const)
const BUSINESS_HOURS: readonly (readonly [number, number])[] = [
  [9, 4],
  [10, 6],
  [11, 5],
  [12, 2],
  [13, 5],
  [14, 6],
  [15, 5],
  [16, 5],
  [17, 3],
  [18, 2],
]
const NIGHT_HOURS: readonly (readonly [number, number])[] = HOURS.map(([hour]) => [hour, hour < 6 || hour > 20 ? 5 : 2])

function dayWeight(ms: number): number {
  const local = new Date(ms + JST)
  const payday = local.getUTCDate() === 25 ? 1.25 : 1
  return at(DAY_WEIGHTS, local.getUTCDay()) * payday
}

function momentWith(random: Random, from: number, to: number, hours: readonly (readonly [number, number])[]): number {
  const firstDay = Math.floor((from + JST) / DAY)
  const lastDay = Math.floor((to - 1 + JST) / DAY)
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const midnight = random.between(firstDay, lastDay) * DAY - JST
    const moment = midnight + random.weighted(hours) * HOUR + random.between(0, HOUR - 1)
    if (moment >= from && moment < to && random.unit() * 1.5 < dayWeight(midnight)) return moment
  }
  return random.between(from, to - 1)
}

/** A moment in [from, to) as people's use is spread over hours and weekdays. */
export function peoplesMoment(random: Random, from: number, to: number): number {
  return momentWith(random, from, to, HOURS)
}

/** A moment in [from, to) in desk hours, as claims are taken down. */
export function deskMoment(random: Random, from: number, to: number): number {
  return Math.floor(momentWith(random, from, to, BUSINESS_HOURS) / MINUTE) * MINUTE + 7 * SECOND
}

/** A moment in [from, to), more by night: the attackers' hours. */
export function nightMoment(random: Random, from: number, to: number): number {
  return momentWith(random, from, to, NIGHT_HOURS)
}
