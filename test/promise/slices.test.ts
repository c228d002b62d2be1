import fc from 'fast-check'
import { isLookup } from '../../src/detect/feature.js'
import { readFeatures } from '../../src/files/rules.js'
import { judged } from '../support/everything.js'
import { messages } from '../support/oracle/arbitrary.js'
import { firstDifference } from '../support/oracle/smallest.js'
import { type Replay, replayFor } from '../support/replay.js'
import { runs, timeLimit } from '../support/runs.js'
import { shuffled } from '../support/shuffled.js'

const isTransfer = (line: string) => /"type":"(?:link|charge)"/.test(line)
const PARTS = ['alerts', 'tallies'] as const
const counts = fc.constantFrom(1, 7, 1000)
const LIMITS = { endOnFailure: true, interruptAfterTimeLimit: timeLimit(100_000), ...runs({ seed: 2020 }, {}) }

/** All links and charges first, then what is said of their accounts and rails, in one batch: most of them are judged again. */
function wordsLast(lines: readonly string[], seed: number): [string[], string[]] {
  const mixed = shuffled(lines, seed)
  return [mixed.filter(isTransfer), mixed.filter(line => !isTransfer(line))]
}

const atOf = (line: string) => Date.parse(/"at":"([^"]*)"/.exec(line)?.[1] ?? '')
const inOrder = (lines: readonly string[]) => lines.toSorted((a, b) => atOf(a) - atOf(b))

/** What is not as the plain run has it, in which nothing comes late. */
async function difference(lines: readonly string[], sliced: Replay): Promise<string | undefined> {
  const plain = { sources: [inOrder(lines)], batchCountMax: 100_000 }
  const [got, wanted] = [await replayFor(sliced, PARTS), await replayFor(plain, PARTS)]
  return PARTS.map(part => firstDifference(part, got[part], wanted[part])).find(text => text !== undefined)
}

test(
  'what late words have judged again in slices is what an in-order run says, with one revision an alert',
  async () => {
    const property = fc.asyncProperty(messages, fc.nat(), counts, async (lines, seed, count) => {
      const sliced = { sources: wordsLast(lines, seed), sliceEventsMax: count }
      expect(await difference(lines, sliced)).toBeUndefined()
    })
    await fc.assert(property, { numRuns: runs(8, 200), ...LIMITS })
  },
  timeLimit(180_000),
)

const features = [...readFeatures('.').values()].filter(feature => !isLookup(feature))

/** What every link and charge was judged on, with their words in a last batch of their own, by slices of so many. */
async function judgements(lines: readonly string[], batchCountMax: number, hotDays: number, sliceEventsMax: number) {
  const db = await judged(lines, batchCountMax, features, hotDays, sliceEventsMax)
  const rows = await db.values(`
    SELECT concat_ws(' ', event_id, event_at, two_factor, features, observed, alert_id) FROM alert_events ORDER BY event_id`)
  db.close()
  return rows.map(([row]) => String(row))
}

const link = (id: string, minute: string, account: string) =>
  `{"id":"${id}","type":"link","at":"2020-09-01T10:${minute}:00+09:00","provider":"paypay","bank":"9900","account":"${account}","wallet":"w","operation":"register","outcome":"succeeded"}`
const holder = (account: string) =>
  `{"id":"h${account}","type":"holder","at":"2020-08-01T10:00:00+09:00","bank":"9900","account":"${account}","person":"p${account}"}`
const accounts = ['a', 'b', 'c', 'd']
/** One wallet with accounts of several holders, who are named when all is over. */
const shared = [...accounts.map((account, i) => link(`l${i}`, `1${i}`, account)), ...accounts.map(holder)]

test(
  'each link and charge has the features of an in-order run, also of holders that earlier slices were told of',
  async () => {
    const hot = fc.constantFrom(0.5, 3)
    const property = fc.asyncProperty(messages, fc.nat(), counts, hot, async (lines, seed, count, hotDays) => {
      const [transfers, words] = wordsLast(lines, seed)
      const sliced = await judgements([...transfers, ...words], Math.max(1, transfers.length), hotDays, count)
      expect(sliced).toEqual(await judgements(inOrder(lines), 100_000, 3, 100_000))
    })
    await fc.assert(property, { numRuns: runs(8, 200), ...LIMITS, examples: [[shared, 1, 1, 3]] })
  },
  timeLimit(180_000),
)
