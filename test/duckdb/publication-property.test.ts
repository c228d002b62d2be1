import fc from 'fast-check'
import type { Database } from '../../src/duckdb/database.js'
import { keepPublication, readPublication, statementNow } from '../../src/duckdb/publication-store.js'
import type { Basis } from '../../src/ledger/basis.js'
import { type Counting, isCounted, type PublishedCell, type Statement } from '../../src/ledger/publication.js'
import { type CellChange, type ColumnDiff, diffOf, type Share } from '../../src/ledger/publication-diff.js'
import { sumOf } from '../../src/ledger/publication-text.js'
import { insert } from '../ledger/database.js'
import { claimRowsOf } from '../ledger/world-rows.js'
import { INSTANT_MAX, type World, worlds } from '../ledger/worlds.js'
import { openMigrated } from '../support/database.js'

let db: Database
beforeAll(async () => {
  db = await openMigrated()
})
afterAll(() => db.close())

const START = 1_600_000_000_000_000
/** Only what publications speak of: suspicions have no claims. */
async function load(world: World): Promise<void> {
  for (const table of ['publications', 'publication_cells', 'publication_claims']) await db.run(`DELETE FROM ${table}`)
  for (const [table, rows] of Object.entries(claimRowsOf(world))) {
    await db.run(`DELETE FROM ${table}`)
    await insert(db.connection, table, rows)
  }
}

const bases: readonly Basis[] = ['declared', 'confirmed', 'compensated', 'excluded', 'suspected']
const channels = fc.constantFrom(null, ['bank'], ['bank', 'police'], ['provider'])
const countings: fc.Arbitrary<Counting[]> = fc
  .uniqueArray(fc.record({ basis: fc.constantFrom(...bases), channels }), { selector: c => c.basis, minLength: 1 })
  .map(all => all.slice(0, 3))
const asOf = fc.nat(INSTANT_MAX).map(at => START + at * 60_000_000)
const question = fc.record({ asOf, countings })
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never

const now = ({ asOf, countings }: Question, name = 'now') => statementNow(db, name, asOf, countings)

async function kept(name: string, { asOf, countings }: Question): Promise<Statement> {
  await keepPublication(
    db,
    { name, asOf, countings, corrects: null, publishedAt: START },
    ({ cells }) => `${cells.length}`,
  )
  const publication = await readPublication(db, name)
  if (!publication) throw new Error(`${name} was not kept`)
  return publication
}

function totalOf({ cells }: Statement, { basis }: Counting): { cases: number; yen: number } {
  const { cases, yen } = sumOf(cells.filter(cell => cell.basis === basis))
  return { cases: cases ?? 0, yen: yen ?? 0 }
}

const added = (shares: readonly Share[]) => ({
  cases: shares.reduce((sum, share) => sum + share.cases, 0),
  yen: shares.reduce((sum, share) => sum + share.yen, 0),
})

/** The figures of a cell, or those so far. */
const figuresOf = (cell: PublishedCell | null) => ({
  cases: cell?.cases ?? cell?.casesSoFar ?? 0,
  yen: cell?.yen ?? cell?.yenSoFar ?? 0,
})

const minus = (x: { cases: number; yen: number }, y: { cases: number; yen: number }) => ({
  cases: x.cases - y.cases,
  yen: x.yen - y.yen,
})

function expectExplained(a: Statement, b: Statement, column: ColumnDiff): void {
  const { from, to, cells, moves, shares } = column
  expect(added(shares)).toEqual(minus(totalOf(b, to), totalOf(a, from)))
  const cellSum = ({ before, after }: CellChange) => minus(figuresOf(after), figuresOf(before))
  for (const cell of cells) expect(added(cell.shares)).toEqual(cellSum(cell))
  const counted = ({ claims }: Statement, { basis }: Counting) =>
    new Set(claims.filter(claim => claim.counted.includes(basis)).map(({ claim }) => claim))
  const [before, after] = [counted(a, from), counted(b, to)]
  const came = [...before, ...after].filter(claim => before.has(claim) !== after.has(claim))
  expect(moves.map(({ claim }) => claim)).toEqual(expect.arrayContaining(came))
}

test('what was published is read as it was kept, and the bases count as the macros do', async () => {
  const property = fc.asyncProperty(worlds, question, async (world, asked) => {
    await load(world)
    const { name: _now, ...wanted } = await now(asked)
    expect(await kept('p', asked)).toMatchObject(wanted)
    for (const claim of wanted.claims) {
      const counted = asked.countings.filter(counting => isCounted(counting, claim)).map(({ basis }) => basis)
      expect(claim.counted).toEqual(counted)
    }
  })
  await fc.assert(property, { numRuns: 20, endOnFailure: true, interruptAfterTimeLimit: 60_000 })
}, 120_000)

test('the moves explain the difference of every cell and every total; nothing differs from itself', async () => {
  const claimed = (asked: Question) => asked.countings.every(({ basis }) => basis !== 'suspected')
  const questions = question.filter(claimed)
  const property = fc.asyncProperty(worlds, questions, questions, async (world, one, other) => {
    await load(world)
    const [a, b] = [await now(one, 'a'), await now(other, 'b')]
    for (const column of diffOf(a, b).columns) expectExplained(a, b, column)
    for (const { cells, moves, shares } of diffOf(a, a).columns) expect({ cells, moves, shares }).toEqual(NOTHING)
  })
  await fc.assert(property, { numRuns: 60, endOnFailure: true, interruptAfterTimeLimit: 60_000 })
}, 120_000)

const NOTHING = { cells: [], moves: [], shares: [] }

test('what came after the publication and is older than it arrived late, and nothing else did', async () => {
  let seen = 0
  const late = fc.record({ asked: question, pick: fc.nat() })
  const property = fc.asyncProperty(worlds, late, async (world, { asked, pick }) => {
    const due = world.claims.filter(({ at }) => START + at * 60_000_000 <= asked.asOf)
    const one = due[pick % Math.max(due.length, 1)]
    await load({ ...world, claims: world.claims.filter(claim => claim !== one) })
    const a = await kept('p', asked)
    await load(world)
    const moves = diffOf(a, await now(asked)).columns.flatMap(column => column.moves)
    seen += moves.length
    for (const move of moves) {
      expect(move.claim).toBe(one?.claim)
      expect(move.causes).toContain('arrived-late')
    }
  })
  await fc.assert(property, { numRuns: 40, endOnFailure: true, interruptAfterTimeLimit: 60_000 })
  expect(seen).toBeGreaterThan(0)
}, 120_000)
