import type { DuckDBValue } from '@duckdb/node-api'
import { type BankenEvent, type EventType, type Field, fieldsOf, type Transfer, tableOf } from '../events/catalogue.js'
import { contentOf } from '../events/content.js'
import type { FieldKind } from '../events/fields.js'
import type { Column } from './append.js'
import type { Scratch } from './scratch.js'

/** Types whose tables carry `account_key`, a short join key. */
const KEYED: ReadonlySet<EventType> = new Set(['link', 'charge', 'two-factor', 'holder'])

/** What a stage of this type lacks of its table: SQL to put behind `SELECT *`. */
function keySql(type: EventType): string {
  return KEYED.has(type) ? ', md5_number_lower(account) AS account_key' : ''
}

/** How a field stands in canonical content, and what its column makes of it. */
const json: Readonly<Record<FieldKind, { type: unknown; column: (value: string) => string; sql: string }>> = {
  text: { type: 'VARCHAR', column: value => value, sql: 'VARCHAR' },
  instant: { type: 'BIGINT', column: value => `make_timestamptz(${value})`, sql: 'TIMESTAMPTZ' },
  integer: { type: 'BIGINT', column: value => value, sql: 'BIGINT' },
  flag: { type: 'BOOLEAN', column: value => value, sql: 'BOOLEAN' },
  set: { type: ['VARCHAR'], column: value => value, sql: 'VARCHAR[]' },
  items: {
    type: [{ sku: 'VARCHAR', units: 'BIGINT' }],
    column: value => value,
    sql: 'STRUCT(sku VARCHAR, units BIGINT)[]',
  },
}

function columnsSql(fields: readonly Field[], key: string, further: readonly string[] = []): string {
  const columns = fields.map(({ column, kind }) => `"${column}" ${json[kind].sql}`)
  return `(${[...further, ...columns, ...(key === '' ? [] : ['account_key UBIGINT'])].join(', ')})`
}

/** Fields as columns, read from `content` of the rows of `source`; `further` columns of it pass through. */
function projectionSql(fields: readonly Field[], source: string, further: readonly string[] = []): string {
  const structure = JSON.stringify(Object.fromEntries(fields.map(field => [field.name, json[field.kind].type])))
  const column = (field: Field) => `${json[field.kind].column(`"${field.name}"`)} AS "${field.column}"`
  return `SELECT ${[...further, ...fields.map(column)].join(', ')}
    FROM (SELECT ${[...further, `unnest(json_transform(content, '${structure}'))`].join(', ')} FROM ${source})`
}

/** Fills a temporary table with events of one type. */
export async function stageEvents(
  scratch: Scratch,
  type: EventType,
  events: readonly BankenEvent[],
  stage: string,
): Promise<void> {
  await stageContents(scratch, events)
  await scratch.empty(stage, columnsSql(fieldsOf(type), keySql(type)))
  await scratch.insert(stage, `SELECT *${keySql(type)} FROM (${projectionSql(fieldsOf(type), 'staged_contents')})`)
}

/** Fills a temporary table with links and charges, in the shape of `fresh_transfers`. */
export async function stageTransfers(scratch: Scratch, transfers: readonly Transfer[], stage: string): Promise<void> {
  await stageContents(scratch, transfers)
  await scratch.empty(stage, TRANSFERS)
  await scratch.insert(stage, transferProjectionSql('staged_contents'))
}

async function stageContents(scratch: Scratch, events: readonly BankenEvent[]): Promise<void> {
  await scratch.empty('staged_contents', '(type VARCHAR, content VARCHAR)')
  const columns: Column<BankenEvent>[] = [
    { kind: 'text', of: ({ type }) => type },
    { kind: 'text', of: contentOf },
  ]
  await scratch.append('staged_contents', columns, events)
}

/** Rows of the table of one type, from the content in `staged_events`. */
export function eventRowsSql(type: EventType): string {
  const rows = projectionSql(fieldsOf(type), `(FROM staged_events WHERE type = '${type}')`)
  return `SELECT *${keySql(type)} FROM (${rows})`
}

/** Every field of a link or a charge, once. */
const transferFields: readonly Field[] = [
  ...new Map([...fieldsOf('link'), ...fieldsOf('charge')].map(field => [field.name, field])).values(),
]

/** The columns of a temporary table of links and charges; a charge's operation is `charge`. */
export const TRANSFERS = columnsSql(transferFields, keySql('link'), ['type VARCHAR'])

/** The events of a batch. */
export const STAGED_EVENTS = `(
  id VARCHAR, type VARCHAR, micros DOUBLE, source VARCHAR, source_partition INTEGER, source_offset BIGINT, content VARCHAR)`

/**
 * Fills the temporary table `fresh_transfers` with those of the batch's own links and charges that have an id which this
 * SELECT gives: of most it is never asked.
 */
export async function pickFresh(scratch: Scratch, ids: string, values?: DuckDBValue[]): Promise<void> {
  await scratch.ensure('staged_events', STAGED_EVENTS)
  await scratch.empty('fresh_transfers', TRANSFERS)
  const source = `(FROM staged_events WHERE type IN ('link', 'charge') AND id IN (${ids}))`
  const rows = transferProjectionSql(source)
  await (values ? scratch.insertOnce('fresh_transfers', rows, values) : scratch.insert('fresh_transfers', rows))
}

/** Rows of such a table, from the content of links and charges. */
function transferProjectionSql(source: string): string {
  const rows = projectionSql(transferFields, source, ['type'])
  return `SELECT * REPLACE (coalesce(operation, type) AS operation)${keySql('link')} FROM (${rows})`
}

/** INSERT into the table of a type. */
export function insertSql(type: EventType, rows: string): string {
  return `INSERT INTO ${tableOf(type)} BY NAME ${rows}`
}
