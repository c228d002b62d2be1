import { DatabaseError } from '../../duckdb/database.js'
import type { Plain } from '../../duckdb/plain.js'
import { tableText } from './table.js'

/** What a running pipeline answers, as text in the format. Rejects with a DatabaseError that has the endpoint's words. */
export async function askLive(url: string, query: string, format = 'table'): Promise<string> {
  const response = await post(url, query, format === 'table' ? 'rows' : format)
  const text = await response.text()
  if (!response.ok) throw new DatabaseError(`${url}: ${response.status}: ${wordsOf(text)}`)
  if (response.headers.get('banken-cut') === 'true') process.stderr.write('cut off at sql.rowsMax; LIMIT chooses\n')
  if (format !== 'table') return text
  const { columns, rows } = JSON.parse(text) as { columns: string[]; rows: Plain[][] }
  return tableText(columns, rows)
}

async function post(url: string, body: string, format: string): Promise<Response> {
  const authorization = `Bearer ${process.env.BANKEN_SQL_TOKEN ?? ''}`
  try {
    return await fetch(new URL(`/sql?format=${format}`, url), {
      method: 'POST',
      headers: { authorization, 'content-type': 'text/plain' },
      body,
    })
  } catch (error) {
    throw new DatabaseError(`${url}: nothing answers there. Is sql.port set, and does banken run?`, { cause: error })
  }
}

function wordsOf(text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { error?: string; message?: string }
    return message ?? error ?? text
  } catch {
    return text.slice(0, 500)
  }
}
