import { DatabaseError } from './database.js'
import { EXPRESSIONS, FUNCTIONS, MACROS, OPERATORS, TABLE_MACROS, TABLES, TYPES } from './query-allowed.js'

type Tree = Readonly<Record<string, unknown>>
/** How many relations stand behind each name that a query may read here. */
type Scope = ReadonlyMap<string, number>

const ONLY_SELECT = 'a live query is one SELECT: it changes nothing, and neither attaches nor explains anything'

/** Relations after every CTE is written out: columns and plans may double with each CTE, and planning cannot be interrupted. */
const RELATIONS_MAX = 64
const EXPRESSIONS_MAX = 10_000

/**
 * Checks what DuckDB's parser made of a query (`json_serialize_sql`): one SELECT over `views`, its own CTEs and public
 * macros, with known functions alone. What is not known is refused. Throws a DatabaseError that names it.
 */
export function guardQuery(serialized: string, views: ReadonlySet<string>): void {
  const parsed = JSON.parse(serialized) as Tree
  if (parsed.error)
    throw new DatabaseError(/only select/i.test(`${parsed.error_message}`) ? ONLY_SELECT : `${parsed.error_message}`)
  const statements = parsed.statements as readonly Tree[]
  if (statements.length !== 1) throw new DatabaseError(`one statement, please; this text has ${statements.length}`)
  relationsIn(statements, new Map([...views].map(name => [name, 1])), false)
}

function relationsIn(value: unknown, scope: Scope, inMacro: boolean): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + relationsIn(item, scope, inMacro), 0)
  if (!isTree(value)) return 0
  if (inMacro && ('cte_map' in value || value.class === 'SUBQUERY')) refuse('a subquery as argument of a macro')
  if ('cte_map' in value) return relationsOfNode(value, scope)
  if ('class' in value) checkExpression(value, inMacro)
  else if ('query_location' in value) return relationsOfTable(value, scope, inMacro)
  return relationsOfParts(value, scope, inMacro || isMacro(value))
}

function relationsOfParts(tree: Tree, scope: Scope, inMacro: boolean): number {
  // The value of a constant is what the reader wrote, and not a part of the tree.
  if (tree.class === 'CONSTANT') return 0
  return relationsIn(Object.values(tree), scope, inMacro)
}

/** A CTE sees those before it and not itself: a name that it hides is then the table of the database. */
function relationsOfNode(node: Tree, outer: Scope): number {
  if (node.type !== 'SELECT_NODE' && node.type !== 'SET_OPERATION_NODE') refuse(`${node.type}`)
  const scope = new Map(outer)
  for (const { key, value } of (node.cte_map as { map: readonly { key: string; value: unknown }[] }).map) {
    scope.set(key.toLowerCase(), relationsIn(value, scope, false))
  }
  const { cte_map: _, ...parts } = node
  const list = (node.select_list ?? []) as readonly Tree[]
  checkAliases(list)
  const stars = list.filter(item => item.class === 'STAR').length
  const relations = Math.max(1, relationsOfParts(parts, scope, false)) * Math.max(1, stars)
  const sets = (node.group_sets ?? []) as readonly unknown[]
  if (relations > RELATIONS_MAX || sets.length > RELATIONS_MAX) refuse(`more than ${RELATIONS_MAX} relations`)
  return relations
}

function relationsOfTable(table: Tree, scope: Scope, inMacro: boolean): number {
  if (!TABLES.has(`${table.type}`)) refuse(`${table.type}`)
  if (table.type === 'TABLE_FUNCTION') {
    const { function_name: name, schema, catalog, children } = table.function as Tree
    const known = name === 'unnest' || TABLE_MACROS.has(`${name}`)
    if (!known || !isHome(schema, catalog)) refuse(`the table function ${name}`)
    return 1 + relationsIn(children, scope, name !== 'unnest')
  }
  if (table.type !== 'BASE_TABLE') return relationsOfParts(table, scope, inMacro)
  const relations = scope.get(`${table.table_name}`.toLowerCase())
  if (relations === undefined || !isHome(table.schema_name, table.catalog_name)) {
    refuse(`${table.table_name}: only v_* views and public macros are`)
  }
  return relations ?? 1
}

function checkExpression(tree: Tree, inMacro: boolean): void {
  const kind = `${tree.class}`
  if (!EXPRESSIONS.has(kind)) refuse(`the expression ${tree.type}`)
  if (kind === 'OPERATOR' && !OPERATORS.has(`${tree.type}`)) refuse(`the operator ${tree.type}`)
  if (kind === 'CAST' && !TYPES.has(`${(tree.cast_type as Tree).id}`))
    refuse(`a cast to ${(tree.cast_type as Tree).id}`)
  if (kind === 'STAR' && (tree.columns || tree.expr)) refuse('COLUMNS(…) or ORDER BY ALL')
  if (kind === 'FUNCTION' || kind === 'WINDOW') checkFunction(tree, inMacro)
}

/** Arguments of macros are copied as text wherever the macro uses them: nested ones would double without an end. */
function checkFunction(tree: Tree, inMacro: boolean): void {
  const name = `${tree.function_name}`.toLowerCase()
  if (!isHome(tree.schema, tree.catalog) || !(FUNCTIONS.has(name) || MACROS.has(name) || name === 'list_value')) {
    refuse(`the function ${name}`)
  }
  if (inMacro && isMacro(tree)) refuse(`${name} within a macro`)
  if (makesLists(name, tree.children as readonly Tree[])) refuse(`${name} with a result that is a list`)
  if (name === 'array_to_string') constantSeparator(tree.children as readonly Tree[])
  if (name !== 'list_value') return
  for (const child of tree.children as readonly Tree[]) {
    if (child.class !== 'CONSTANT') refuse('a list of anything but constants')
  }
}

/** A separator that is made of joined lists itself would grow with each of them. */
function constantSeparator([, separator]: readonly Tree[]): void {
  if (separator?.class !== 'CONSTANT') refuse('array_to_string with a separator that is no constant')
}

/** An alias that later columns use is written out in each of them. */
function checkAliases(list: readonly Tree[]): void {
  const sizes = new Map<string, number>()
  for (const item of list) {
    const size = sizeOf(item, sizes)
    if (size > EXPRESSIONS_MAX) refuse('an expression of such size')
    if (item.alias) sizes.set(`${item.alias}`.toLowerCase(), size)
  }
}

function sizeOf(value: unknown, sizes: ReadonlyMap<string, number>): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + sizeOf(item, sizes), 0)
  if (!isTree(value)) return 0
  if (value.class === 'COLUMN_REF') return sizes.get(`${(value.column_names as string[]).at(-1)}`.toLowerCase()) ?? 1
  return 1 + sizeOf(Object.values(value), sizes)
}

/** `max(x, 3)` and `quantile_disc(x, [0.5, 0.5])` make lists; lists of lists would double without an end. */
function makesLists(name: string, children: readonly Tree[]): boolean {
  if (name.startsWith('quantile')) return children.some(child => child.class !== 'CONSTANT' && child !== children[0])
  if (name === 'min' || name === 'max') return children.length > 1
  return /^(arg_|min_by|max_by)/.test(name) && children.length > 2
}

function isMacro({ class: kind, function_name: name }: Tree): boolean {
  return kind === 'FUNCTION' && MACROS.has(`${name}`.toLowerCase())
}

function isHome(schema: unknown, catalog: unknown): boolean {
  return (schema === '' || schema === 'main') && (catalog ?? '') === ''
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null
}

function refuse(what: string): void {
  throw new DatabaseError(`${what}: not allowed in a live query. Ask a snapshot for what this endpoint refuses.`)
}
