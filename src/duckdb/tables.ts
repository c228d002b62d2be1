import { type BankenEvent, type EventType, fieldsOf, tableOf } from '../events/catalogue.js'
import { appendRows, type Column } from './append.js'
import type { Database } from './database.js'

/** Types whose tables carry `account_key`, a short join key. */
const KEYED: ReadonlySet<EventType> = new Set(['link', 'charge', 'two-factor', 'holder'])

export function stageOf(type: EventType): string {
  return `stage_${tableOf(type)}`
}

function columnsOf(type: EventType): Column<BankenEvent>[] {
  return fieldsOf(type).map(field => ({
    kind: field.kind,
    of: event => (event as Record<string, unknown>)[field.name],
  }))
}

/**
 * Makes a temporary table of events of one type, with `account_key` where the type has it. A new table each time:
 * deleting from temporary tables leaks.
 */
export async function stageEvents(
  db: Database,
  type: EventType,
  events: readonly BankenEvent[],
  stage: string,
): Promise<void> {
  const names = fieldsOf(type).map(field => `"${field.column}"`)
  await db.run(`CREATE OR REPLACE TEMP TABLE ${stage} AS SELECT ${names.join(', ')} FROM ${tableOf(type)} LIMIT 0`)
  await appendRows(db.connection, stage, columnsOf(type), events, 'temp')
  if (!KEYED.has(type)) return
  await db.run(
    `CREATE OR REPLACE TEMP TABLE ${stage} AS SELECT *, md5_number_lower(account) AS account_key FROM ${stage}`,
  )
}

/** Writes events to the table of their type; their stage stays for the rest of the batch. */
export async function writeEvents(db: Database, type: EventType, events: readonly BankenEvent[]): Promise<void> {
  await stageEvents(db, type, events, stageOf(type))
  await db.run(`INSERT INTO ${tableOf(type)} BY NAME SELECT * FROM ${stageOf(type)}`)
}

/** A temporary table of one column of ids, made anew. */
export async function stageIds(db: Database, table: string, ids: readonly string[]): Promise<void> {
  await db.run(`CREATE OR REPLACE TEMP TABLE ${table} (id VARCHAR)`)
  await appendRows(db.connection, table, [{ kind: 'text', of: (id: string) => id }], ids, 'temp')
}

/** Events by their type, in the order of first appearance. */
export function byType(events: readonly BankenEvent[]): Map<EventType, BankenEvent[]> {
  const grouped = new Map<EventType, BankenEvent[]>()
  for (const event of events) {
    const group = grouped.get(event.type)
    if (group) group.push(event)
    else grouped.set(event.type, [event])
  }
  return grouped
}
