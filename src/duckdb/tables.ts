import { type BankenEvent, type EventType, type Field, fieldsOf, tableOf } from '../events/catalogue.js'
import { contentOf } from '../events/content.js'
import type { FieldKind } from '../events/fields.js'
import { appendRows } from './append.js'
import type { Database } from './database.js'

/** Types whose tables carry `account_key`, a short join key. */
const KEYED: ReadonlySet<EventType> = new Set(['link', 'charge', 'two-factor', 'holder'])

export function stageOf(type: EventType): string {
  return `stage_${tableOf(type)}`
}

/** What a stage of this type lacks of its table: SQL to put behind `SELECT *`. */
export function keySql(type: EventType): string {
  return KEYED.has(type) ? ', md5_number_lower(account) AS account_key' : ''
}

/** How a field stands in canonical content, and what its column makes of it. */
const json: Readonly<Record<FieldKind, { type: unknown; column: (value: string) => string }>> = {
  text: { type: 'VARCHAR', column: value => value },
  instant: { type: 'BIGINT', column: value => `make_timestamptz(${value})` },
  integer: { type: 'BIGINT', column: value => value },
  flag: { type: 'BOOLEAN', column: value => value },
  set: { type: ['VARCHAR'], column: value => value },
  items: { type: [{ sku: 'VARCHAR', units: 'BIGINT' }], column: value => value },
}

/** The fields of a type as columns, read from `content` of the rows of `source`. */
function projectionSql(type: EventType, source: string): string {
  const fields = fieldsOf(type)
  const structure = JSON.stringify(Object.fromEntries(fields.map(field => [field.name, json[field.kind].type])))
  const column = (field: Field) => `${json[field.kind].column(`"${field.name}"`)} AS "${field.column}"`
  return `SELECT ${fields.map(column).join(', ')}
    FROM (SELECT unnest(json_transform(content, '${structure}')) FROM ${source})`
}

/** Makes a temporary table of events of one type. A new table each time: deleting from temporary tables leaks. */
export async function stageEvents(
  db: Database,
  type: EventType,
  events: readonly BankenEvent[],
  stage: string,
): Promise<void> {
  await db.run('CREATE OR REPLACE TEMP TABLE staged_contents (content VARCHAR)')
  await appendRows(db.connection, 'staged_contents', [{ kind: 'text', of: contentOf }], events, 'temp')
  await db.run(`CREATE OR REPLACE TEMP TABLE ${stage} AS ${projectionSql(type, 'staged_contents')}`)
}

/** Writes the events of one type, from the content in `staged_events`; their stage stays for the rest of the batch. */
export async function projectEvents(db: Database, type: EventType): Promise<void> {
  const source = `(FROM staged_events WHERE type = '${type}')`
  await db.run(`CREATE OR REPLACE TEMP TABLE ${stageOf(type)} AS ${projectionSql(type, source)}`)
  await db.run(`INSERT INTO ${tableOf(type)} BY NAME SELECT *${keySql(type)} FROM ${stageOf(type)}`)
}

/** A temporary table of one column of ids, made anew. */
export async function stageIds(db: Database, table: string, ids: readonly string[]): Promise<void> {
  await db.run(`CREATE OR REPLACE TEMP TABLE ${table} (id VARCHAR)`)
  await appendRows(db.connection, table, [{ kind: 'text', of: (id: string) => id }], ids, 'temp')
}
