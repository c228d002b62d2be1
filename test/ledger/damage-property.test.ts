import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { type Answer, argumentsOf, insert, openLedger, query } from './database.js'
import { naiveDamage, naiveTotal, type Question } from './naive.js'
import { micros, rowsOf } from './world-rows.js'
import { INSTANT_MAX, type World, worlds } from './worlds.js'

async function load(ledger: DuckDBConnection, world: World): Promise<void> {
  for (const [table, rows] of Object.entries(rowsOf(world))) {
    await ledger.run(`DELETE FROM ${table}`)
    await insert(ledger, table, rows)
  }
}

/** Naive rows give instants as small numbers; rates are compared to 4 of their digits after the point. */
function comparable(row: Readonly<Record<string, unknown>>, toInstant: (value: number) => number): Answer {
  const entries = Object.entries(row).map(([name, value]) => {
    if (typeof value !== 'number') return [name, value]
    if (name === 'as_of' || name.endsWith('occurred_at')) return [name, toInstant(value)]
    return [name, /^rate_|per_100k/.test(name) ? Number(value.toFixed(4)) : value]
  })
  return Object.fromEntries(entries)
}
const expected = (row: Readonly<Record<string, unknown>>) => comparable(row, value => Number(micros(value)))
const answered = (row: Readonly<Record<string, unknown>>) => comparable(row, value => value)

const BASES = ['declared', 'confirmed', 'compensated', 'excluded', 'suspected']
const questions: fc.Arbitrary<Question> = fc.record({
  asOf: fc.integer({ min: -1, max: INSTANT_MAX + 3 }),
  basis: fc.constantFrom(...BASES),
  channels: fc.option(fc.subarray(['bank', 'provider', 'own-detection']), { nil: null }),
})

let ledger: DuckDBConnection
beforeAll(async () => {
  ledger = await openLedger()
})
afterAll(() => ledger.closeSync())

async function ask(macro: string, { asOf, basis, channels }: Question): Promise<Answer[]> {
  const rows = await query(ledger, `FROM ${macro}(${argumentsOf(micros(asOf), basis, channels)})`)
  return rows.map(answered)
}

async function checkTotals(world: World, question: Question): Promise<void> {
  const cells = naiveDamage(world, question)
  expect(await ask('damage_total', question)).toEqual([expected(naiveTotal(cells, question))])
  for (const [by, other] of [['provider', 'providers'] as const, ['bank', 'banks'] as const]) {
    const names = [...new Set(cells.map(c => c[by]))].sort()
    const totals = names.map(name => {
      const total = naiveTotal(
        cells.filter(c => c[by] === name),
        question,
      )
      const { [other]: _itself, ...rest } = total
      return expected({ [by]: name, ...rest })
    })
    expect(await ask(`damage_by_${by}`, question)).toEqual(totals)
  }
}

test('every tally is what a plain reading of the contract gives, whatever the events, at any moment', async () => {
  const property = fc.asyncProperty(worlds, questions, async (world, question) => {
    await load(ledger, world)
    for (const basis of BASES) {
      const cells = naiveDamage(world, { ...question, basis })
      expect(await ask('damage', { ...question, basis })).toEqual(cells.map(c => expected(c.row)))
    }
    await checkTotals(world, question)
  })
  await fc.assert(property, { numRuns: 60 })
})
