import { join } from 'node:path'
import { openMigrated } from '../../src/cli/support/home.js'
import { openPipeline } from '../../src/cli/support/pipeline.js'
import { type Measuring, tooDear } from '../../src/cli/support/rule-cost.js'
import { lintRules } from '../../src/cli/support/rule-lint.js'
import { loadRules } from '../../src/cli/support/rule-load.js'
import { overSample } from '../../src/cli/support/rule-sample.js'
import type { RuleDefinition } from '../../src/detect/rule-version.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import { chargeCases, headOf, withHome } from './home.js'

const cases = chargeCases(['a', 'alert', 1, 5000], ['a', 'quiet', 2, 1])
const good = { sql: `${headOf('good')}SELECT id FROM work WHERE yen >= 5000`, cases }
const head = headOf('cross', { on: 'sweep', every: '1 day', span: '1 day', reads: 'charge', fires: 'charge' })
const cross = {
  sql: `${head}SELECT a.id, a.account AS entity, b.yen FROM v_charges a, v_charges b WHERE a.yen + b.yen > 9000000`,
  cases,
}

/** Each rule costs what is said of it, and all together their sum; `asked` notes what was measured. */
function costing(costs: Readonly<Record<string, readonly number[]>>, asked: string[] = []): Measuring {
  const runs = new Map<string, number>()
  const next = (id: string) => {
    const run = runs.get(id) ?? 0
    runs.set(id, run + 1)
    return costs[id]?.[run] ?? costs[id]?.[0] ?? 0
  }
  return work =>
    work(async rules => {
      asked.push(rules.map(({ id }) => id).join())
      if (rules.length > 1) return rules.reduce((sum, { id }) => sum + (costs[id]?.[0] ?? 0), 0)
      return next(rules[0]?.id ?? '')
    })
}

test('a rule that costs more than its budget is refused at load and by lint, with what it costs; the others go on', async () => {
  const sentence =
    'pipelines/rules/cross.sql: costs 90,000 µs of processor time for each link or charge of a sample, and budgetMicros in config/ allows 500; join by a key (=), put cheap conditions beside its features, or allow more'
  await withHome({ good, cross }, async home => {
    const db = await openMigrated(':memory:', home, { create: true })
    const loaded = await loadRules(db, home, readConfig(home), costing({ cross: [90_000], good: [3] }))
    db.close()
    expect(loaded.rules.map(({ id }) => id)).toEqual(['good'])
    expect(loaded.refused).toEqual([{ rule: 'cross', sentence }])
    const { problems } = await lintRules(home, [], costing({ cross: [90_000] }))
    expect(problems.map(problem => `${problem.place}: ${problem.sentence}`)).toContain(sentence)
  })
})

test('a version that the database knows is not measured again, and goes on', async () => {
  await withHome({ good, cross }, async home => {
    const path = join(home, 'a.duckdb')
    const { db } = await openPipeline(path, home)
    const asked: string[] = []
    const { rules, refused } = await loadRules(db, home, readConfig(home), costing({ cross: [90_000] }, asked))
    db.close()
    expect([rules.length, refused, asked]).toEqual([2, [], []])
  })
})

test('the least of three runs counts, and rules that are cheap together are measured once', async () => {
  const [a, b] = ['a', 'b'].map(id => ({ id }) as RuleDefinition) as [RuleDefinition, RuleDefinition]
  const asked: string[] = []
  expect(await tooDear([a, b], 500, costing({ a: [200], b: [200] }, asked))).toEqual([])
  expect(asked).toEqual(['a,b'])
  expect(await tooDear([a, b], 500, costing({ a: [900, 800, 400], b: [200] }))).toEqual([])
  const dear = await tooDear([a, b], 500, costing({ a: [900, 700, 800], b: [200] }))
  expect(dear.map(({ rule, sentence }) => [rule, /costs (\d+) µs/.exec(sentence)?.[1]])).toEqual([['a', '700']])
  expect(await tooDear([], 500, () => Promise.reject(new Error('nothing to measure')))).toEqual([])
})

test('the sample is judged by rules on events and over periods, by the clock that is given', async () => {
  const config = readConfig('.')
  const rules = readRules('.', config.thresholds)
  let micros = 0
  const clock = () => {
    micros += 1_000_000
    return micros
  }
  const costs = await overSample(
    '.',
    config,
    clock,
  )(async measure => [
    await measure(rules.filter(({ id }) => id === 'rapid-drain')),
    await measure(rules.filter(({ id }) => id === 'rapid-drain' || id === 'shared-ring')),
  ])
  // Some thousand links and charges, the same each time.
  expect(costs[0]).toBe(costs[1])
  expect(1_000_000 / (costs[0] ?? 0)).toBeGreaterThan(3_000)
})
