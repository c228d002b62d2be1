import fc from 'fast-check'
import { alertsOf } from '../support/oracle/alerts.js'
import { messages } from '../support/oracle/arbitrary.js'
import { setOf } from '../support/oracle/set.js'
import { judgedOf, replay } from '../support/replay.js'

const batchCounts = fc.constantFrom(7, 40, 1000)

test('the open alerts are those that a plain reading of the contract gives, whatever the events', async () => {
  const property = fc.asyncProperty(messages, batchCounts, async (lines, batchCountMax) => {
    const { alerts } = await replay({ sources: [lines], batchCountMax })
    expect(judgedOf(alerts)).toEqual(alertsOf(setOf(lines)))
  })
  await fc.assert(property, { numRuns: 150, interruptAfterTimeLimit: 100_000 })
})
