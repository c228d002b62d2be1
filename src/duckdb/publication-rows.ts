import type { JS } from '@duckdb/node-api'
import type { Microseconds } from '../events/time.js'
import type { Counting, PublishedCell, PublishedClaim, Word } from '../ledger/publication.js'
import type { Database } from './database.js'
import { CELL_COLUMNS, CLAIM_COLUMNS, cellsSql, claimsSql, quoted } from './publication-sql.js'

/** The cells of these columns as the database has them now. */
export async function cellsNow(db: Database, asOf: Microseconds, countings: readonly Counting[]) {
  const cells: PublishedCell[][] = []
  for (const counting of countings) cells.push(await cellsFrom(db, cellsSql(asOf, counting)))
  return cells.flat()
}

export function claimsNow(db: Database, asOf: Microseconds, countings: readonly Counting[]): Promise<PublishedClaim[]> {
  return claimsFrom(db, claimsSql(asOf, countings))
}

/** The cells of these columns as they were published under this name. */
export async function publishedCells(db: Database, name: string, countings: readonly Counting[]) {
  const cells = await cellsFrom(db, `FROM publication_cells WHERE publication = ${quoted(name)}`)
  return countings.flatMap(({ basis }) => cells.filter(cell => cell.basis === basis))
}

export function publishedClaims(db: Database, name: string): Promise<PublishedClaim[]> {
  return claimsFrom(db, `FROM publication_claims WHERE publication = ${quoted(name)}`)
}

async function cellsFrom(db: Database, from: string): Promise<PublishedCell[]> {
  const columns = CELL_COLUMNS.map(selected)
  const rows = await db.lists(`SELECT ${columns.join(', ')} FROM (${from}) x ORDER BY x.provider, x.bank`)
  return rows.map(row => objectOf(CELL_COLUMNS, row) as unknown as PublishedCell)
}

/** Words are read as two lists: an instant inside a struct would come to the millisecond only. */
async function claimsFrom(db: Database, from: string): Promise<PublishedClaim[]> {
  const columns = CLAIM_COLUMNS.filter(name => name !== 'words')
  const rows = await db.lists(`
    SELECT ${columns.map(selected).join(', ')},
      list_transform(x.words, lambda w: w.id), list_transform(x.words, lambda w: epoch_us(w.event_at))
    FROM (${from}) x ORDER BY x.claim`)
  return rows.map(row => {
    const [ids, instants] = row.slice(columns.length) as [string[], bigint[]]
    const words: Word[] = ids.map((id, i) => ({ id, eventAt: Number(instants[i]) }))
    return { ...objectOf(columns, row), words } as unknown as PublishedClaim
  })
}

const INSTANTS: ReadonlySet<string> = new Set([
  'first_occurred_at',
  'last_occurred_at',
  'stopped_at',
  'occurred_at',
  'occurred_to',
  'first_recorded_at',
])

function selected(name: string): string {
  return INSTANTS.has(name) ? `epoch_us(x.${name})` : `x.${name}`
}

function objectOf(columns: readonly string[], row: readonly JS[]): Record<string, JS> {
  return Object.fromEntries(columns.map((name, i) => [camelCase(name), exact(row[i] ?? null)]))
}

function exact(value: JS): JS {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw new RangeError(`not a whole number that a double holds exactly: ${value}`)
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase())
}
