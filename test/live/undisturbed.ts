import { shuffled } from '../support/shuffled.js'
import { lateSeptember } from './events.js'
import { type Aftermath, isLong } from './faults.js'
import { gapless } from './verdict.js'

/** How often each thing goes wrong: some in every run of the tests, many with `npm run faults:kafka`. */
export const COUNTS = isLong
  ? { steps: 96, moments: 100, database: 5, broker: 20, stopped: 10, connections: 56 }
  : { steps: 8, moments: 3, database: 1, broker: 2, stopped: 1, connections: 8 }
export const MINUTE = 60_000

/** Some 4,000 lines with 60 alerts, or some 15,000 with 90. */
export const lines = shuffled(lateSeptember(isLong ? 13_000 : 2_000), 11)

export function expectUndisturbed({ files, topics }: Aftermath, answer: Readonly<Record<string, string>>): void {
  expect(topics.sequence).toEqual(gapless(topics.sequence.length))
  expect(topics.inOrder).toBe(true)
  expect(topics.alerts).toBe(answer['alerts.ndjson'])
  expect(files).toEqual(answer)
}
