import type { WindowRow } from '../detect/window.js'
import { columnOf } from '../events/catalogue.js'
import type { Database } from './database.js'
import { type Bounds, transfersSql } from './transfers-sql.js'

interface Wanted {
  readonly bounds: Bounds
  readonly fields: readonly string[]
  /** Columns that `where` names besides. */
  readonly further?: readonly string[]
  readonly where?: string
}

/** Rows for a window: id, type, time in microseconds, yen, then the fields in order; oldest first. */
export function windowSql({ bounds, fields, further = [], where = 'true' }: Wanted): string {
  const read = [...new Set([...fields, ...further])]
  const columns = ['id', 'type', 'epoch_us(event_at)::DOUBLE', 'yen::DOUBLE', ...fields.map(columnOf)]
  return `SELECT ${columns.join(', ')}
    FROM ${transfersSql([...read, 'yen'], bounds, read.includes('holder'))} WHERE ${where} ORDER BY event_at, id`
}

/** The rows of such a statement, in pieces. */
export async function* windowRows(
  db: Database,
  sql: string,
  fields: readonly string[],
): AsyncGenerator<readonly WindowRow[]> {
  for await (const { columns, rowCount } of db.chunks(sql)) {
    const rows: WindowRow[] = []
    for (let i = 0; i < rowCount; i++) {
      const row: Record<string, unknown> = {
        id: columns[0]?.[i],
        type: columns[1]?.[i],
        at: columns[2]?.[i],
        yen: columns[3]?.[i] ?? 0,
      }
      for (const [k, field] of fields.entries()) row[field] = columns[k + 4]?.[i] ?? undefined
      rows.push(row as unknown as WindowRow)
    }
    yield rows
  }
}
