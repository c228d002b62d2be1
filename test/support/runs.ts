/** Whether `npm run promise:long` asks: all runs of the properties, whatever they take. */
const isLong = process.env.BANKEN_PROMISE === 'long'

/** What there is of something: little with each `npm test`, and much in the long run. */
export function runs<T>(few: T, many: T): T {
  return isLong ? many : few
}

/** Ends a property early on a slow machine; the long run has time. */
export function timeLimit(ms: number): number {
  return isLong ? 20 * ms : ms
}
