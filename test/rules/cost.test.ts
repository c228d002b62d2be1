import { writeFileSync } from 'node:fs'
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
  const micros = async (rules: readonly RuleDefinition[]) => {
    asked.push(rules.map(({ id }) => id).join())
    if (rules.length > 1) return rules.reduce((sum, { id }) => sum + (costs[id]?.[0] ?? 0), 0)
    return next(rules[0]?.id ?? '')
  }
  return work => work({ micros, pairs: async () => new Map() })
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

const sweepHead = (id: string) =>
  headOf(id, { on: 'sweep', every: '1 day', span: '1 day', reads: 'charge', fires: 'charge', reason: '- | -' })
const sweep = (id: string, sql: string) => ({ sql: `${sweepHead(id)}${sql}`, cases })
const featureOf = (id: string) => ({ sql: `${headOf(id)}SELECT id FROM work WHERE older_charges > 1`, cases })

test('a join of history with itself is refused by the pairs that it compares, cheap as the sample is; a range join is not', async () => {
  const few = {
    good,
    cross: sweep(
      'cross',
      'SELECT a.id, a.account AS entity FROM v_charges a, v_charges b WHERE a.yen + b.yen > 9000000',
    ),
    range: sweep(
      'range',
      'SELECT a.id, a.account AS entity FROM v_charges a JOIN v_charges b ON b.event_at > a.event_at AND b.event_at <= a.event_at + INTERVAL 1 SECOND',
    ),
    looked: featureOf('looked'),
  }
  const feature =
    'older_charges: { sql: "(SELECT count(*) FROM charges c WHERE c.event_at < event.event_at AND c.yen > event.yen)", reads: [{ of: charge, by: account, for: ever }] }\n'
  await withHome(few, async home => {
    writeFileSync(join(home, 'pipelines', 'features', 'older.yaml'), feature)
    const config = readConfig(home)
    const rules = readRules(home, config.thresholds)
    // A budget that nothing fails.
    const dear = await tooDear(
      rules,
      Number.POSITIVE_INFINITY,
      overSample(home, config, () => 0),
    )
    expect(dear.map(({ rule }) => rule).sort()).toEqual(['cross', 'looked'])
    expect(dear[0]?.sentence).toMatch(
      /^pipelines\/rules\/cross.sql: compares [0-9],[0-9]{3} pairs of rows for each link or charge of a sample, and 50 is the most: .*join by a key/,
    )
  })
})

test('a rule that fails while it runs is refused with what DuckDB says; the others go on', async () => {
  const overflow = sweep(
    'overflow',
    'SELECT a.id, a.account AS entity FROM v_charges a WHERE epoch_us(a.event_at) > (a.yen::INTEGER + 60000000) * 60',
  )
  await withHome({ good, overflow }, async home => {
    const { problems } = await lintRules(
      home,
      [],
      overSample(home, readConfig(home), () => 0),
    )
    expect(problems.map(({ place }) => place)).toEqual(['pipelines/rules/overflow.sql'])
    expect(problems[0]?.sentence).toMatch(
      /^fails on a sample of events: Out of Range Error: Overflow in multiplication/,
    )
  })
  const nobody = { micros: async () => 1, pairs: () => Promise.reject(new Error('a bug')) }
  await expect(tooDear([{ id: 'a' } as RuleDefinition], 500, work => work(nobody))).rejects.toThrow('a bug')
})

test('no rule of this project compares more than a few pairs', async () => {
  const config = readConfig('.')
  const rules = readRules('.', config.thresholds)
  const pairs = await overSample('.', config, () => 0)(measure => measure.pairs(rules))
  expect(pairs.size).toBe(rules.length)
  expect(Math.max(...pairs.values())).toBeLessThan(5)
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
  )(async ({ micros }) => [
    await micros(rules.filter(({ id }) => id === 'rapid-drain')),
    await micros(rules.filter(({ id }) => id === 'rapid-drain' || id === 'shared-ring')),
  ])
  // Some thousand links and charges, the same each time.
  expect(costs[0]).toBe(costs[1])
  expect(1_000_000 / (costs[0] ?? 0)).toBeGreaterThan(3_000)
})
