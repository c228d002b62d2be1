/** Spans in microseconds. */
export const second = 1_000_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
const JST = 9 * hour

/** `2020-09-16T00:00:00.000001+09:00`, always with six digits: how a producer may write it. */
export function rfc3339(at: number, offset = JST, suffix = '+09:00'): string {
  const local = at + offset
  const seconds = new Date(Math.floor(local / second) * 1000).toISOString().slice(0, 19)
  const fraction = ((local % second) + second) % second
  return `${seconds}.${String(fraction).padStart(6, '0')}${suffix}`
}

/** As the contract shows instants: JST, a fraction only where there is one, without zeros at its end. */
export function shown(at: number): string {
  return rfc3339(at).replace(/\.?0*\+/, '+')
}

/** The start of the JST day that holds an instant. */
export function dayOf(at: number): number {
  return Math.floor((at + JST) / day) * day - JST
}

/** The start of the JST month that holds an instant. */
export function monthOf(at: number): number {
  const local = new Date(Math.floor((at + JST) / 1000))
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth()) * 1000 - JST
}

/** `2020-09-15T15:00:00Z` of a whole second. */
export function utcSeconds(at: number): string {
  return `${new Date(at / 1000).toISOString().slice(0, 19)}Z`
}
