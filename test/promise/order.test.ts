import fc from 'fast-check'
import { messages } from '../support/oracle/arbitrary.js'
import { type Replay, replay } from '../support/replay.js'

/** Numbers that sort lines at random, cut them into sources, and choose the line that comes last. */
const dice = fc.record({
  order: fc.array(fc.nat(), { minLength: 250, maxLength: 250 }),
  sourceCount: fc.integer({ min: 2, max: 4 }),
  last: fc.nat(),
})
type Dice = typeof dice extends fc.Arbitrary<infer T> ? T : never

function shuffled(lines: readonly string[], { order }: Dice): string[] {
  return lines
    .map((line, i) => ({ line, key: order[i % order.length] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ line }) => line)
}

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

async function expectTheSame(lines: readonly string[], replays: readonly Replay[]): Promise<void> {
  const plain = await replay({ sources: [inOrder(lines)], batchCountMax: 100_000 })
  for (const other of replays) expect(await replay(other)).toEqual(plain)
}

const options = (numRuns: number) => ({ numRuns, interruptAfterTimeLimit: 100_000 })

describe('the same set of events gives the same bytes', () => {
  test('shuffled, delivered twice and split over sources', async () => {
    const property = fc.asyncProperty(messages, dice, async (lines, dice) => {
      const twice = shuffled([...lines, ...lines], dice)
      await expectTheSame(lines, [
        { sources: [shuffled(lines, dice)], batchCountMax: 1000 },
        { sources: dealt(twice, dice.sourceCount), batchCountMax: 7 },
        { sources: [inOrder(lines).reverse()], batchCountMax: 40 },
      ])
    })
    await fc.assert(property, options(20))
  })

  test('one message a batch', async () => {
    const property = fc.asyncProperty(messages, dice, async (lines, dice) => {
      await expectTheSame(lines, [{ sources: [shuffled(lines, dice)], batchCountMax: 1 }])
    })
    await fc.assert(property, options(5))
  })

  test('with the database closed and opened between batches', async () => {
    const property = fc.asyncProperty(messages, dice, async (lines, dice) => {
      const sources = cut(shuffled(lines, dice), dice.sourceCount)
      await expectTheSame(lines, [{ sources, reopened: true }])
    })
    await fc.assert(property, options(15))
  })

  test('with one message left out and added last', async () => {
    const property = fc.asyncProperty(messages, dice, async (lines, dice) => {
      await expectTheSame(lines, [{ sources: oneLast(inOrder(lines), dice), batchCountMax: 1000 }])
    })
    await fc.assert(property, options(25))
  })
})
