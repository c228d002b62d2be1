import type { Microseconds } from '../events/time.js'

/** A value from an instant on; null: from ever. */
export interface DatedValue {
  readonly since: Microseconds | null
  readonly value: number
}

/** A number, or numbers that hold one after the other: a law or a provider's terms change on a day. */
export type Threshold = number | readonly DatedValue[]

/** The value that holds at an instant of event time. */
export function thresholdAt(threshold: Threshold, at: Microseconds): number {
  if (typeof threshold === 'number') return threshold
  const held = threshold.findLast(({ since }) => since === null || since <= at) ?? threshold[0]
  return (held as DatedValue).value
}

/** The value that holds at an instant, as SQL; `instant` is SQL too. */
export function thresholdSql(threshold: Threshold, instant: string): string {
  if (typeof threshold === 'number') return String(threshold)
  const later = threshold.filter(({ since }) => since !== null).toReversed()
  const cases = later.map(({ since, value }) => `WHEN ${instant} >= make_timestamptz(${since}) THEN ${value}`)
  return cases.length === 0 ? String(threshold[0]?.value) : `CASE ${cases.join(' ')} ELSE ${threshold[0]?.value} END`
}

/** For people: `100000, from 2020-12-01T00:00:00+09:00 on 50000`. */
export function thresholdText(threshold: Threshold, shown: (at: Microseconds) => string): string {
  if (typeof threshold === 'number') return String(threshold)
  return threshold.map(({ since, value }) => (since === null ? value : `from ${shown(since)} on ${value}`)).join(', ')
}
