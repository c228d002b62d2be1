import fc from 'fast-check'
import type { RuleDefinition } from '../../src/detect/rule-version.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import { linesOf } from '../ledger/lines.js'
import { worlds } from '../ledger/worlds.js'
import { messages } from '../support/oracle/arbitrary.js'
import { runs, timeLimit } from '../support/runs.js'
import { shuffled } from '../support/shuffled.js'
import { ruleOf, Tallied } from '../support/tallied.js'

/**
 * Late adoptions and stops take these alerts back or open them. Those of a provider reach over its banks, so that what
 * makes one grave may be at another rail than what it counts.
 */
const RULES = [
  ruleOf(
    'unadopted',
    "SELECT id, CASE WHEN yen % 3 = 0 THEN 'high' ELSE 'medium' END AS severity FROM work WHERE adoption <> 'adopted'",
  ),
  ruleOf('stopped', 'SELECT id FROM work WHERE suspended', { entity: 'account', severity: 'critical', on: ['charge'] }),
  ruleOf('shadow', 'SELECT id FROM work', { mode: 'shadow' }),
]

/** Lines in an order and in batches that chance decides. */
const dice = fc.record({ seed: fc.nat(), size: fc.constantFrom(2, 6, 25) })
type Dice = typeof dice extends fc.Arbitrary<infer T> ? T : never

function batchesOf(lines: readonly string[], { seed, size }: Dice): string[][] {
  const all = shuffled(lines, seed)
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}

async function expectExact(tallied: Tallied): Promise<void> {
  const computed = await tallied.computed()
  expect(tallied.published()).toEqual(computed)
  expect(await tallied.stored()).toEqual(computed)
}

/** Reads all, looks after every batch, and tells what is published at the end. */
async function run(rules: readonly RuleDefinition[], providers: readonly string[], batches: readonly string[][]) {
  const tallied = await Tallied.open(rules, providers)
  try {
    for (const batch of batches) {
      await tallied.read(batch)
      await expectExact(tallied)
    }
    return tallied.published()
  } finally {
    tallied.close()
  }
}

test(
  'after every batch the published tallies are those of damage() at the newest event, in any order',
  async () => {
    const property = fc.asyncProperty(worlds, dice, dice, async (world, one, other) => {
      const lines = linesOf(world)
      const published = await run(RULES, ['p1', 'p2'], batchesOf(lines, one))
      expect(await run(RULES, ['p1', 'p2'], batchesOf(lines, other))).toEqual(published)
    })
    await fc.assert(property, {
      numRuns: runs(6, 100),
      endOnFailure: true,
      interruptAfterTimeLimit: timeLimit(100_000),
    })
  },
  timeLimit(180_000),
)

test(
  'the same with the rules of this repository and messages that provoke them',
  async () => {
    const config = readConfig('.')
    const rules = readRules('.', config.thresholds)
    const property = fc.asyncProperty(messages, dice, async (lines, dice) => {
      await run(rules, [...config.providers.keys()], batchesOf(lines, dice))
    })
    await fc.assert(property, { numRuns: runs(4, 60), endOnFailure: true, interruptAfterTimeLimit: timeLimit(100_000) })
  },
  timeLimit(180_000),
)
