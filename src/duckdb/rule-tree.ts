import type { TreeNode } from '../detect/rule-nodes.js'
import type { Database } from './database.js'

/** A text that DuckDB's parser does not take for SELECT statements. */
export interface NoTree {
  /** What the parser says. */
  readonly sentence: string
  /** Where, in bytes from the start of the text; null: it does not say. */
  readonly position: number | null
}

/** What DuckDB's own parser reads in a text: one tree a statement. Nothing is run, bound or looked up. */
export async function parseSql(db: Database, sql: string): Promise<readonly TreeNode[] | NoTree> {
  const [row] = await db.values('SELECT json_serialize_sql($1::VARCHAR)', [sql])
  const parsed = JSON.parse(String(row?.[0]), exact)
  if (!parsed.error) return parsed.statements.map(({ node }: { node: TreeNode }) => node)
  return {
    sentence: parsed.error_message,
    position: parsed.position === undefined ? null : Number(parsed.position),
  }
}

/** One expression of a tree as SQL, in DuckDB's own spelling. */
export async function expressionSql(db: Database, select: TreeNode, expression: TreeNode): Promise<string> {
  const node = { ...select, select_list: [expression], where_clause: null, from_table: EMPTY }
  const tree = JSON.stringify({ error: false, statements: [{ node, named_param_map: [] }] })
  const [row] = await db.values('SELECT json_deserialize_sql($1::JSON)', [tree])
  return String(row?.[0]).replace(/^SELECT /, '')
}

const EMPTY = { type: 'EMPTY', alias: '', sample: null, query_location: 0 }

/** "Nowhere" is the greatest 64-bit number, which JavaScript would round up to one too many. */
function exact(key: string, value: unknown): unknown {
  return key === 'query_location' && !Number.isSafeInteger(value) ? 0 : value
}
