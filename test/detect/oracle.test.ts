import fc from 'fast-check'
import { alertsOf } from '../support/oracle/alerts.js'
import { messages } from '../support/oracle/arbitrary.js'
import { setOf } from '../support/oracle/set.js'
import { firstDifference, smallest } from '../support/oracle/smallest.js'
import { judgedOf, replay } from '../support/replay.js'

const batchCounts = fc.constantFrom(7, 40, 1000)

/** One line an alert, its fields in the order of their names. */
function text(alerts: readonly object[]): string {
  return alerts.map(alert => JSON.stringify(Object.entries(alert).sort(([a], [b]) => (a < b ? -1 : 1)))).join('\n')
}

async function difference(lines: readonly string[], batchCountMax: number): Promise<string | undefined> {
  const { alerts } = await replay({ sources: [lines], batchCountMax })
  return firstDifference('alerts', text(judgedOf(alerts)), text(alertsOf(setOf(lines))))
}

test('the open alerts are those that a plain reading of the contract gives, whatever the events', async () => {
  const property = fc.asyncProperty(messages, batchCounts, async (lines, batchCountMax) => {
    if ((await difference(lines, batchCountMax)) === undefined) return
    throw new Error(await smallest(lines, fewer => difference(fewer, batchCountMax)))
  })
  await fc.assert(property, { numRuns: 150, endOnFailure: true, interruptAfterTimeLimit: 100_000 })
}, 180_000)
