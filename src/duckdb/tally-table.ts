import type { DuckDBValue } from '@duckdb/node-api'
import { formatJst, type Microseconds } from '../events/time.js'
import { BASES, type Basis } from '../ledger/basis.js'
import type { TallyChange } from '../pipeline/outgoing.js'
import type { Column } from './append.js'
import type { Database } from './database.js'
import { type Plain, plain } from './plain.js'
import { Scratch } from './scratch.js'
import { Statements } from './statements.js'
import { texts } from './tally-rails.js'
import { writeRows } from './write-rows.js'

/** A tally that differs from what was published. */
interface Renewed {
  readonly key: string
  readonly asOf: Microseconds
  /** The columns of `damage()` in their order. */
  readonly payload: Readonly<Record<string, Plain>>
}

/** `at` is the newest event's that may have changed them. */
export interface Wanted {
  readonly rails: readonly string[]
  readonly bases: readonly Basis[]
  readonly at: Microseconds
}

/** Compares tallies of known rails with those that were published, and writes and returns the differences. */
export async function renewTallies(db: Database, wanted: Wanted): Promise<TallyChange[]> {
  if (wanted.rails.length === 0) return []
  const renewed = await differences(db, wanted)
  await replace(db, renewed)
  return renewed.map(({ key, payload }) => ({ key, payload }))
}

/** Takes back all tallies of rails. */
export async function removeTallies(db: Database, rails: readonly string[]): Promise<TallyChange[]> {
  if (rails.length === 0) return []
  await db.run(`DELETE FROM tallies WHERE provider || '|' || bank IN (SELECT unnest($1::VARCHAR[]))`, [texts(rails)])
  return rails.flatMap(rail => BASES.map(basis => ({ key: `${rail}|${basis}`, payload: null })))
}

async function differences(db: Database, wanted: Wanted): Promise<Renewed[]> {
  const scratch = Scratch.of(db)
  await scratch.empty('wanted_rails', '(provider VARCHAR, bank VARCHAR)')
  await scratch.append('wanted_rails', railColumns, wanted.rails)
  const bases = wanted.bases.map(basis => `'${basis}'`).join(', ')
  const { names, rows } = await scratch.statements.named(`
    WITH tally_cells AS MATERIALIZED (${cellsSql(wanted)})
    SELECT epoch_us(t.as_of), t.payload, d.* FROM damage_of('tally_cells', 'infinity', [${bases}]) d
    LEFT JOIN tallies t ON t.provider = d.provider AND t.bank = d.bank AND t.basis = d.basis`)
  return rows.flatMap(row => renewed(names.slice(2), row, wanted.at) ?? [])
}

const railColumns: readonly Column<string>[] = [
  { kind: 'text', of: rail => rail.split('|')[0] },
  { kind: 'text', of: rail => rail.split('|')[1] },
]

/** The rails are in a table, so that one plan serves every batch: to plan it takes as long as to run it. */
function cellsSql({ bases }: Wanted): string {
  if (bases.some(basis => basis !== 'suspected')) {
    return `WITH tally_rails AS (SELECT *, '-infinity'::TIMESTAMPTZ AS event_at FROM wanted_rails)
      FROM damage_cells_of('tally_rails', 'infinity')`
  }
  // Alerts change neither the state nor the links of a cell: where only they may have, both are as published.
  return `SELECT t.provider, t.bank, t.state, t.links FROM tallies t
    SEMI JOIN wanted_rails r ON r.provider = t.provider AND r.bank = t.bank WHERE t.basis = 'suspected'`
}

/** Undefined where nothing but the time would be another. */
function renewed(names: readonly string[], row: readonly DuckDBValue[], at: Microseconds): Renewed | undefined {
  const [before, published, ...values] = row
  const payload = Object.fromEntries(names.map((name, i) => [name, plain(values[i] ?? null)]))
  const known = before === null ? null : Number(before)
  if (known !== null && JSON.stringify({ ...payload, as_of: formatJst(known) }) === published) return undefined
  const asOf = known === null ? at : Math.max(known, at)
  const { provider, bank, basis } = payload
  return { key: `${provider}|${bank}|${basis}`, asOf, payload: { ...payload, as_of: formatJst(asOf) } }
}

const columns: readonly Column<Renewed>[] = [
  { kind: 'text', of: row => row.payload.provider },
  { kind: 'text', of: row => row.payload.bank },
  { kind: 'text', of: row => row.payload.basis },
  { kind: 'instant', of: row => row.asOf },
  { kind: 'text', of: row => row.payload.state },
  { kind: 'bigint', of: row => row.payload.links },
  { kind: 'text', of: row => JSON.stringify(row.payload) },
]

async function replace(db: Database, rows: readonly Renewed[]): Promise<void> {
  if (rows.length === 0) return
  const keys = texts(rows.map(({ key }) => key))
  await db.run(`DELETE FROM tallies WHERE concat_ws('|', provider, bank, basis) IN (SELECT unnest($1::VARCHAR[]))`, [
    keys,
  ])
  await writeRows(Statements.of(db), 'tallies', columns, rows)
}
