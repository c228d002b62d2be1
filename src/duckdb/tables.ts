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
 * Appends events of one type to a fresh temporary table `stage_<table>` (a new one each time: deleting from temporary
 * tables leaks) and from there to the type's table. The stage stays for the rest of the batch.
 */
export async function writeEvents(db: Database, type: EventType, events: readonly BankenEvent[]): Promise<void> {
  const names = fieldsOf(type).map(field => `"${field.column}"`)
  await db.run(
    `CREATE OR REPLACE TEMP TABLE ${stageOf(type)} AS SELECT ${names.join(', ')} FROM ${tableOf(type)} LIMIT 0`,
  )
  await appendRows(db.connection, stageOf(type), columnsOf(type), events, 'temp')
  const key = KEYED.has(type) ? ', md5_number_lower(account) AS account_key' : ''
  await db.run(`INSERT INTO ${tableOf(type)} BY NAME SELECT *${key} FROM ${stageOf(type)}`)
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
