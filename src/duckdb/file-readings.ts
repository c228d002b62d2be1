import type { Database } from './database.js'

const COUNTED = 'coalesce((SELECT s.messages FROM sources s WHERE s.source = $1), 0)'

/** A reading of a file begins: until its end is reached, a report says that it was not. */
export async function beginReading(db: Database, file: string): Promise<void> {
  await db.values('DELETE FROM file_readings WHERE source = $1', [file])
  await db.values(`INSERT INTO file_readings (source, messages_before) VALUES ($1, ${COUNTED})`, [file])
}

/** It has come to the end, and its reader found so many records. */
export async function endReading(db: Database, file: string, records: number): Promise<void> {
  await db.values(`UPDATE file_readings SET records = $2, messages = ${COUNTED} - messages_before WHERE source = $1`, [
    file,
    BigInt(records),
  ])
}
