import type { HistoryEntry } from '../detect/rule-history.js'
import { appendRows } from './append.js'
import type { Database } from './database.js'

/** The history of rule versions, oldest first. */
export async function ruleHistory(db: Database): Promise<HistoryEntry[]> {
  const rows = await db.values('SELECT rule, version, epoch_us(effective_from), definition FROM rules ORDER BY rowid')
  return rows.map(row => {
    const [rule, version, from, definition] = row as [string, string, bigint | null, string]
    return { rule, version, from: from === null ? null : Number(from), definition }
  })
}

export function addHistory(db: Database, entries: readonly HistoryEntry[]): Promise<void> {
  return appendRows(
    db,
    'rules',
    [
      { kind: 'text', of: entry => entry.rule },
      { kind: 'text', of: entry => entry.version },
      { kind: 'instant', of: entry => entry.from },
      { kind: 'text', of: entry => entry.definition },
    ],
    entries,
  )
}

/** The greatest event time of all stored events; null without any. */
export async function newestEventAt(db: Database): Promise<number | null> {
  const [row] = await db.values('SELECT epoch_us(max(event_at)) FROM events')
  return row?.[0] === null || row?.[0] === undefined ? null : Number(row[0])
}
