import { DuckDBListValue } from '@duckdb/node-api'
import type { TreeNode } from '../detect/rule-nodes.js'
import type { Database } from './database.js'

/** A text that DuckDB's parser does not take for SELECT statements. */
export interface NoTree {
  /** What the parser says. */
  readonly sentence: string
  /** Where, in bytes from the start of the text; null: it does not say. */
  readonly position: number | null
}

type Parsed = readonly TreeNode[] | NoTree

const known = new WeakMap<Database, Map<string, Parsed>>()

/** What DuckDB's own parser reads in a text: one tree a statement. Nothing is run, bound or looked up. */
export async function parseSql(db: Database, sql: string): Promise<Parsed> {
  await parseAhead(db, [sql])
  return known.get(db)?.get(sql) as Parsed
}

/** The one statement of each of these checked rules. */
export async function ruleTrees(
  db: Database,
  rules: readonly { readonly id: string; readonly sql: string }[],
): Promise<TreeNode[]> {
  await parseAhead(
    db,
    rules.map(({ sql }) => sql),
  )
  return rules.map(({ id, sql }) => {
    const parsed = known.get(db)?.get(sql) as Parsed
    const [tree] = 'sentence' in parsed ? [] : parsed
    if (!tree) throw new Error(`the SQL of ${id} was checked, and cannot be read`)
    return tree
  })
}

/** Reads many texts at once, for parseSql: to ask takes longer than to parse. */
export async function parseAhead(db: Database, texts: readonly string[]): Promise<void> {
  const trees = known.get(db) ?? new Map<string, Parsed>()
  known.set(db, trees)
  const fresh = [...new Set(texts)].filter(sql => !trees.has(sql))
  if (fresh.length === 0) return
  const rows = await db.values('SELECT text, json_serialize_sql(text) FROM (SELECT unnest($1::VARCHAR[]) AS text)', [
    new DuckDBListValue(fresh),
  ])
  for (const [text, json] of rows) trees.set(String(text), parsedOf(String(json)))
}

function parsedOf(json: string): Parsed {
  const parsed = JSON.parse(json, exact)
  if (!parsed.error) return parsed.statements.map(({ node }: { node: TreeNode }) => node)
  return {
    sentence: parsed.error_message,
    position: parsed.position === undefined ? null : Number(parsed.position),
  }
}

/** An expression of a SELECT. */
export interface Expression {
  readonly select: TreeNode
  readonly node: TreeNode
}

/** Expressions as SQL, in DuckDB's own spelling. */
export async function expressionsSql(db: Database, expressions: readonly Expression[]): Promise<string[]> {
  const nodes = expressions.map(({ select, node }) => ({
    ...select,
    select_list: [node],
    where_clause: null,
    from_table: EMPTY,
  }))
  return (await selectsSql(db, nodes)).map(sql => sql.replace(/^SELECT /, ''))
}

/** SELECTs as SQL, all at once: to ask takes longer than to write. */
export async function selectsSql(db: Database, nodes: readonly TreeNode[]): Promise<string[]> {
  if (nodes.length === 0) return []
  const trees = nodes.map(node => JSON.stringify({ error: false, statements: [{ node, named_param_map: [] }] }))
  const rows = await db.values(
    `SELECT json_deserialize_sql(tree::JSON) FROM (SELECT unnest($1::VARCHAR[]) AS tree, generate_subscripts($1, 1) AS nth)
    ORDER BY nth`,
    [new DuckDBListValue(trees)],
  )
  return rows.map(([sql]) => String(sql))
}

const EMPTY = { type: 'EMPTY', alias: '', sample: null, query_location: 0 }

/** "Nowhere" is the greatest 64-bit number, which JavaScript would round up to one too many. */
function exact(key: string, value: unknown): unknown {
  return key === 'query_location' && !Number.isSafeInteger(value) ? 0 : value
}
