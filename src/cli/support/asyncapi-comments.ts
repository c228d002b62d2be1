import { columnOf, type EventType, eventTypes, fieldsOf, tableOf } from '../../events/catalogue.js'
import { openMigrated } from './home.js'

/** What a type of event and its fields mean: the COMMENTs of its table, which analysts read too. */
export interface Meaning {
  readonly type: string
  readonly fields: Readonly<Record<string, string>>
}

export type Meanings = Readonly<Record<EventType, Meaning>>

/** Reads them from an empty database of this home. */
export async function readMeanings(home: string): Promise<Meanings> {
  const db = await openMigrated(':memory:', home)
  try {
    const rows = await db.values(`SELECT table_name, '', comment FROM duckdb_tables()
      UNION ALL SELECT table_name, column_name, comment FROM duckdb_columns()`)
    const comments = new Map(rows.map(([table, column, comment]) => [`${table}.${column}`, String(comment)]))
    return Object.fromEntries(eventTypes.map(type => [type, meaningOf(type, comments)])) as Meanings
  } finally {
    db.close()
  }
}

function meaningOf(type: EventType, comments: ReadonlyMap<string, string>): Meaning {
  const table = tableOf(type)
  const of = (column: string) => comments.get(`${table}.${column}`) ?? ''
  // The comment of event_at says what the column is called here.
  const said = (name: string) => of(columnOf(name)).replace(/ \(contract field \w+\)$/, '')
  return { type: of(''), fields: Object.fromEntries(fieldsOf(type).map(({ name }) => [name, said(name)])) }
}
