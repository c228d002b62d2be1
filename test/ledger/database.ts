import { readdirSync, readFileSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** What a column of a test row may be; a bigint is an instant in microseconds. */
export type Value = string | number | bigint | null | readonly string[]
export type Row = Readonly<Record<string, Value>>
/** A row of an answer: BIGINT as a number, instants as microseconds. */
export type Answer = Record<string, unknown>

const ROOT = new URL('../../pipelines/', import.meta.url)

function statementsOf(folder: string, prefix: string): string[] {
  const names = readdirSync(new URL(folder, ROOT)).filter(name => name.startsWith(prefix) && name.endsWith('.sql'))
  return names.sort().map(name => readFileSync(new URL(`${folder}/${name}`, ROOT), 'utf8'))
}

/** An empty database in memory with the tables and the views of the ledger, and nothing else. */
export async function openLedger(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  for (const sql of statementsOf('schema', '')) await connection.run(sql)
  await openViews(connection)
  return connection
}

/** Runs the views of the ledger, as every opening of a database does. */
export async function openViews(connection: DuckDBConnection): Promise<void> {
  for (const sql of statementsOf('views', '2')) await connection.run(sql)
}

function literal(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'bigint') return `make_timestamptz(${value})`
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return `[${value.map(literal).join(', ')}]::VARCHAR[]`
}

/** Columns that every event table needs and no tally reads. */
const FILLERS: Readonly<Record<string, Row>> = {
  links: { wallet: 'w', operation: 'register', outcome: 'succeeded', account_key: 0 },
  charges: { wallet: 'w', outcome: 'succeeded', account_key: 0 },
  limits: { per: 'day' },
  announcements: { as_of: 0n, basis: 'declared', publisher: 'someone' },
  alerts: { rule: 'r', entity: "{'type': account, 'id': e}", period_from: 0n, period_to: 0n, payload: '{}' },
  alert_events: {
    rule: 'r',
    rule_version: 'v',
    mode: 'live',
    entity_type: 'account',
    entity_id: 'e',
    period_from: 0n,
    period_to: 0n,
    wallet: 'w',
    two_factor: 'unknown',
    features: '{}',
    observed: '{}',
  },
}

/** Inserts rows that all have the same columns. */
export async function insert(connection: DuckDBConnection, table: string, rows: readonly Row[]): Promise<void> {
  const whole = rows.map(row => Object.entries({ ...FILLERS[table], ...row }))
  const columns = whole[0]?.map(([name]) => `"${name}"`)
  if (!columns) return
  const values = whole.map(row => `(${row.map(([, value]) => literal(value)).join(', ')})`)
  await connection.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values.join(', ')}`)
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value !== null && typeof value === 'object' && 'micros' in value) return Number(value.micros)
  if (value !== null && typeof value === 'object' && 'items' in value) return value.items
  return value
}

export async function query(connection: DuckDBConnection, sql: string): Promise<Answer[]> {
  const rows = (await connection.runAndReadAll(sql)).getRowObjects()
  return rows.map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
}

/** The arguments of a ledger macro as SQL text. */
export function argumentsOf(asOf: bigint, basis: string, channels: readonly string[] | null = null): string {
  return `make_timestamptz(${asOf}), '${basis}', channels := ${literal(channels)}`
}
