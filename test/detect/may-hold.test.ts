import fc from 'fast-check'
import { conditionOf } from '../../src/detect/may-hold.js'
import type { TreeNode } from '../../src/detect/rule-nodes.js'
import type { Names, Scalar } from '../../src/detect/scalar.js'
import { FALSE, NULL, TRUE, UNKNOWN, type Value } from '../../src/detect/truths.js'
import { Database } from '../../src/duckdb/database.js'
import { ruleTrees } from '../../src/duckdb/rule-tree.js'
import { runs, timeLimit } from '../support/runs.js'

type Row = Readonly<Record<string, Value>>

const COLUMNS = { a: 'BIGINT', b: 'BIGINT', d: 'DOUBLE', t: 'VARCHAR', u: 'VARCHAR', f: 'BOOLEAN' } as const
/** Near to each other, so that sums and products meet; and at the bounds of what a double and a BIGINT hold. */
const whole = fc.oneof(
  fc.integer({ min: -5, max: 12 }),
  fc.constantFrom(30_000, 270_000, 1_000_000_000_000, 9_007_199_254_740_991),
)
const values = {
  a: whole,
  b: whole,
  d: fc.oneof(
    fc.integer({ min: 0, max: 12 }),
    fc.constantFrom(0.1, 0.30000000000000004, 0.7, 4.9, 270_000.00000000006),
  ),
  t: fc.constantFrom('x', 'y', ''),
  u: fc.constantFrom('x', 'z', 'Y'),
  f: fc.boolean(),
}
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 5 })
const row: fc.Arbitrary<Row> = fc.record({
  a: orNull(values.a),
  b: orNull(values.b),
  d: orNull(values.d),
  t: orNull(values.t),
  u: orNull(values.u),
  f: orNull(values.f),
})

const { condition } = fc.letrec<{ number: string; text: string; condition: string }>(tie => ({
  number: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom('a', 'b', 'd', 'A', '$ten', '0.9', '0.1', '5', '-3', '1e1', '2.50', '300000', 'NULL', 'a // 2'),
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    tie('number').map(x => `-(${x})`),
    fc
      .tuple(fc.constantFrom('greatest', 'least', 'coalesce', 'abs'), tie('number'), tie('number'))
      .map(([name, x, y]) => (name === 'abs' ? `abs(${x})` : `${name}(${x}, ${y})`)),
  ),
  text: fc.constantFrom('t', 'u', "'x'", "'z'", "''", 'NULL', 'lower(u)', "coalesce(t, 'z')"),
  condition: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(tie('number'), fc.constantFrom('=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM'), tie('number'))
      .map(([x, op, y]) => `${x} ${op} ${y}`),
    fc
      .tuple(tie('text'), fc.constantFrom('=', '<>', '<', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM'), tie('text'))
      .map(([x, op, y]) => `${x} ${op} ${y}`),
    fc.tuple(tie('number'), tie('number'), tie('number')).map(([x, y, z]) => `${x} BETWEEN ${y} AND ${z}`),
    fc.tuple(tie('text'), tie('text'), tie('text')).map(([x, y, z]) => `${x} IN (${y}, ${z})`),
    fc.tuple(tie('number'), tie('number'), tie('number')).map(([x, y, z]) => `${x} NOT IN (${y}, ${z})`),
    fc.oneof(tie('number'), tie('text')).map(x => `${x} IS NULL`),
    fc.oneof(tie('number'), tie('text')).map(x => `${x} IS NOT NULL`),
    fc.constantFrom('f', 'f IS TRUE', 'f IS NOT TRUE', 'f = false', 'true', 'f IS DISTINCT FROM (a = 1)'),
    tie('condition').map(x => `NOT (${x})`),
    tie('condition').map(x => `TRY(${x})`),
    tie('condition').map(x => `(${x}) IS NULL`),
    fc
      .tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition'))
      .map(([x, op, y]) => `(${x}) ${op} (${y})`),
  ),
}))

let db: Database
beforeAll(async () => {
  db = await Database.open(':memory:')
  // What stands twice is else computed once beforehand, outside of TRY, and fails there.
  await db.run("SET disabled_optimizers = 'common_subexpressions'")
})
afterAll(() => db.close())

/** `hidden`: columns of which nothing is known. */
function namesOf(hidden: readonly string[]): Names<Row> {
  const known = (of: (row: Row) => Value): Scalar<Row> => ({ of, isExact: true, cost: 0 })
  return {
    column: name => {
      if (!(name in COLUMNS)) return undefined
      const of = (row: Row) => (hidden.includes(name) ? UNKNOWN : (row[name] as Value))
      return { of, isExact: name !== 'd', cost: name === 'b' ? 1 : 0 }
    },
    threshold: name => (name === 'ten' ? known(() => 10) : undefined),
  }
}

/** What the condition may be for each row, and what it is in DuckDB. */
async function asked(sql: string, rows: readonly Row[], hidden: readonly string[] = []) {
  const [tree] = await ruleTrees(db, [{ id: 'r', sql: `SELECT id FROM work WHERE ${sql}` }])
  const { of } = conditionOf(tree?.where_clause as TreeNode, namesOf(hidden))
  const literal = (value: Value) => (typeof value === 'string' ? `'${value}'` : String(value))
  const cells = Object.entries(COLUMNS).map(
    ([name, type]) =>
      (given: Row) =>
        `${literal(given[name] as Value)}::${type} AS ${name}`,
  )
  const table = rows.map((given, nth) => `SELECT ${nth} AS nth, ${cells.map(cell => cell(given)).join(', ')}`)
  const answers = await db.values(
    `SELECT TRY(${sql.replaceAll('$ten', '10')}) FROM (${table.join(' UNION ALL ')}) ORDER BY nth`,
  )
  return rows.map((given, nth) => ({ may: of(given), is: answers[nth]?.[0] as boolean | null }))
}

function bitOf(is: boolean | null): number {
  if (is === null) return NULL
  return is ? TRUE : FALSE
}

test(
  'no condition that DuckDB finds true is denied, whatever of a row is known',
  async () => {
    const hidden = fc.subarray(Object.keys(COLUMNS), { maxLength: 3 })
    const rows = fc.array(row, { minLength: 1, maxLength: 12 })
    let held = 0
    await fc.assert(
      fc.asyncProperty(condition, rows, hidden, async (sql, given, unknown) => {
        for (const { may, is } of await askedOrRefused(sql, given, unknown)) {
          if (!is) continue
          held += 1
          expect(may & TRUE).toBe(TRUE)
        }
      }),
      { numRuns: runs(600, 30_000), ...runs({ seed: 42 }, {}), interruptAfterTimeLimit: timeLimit(100_000) },
    )
    expect(held).toBeGreaterThan(300)
  },
  timeLimit(180_000),
)

/** Nothing where types do not go together, or a number fits none: no such rule is taken. */
async function askedOrRefused(sql: string, rows: readonly Row[], hidden: readonly string[]) {
  try {
    return await asked(sql, rows, hidden)
  } catch (error) {
    expect(String(error)).toMatch(/Binder Error|Conversion Error|Out of Range|Could not choose|Cannot (mix|compare)/)
    return []
  }
}

const EXAMPLE: Row = { a: 7, b: null, d: 4.9, t: 'x', u: 'Y', f: true }

test.each([
  'a >= 7',
  'a > 7',
  'a <= 7',
  'a < 7',
  'a = 7 AND a <> 8',
  'a BETWEEN 7 AND 8',
  'a NOT BETWEEN 7 AND 8',
  "a = 7.0 AND t = 'x'",
  'a IN (1, 7)',
  'a NOT IN (1, 7)',
  'a IN (1, NULL)',
  'b = 1',
  'b IS NULL',
  'b IS DISTINCT FROM a',
  'b IS NOT DISTINCT FROM NULL',
  "t = 'x' AND u <> 'x'",
  "t = 'y' OR f",
  'f IS NOT TRUE',
  'NOT f',
  'f = false',
  '2 * a >= least($ten + 4, b)',
  '0.5 * a > 3.4',
  'greatest(a, b, 3) = 7',
  'coalesce(b, a) = 7',
  '-a < -6',
  'a - 1 = 6 AND d < 5',
])('%s is known', async sql => {
  const [answer] = await asked(sql, [EXAMPLE])
  expect(answer?.may).toBe(bitOf(answer?.is ?? null))
})

test.each([
  ['a value that only the database can tell', 'a > 6', ['a'], TRUE | FALSE | NULL],
  ['NULL on the other side', 'a > b', ['a'], NULL],
  ['what settles an AND', 'a > 6 AND f = false', ['a'], FALSE],
  ['what settles an OR', 'a > 6 OR f', ['a'], TRUE],
  ['a decimal that is nearly the same', '0.7 * a = d', [], TRUE | FALSE],
  ['a product beyond what is exact', 'a * 9007199254740991 > 1', [], TRUE | FALSE | NULL],
  ['a number beside a text', "a = '7'", [], TRUE | FALSE | NULL],
  ['the order of texts', "t < 'y'", [], TRUE | FALSE],
  ['a function that it does not know', 'abs(a) = 7', [], TRUE | FALSE | NULL],
  ['what may fail', 'TRY(a = 7)', [], TRUE | NULL],
])('of %s as much is known', async (_what, sql, hidden, may) => {
  const [answer] = await asked(sql, [EXAMPLE], hidden)
  expect(answer?.may).toBe(may)
  expect(bitOf(answer?.is ?? null) & may).not.toBe(0)
})
