import fc from 'fast-check'
import { messages } from '../support/oracle/arbitrary.js'
import { firstDifference, smallest } from '../support/oracle/smallest.js'
import { type Replay, replay, type Said } from '../support/replay.js'
import { runs, timeLimit } from '../support/runs.js'
import { shuffled } from '../support/shuffled.js'

/** How lines are shuffled and cut into sources, and which comes last. */
const dice = fc.record({
  seed: fc.nat(),
  sourceCount: fc.integer({ min: 2, max: 4 }),
  last: fc.nat(),
})
type Dice = typeof dice extends fc.Arbitrary<infer T> ? T : never

/** The lines dealt to so many sources. */
function dealt(lines: readonly string[], sourceCount: number): string[][] {
  return Array.from({ length: sourceCount }, (_, k) => lines.filter((_, i) => i % sourceCount === k))
}

/** The lines cut into so many sources, one after the other. */
function cut(lines: readonly string[], sourceCount: number): string[][] {
  const size = Math.ceil(lines.length / sourceCount)
  return Array.from({ length: sourceCount }, (_, k) => lines.slice(k * size, (k + 1) * size))
}

/** All lines but the one of the chosen place, which comes last, in a batch of its own. */
function oneLast(lines: readonly string[], { last }: Dice): string[][] {
  const place = last % lines.length
  return [lines.filter((_, i) => i !== place), lines.slice(place, place + 1)]
}

const atOf = (line: string) => /"at":"([^"]*)"/.exec(line)?.[1] ?? ''
const inOrder = (lines: readonly string[]) => lines.toSorted((a, b) => Date.parse(atOf(a)) - Date.parse(atOf(b)))

const plain = (lines: readonly string[]): Replay => ({ sources: [inOrder(lines)], batchCountMax: 100_000 })

/** Sets of events that all ways are asked about: a set's plain run is the same for each. */
const SEED = { seed: fc.sample(fc.nat(), 1)[0] ?? 0 }
const plainRuns = new Map<string, Promise<Said>>()

function plainRun(lines: readonly string[]): Promise<Said> {
  const key = lines.join('\n')
  const known = plainRuns.get(key) ?? replay(plain(lines))
  plainRuns.set(key, known)
  return known
}

/** What of the answer is not as the plain run has it: events, dead letters, joins, alerts or tallies. */
async function difference(lines: readonly string[], otherwise: Way, dice: Dice): Promise<string | undefined> {
  const [got, wanted] = [await replay(otherwise(lines, dice)), await plainRun(lines)]
  const parts = ['events', 'deadLetters', 'joined', 'alerts', 'tallies'] as const
  return parts.map(part => firstDifference(part, got[part], wanted[part])).find(text => text !== undefined)
}

/** Some way to deliver the same lines. */
type Way = (lines: readonly string[], dice: Dice) => Replay

const ways: readonly [string, number, Way][] = [
  ['shuffled', runs(25, 200), (lines, dice) => ({ sources: [shuffled(lines, dice.seed)], batchCountMax: 1000 })],
  [
    'delivered twice, shuffled and split over sources',
    runs(15, 120),
    (lines, dice) => ({
      sources: dealt(shuffled([...lines, ...lines], dice.seed), dice.sourceCount),
      batchCountMax: 7,
    }),
  ],
  ['backwards', runs(10, 80), lines => ({ sources: [inOrder(lines).reverse()], batchCountMax: 40 })],
  ['one message a batch', runs(5, 40), (lines, dice) => ({ sources: [shuffled(lines, dice.seed)], batchCountMax: 1 })],
  [
    'with the database closed and opened between batches',
    runs(10, 80),
    (lines, dice) => ({ sources: cut(shuffled(lines, dice.seed), dice.sourceCount), reopened: true }),
  ],
  [
    'with one message left out and added last',
    runs(25, 200),
    (lines, dice) => ({ sources: oneLast(inOrder(lines), dice), batchCountMax: 1000 }),
  ],
]

test.each(ways)(
  'the same set of events gives the same bytes: %s',
  async (_name, numRuns, way) => {
    const property = fc.asyncProperty(messages, dice, async (lines, dice) => {
      if ((await difference(lines, way, dice)) === undefined) return
      throw new Error(await smallest(lines, fewer => difference(fewer, way, dice)))
    })
    await fc.assert(property, { ...SEED, numRuns, endOnFailure: true, interruptAfterTimeLimit: timeLimit(100_000) })
  },
  timeLimit(180_000),
)
