import fc from 'fast-check'
import { contentOf } from '../../src/events/content.js'
import { alertsOf } from '../support/oracle/alerts.js'
import { messages } from '../support/oracle/arbitrary.js'
import { byId, joinedOf } from '../support/oracle/joined.js'
import { setOf } from '../support/oracle/set.js'
import { firstDifference, smallest } from '../support/oracle/smallest.js'
import { judgedOf, replayFor } from '../support/replay.js'
import { runs, timeLimit } from '../support/runs.js'

const batchCounts = fc.constantFrom(10, 1000, 1000)

/** One line an alert, its fields in the order of their names. */
function text(alerts: readonly object[]): string {
  return alerts.map(alert => JSON.stringify(Object.entries(alert).sort(([a], [b]) => (a < b ? -1 : 1)))).join('\n')
}

async function difference(lines: readonly string[], batchCountMax: number): Promise<string | undefined> {
  const { alerts, joined, events } = await replayFor({ sources: [lines], batchCountMax }, [
    'alerts',
    'joined',
    'events',
  ])
  const set = setOf(lines)
  return (
    firstDifference('events', events, byId(set).map(contentOf).join('\n')) ??
    firstDifference('joined', joined, joinedOf(set).join('\n')) ??
    firstDifference('alerts', text(judgedOf(alerts)), text(alertsOf(set)))
  )
}

test(
  'events, joins and open alerts are what a plain reading of the contract gives, whatever the events',
  async () => {
    const property = fc.asyncProperty(messages, batchCounts, async (lines, batchCountMax) => {
      if ((await difference(lines, batchCountMax)) === undefined) return
      throw new Error(await smallest(lines, fewer => difference(fewer, batchCountMax)))
    })
    await fc.assert(property, {
      numRuns: runs(100, 1_000),
      endOnFailure: true,
      interruptAfterTimeLimit: timeLimit(100_000),
    })
  },
  timeLimit(180_000),
)
