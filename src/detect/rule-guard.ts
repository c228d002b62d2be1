import { INSTEAD, RULE_FUNCTIONS } from './rule-functions.js'
import { isNode, nodesOf, nodesUnder, placeOf, type TreeNode } from './rule-nodes.js'

/** Something that a rule's SQL must not hold. */
export interface Fault {
  /** Bytes from the start of the SQL. */
  readonly position: number
  /** What it is, and what to write instead. */
  readonly sentence: string
}

/** Kinds of expression that look at one row and at nothing else. */
const ROW_WISE: ReadonlySet<string> = new Set(
  'COLUMN_REF CONSTANT PARAMETER CASE CONJUNCTION COMPARISON OPERATOR BETWEEN CAST FUNCTION'.split(' '),
)

const REFUSED_KINDS: Readonly<Record<string, string>> = {
  STAR: 'SELECT * is refused, for what it gives changes with the tables; name the columns: SELECT id',
  SUBQUERY: 'a query inside an expression sees the other rows of the batch; declare a feature in pipelines/features',
  WINDOW: 'a window over work changes with the batches; declare a feature in pipelines/features',
  LAMBDA: 'a lambda is not allowed; use list_contains, list_has_any or a feature',
  POSITIONAL_REFERENCE: 'a column by its number is refused; name it',
}

const ONE_SELECT = 'a rule is one statement: SELECT id FROM work WHERE …'
const ONLY_WORK =
  'a rule reads FROM work alone. A table or view of other events is not looked at again when those change, so that the ' +
  'answer would depend on the order in which they came; declare a feature in pipelines/features, or use a column of work'

/**
 * What is wrong with a rule's SQL, read as a tree: it may only pick rows of `work`, each by itself. That is what makes its
 * answer independent of batches, and what keeps it away from files, clocks and other tables.
 */
export function faultsOf(statements: readonly TreeNode[]): readonly Fault[] {
  const [only, ...more] = statements
  if (!only) return [{ position: 0, sentence: ONE_SELECT }]
  if (more.length > 0)
    return [{ position: placeOf(more[0] as TreeNode), sentence: `a second statement: ${ONE_SELECT}` }]
  return selectFaults(only)
}

/** The one SELECT of a rule over a period or of a feature; or what is wrong with there being none, or more. */
export function onlySelect(statements: readonly TreeNode[]): TreeNode | Fault {
  const [only, ...more] = statements
  if (!only) return { position: 0, sentence: 'write one SELECT' }
  if (more.length === 0) return only
  return { position: placeOf(more[0] as TreeNode), sentence: 'a second statement; write one SELECT' }
}

export function isFault(found: TreeNode | Fault): found is Fault {
  return 'sentence' in found
}

/** Each SELECT of a UNION; of another tree itself. */
export function selectsOf(select: TreeNode): readonly TreeNode[] {
  return isUnion(select) ? branchesOf(select).flatMap(selectsOf) : [select]
}

/** The conditions that must all hold for a row to be selected; of a UNION those of each of its SELECTs. */
export function conditionsOf(select: TreeNode): readonly TreeNode[] {
  if (isUnion(select)) return branchesOf(select).flatMap(conditionsOf)
  const split = (node: TreeNode): readonly TreeNode[] =>
    node.type === 'CONJUNCTION_AND' ? nodesOf(node.children).flatMap(split) : [node]
  return isNode(select.where_clause) ? split(select.where_clause) : []
}

/** The names of the columns and of the thresholds (`$name`) in an expression, each once, as they stand. */
export function namesIn(expression: TreeNode): {
  readonly columns: readonly string[]
  readonly thresholds: readonly string[]
} {
  const found = [...nodesUnder(expression)]
  const columns = found
    .filter(node => node.class === 'COLUMN_REF')
    .map(node => String((node.column_names as string[]).at(-1)))
  const thresholds = found.filter(node => node.class === 'PARAMETER').map(node => String(node.identifier))
  return { columns: [...new Set(columns)], thresholds: [...new Set(thresholds)] }
}

const SELECT_PARTS = ['select_list', 'from_table', 'where_clause']

function selectFaults(select: TreeNode): readonly Fault[] {
  const position = placeOf(select)
  if (isUnion(select) && refusedClauses(select).length === 0) return branchesOf(select).flatMap(selectFaults)
  if (select.type !== 'SELECT_NODE')
    return [{ position, sentence: `only UNION ALL may join two of them: ${ONE_SELECT}` }]
  const clauses = refusedClauses(select).map(clause => ({
    position,
    sentence: `${clause} is refused, for it looks at several rows of work at once: ${ONE_SELECT}`,
  }))
  const expressions = SELECT_PARTS.filter(part => part !== 'from_table').flatMap(part => expressionFaults(select[part]))
  return [...clauses, ...fromFaults(select.from_table), ...expressions, ...idFaults(select)]
}

/** Whatever is selected as `id` names the event that fires; another column would name none, or another one. */
function idFaults(select: TreeNode): readonly Fault[] {
  return nodesOf(select.select_list)
    .filter(node => String(node.alias).toLowerCase() === 'id' && !isColumn(node, 'id'))
    .map(node => ({
      position: placeOf(node),
      sentence: 'id is the id of the event itself: SELECT id FROM work WHERE …',
    }))
}

function isColumn(node: TreeNode, name: string): boolean {
  return node.class === 'COLUMN_REF' && String((node.column_names as string[]).at(-1)).toLowerCase() === name
}

function isUnion(node: TreeNode): boolean {
  return node.type === 'SET_OPERATION_NODE' && node.setop_type === 'UNION' && node.setop_all === true
}

function branchesOf(union: TreeNode): TreeNode[] {
  return [union.left, union.right, ...nodesOf(union.children)].filter(isNode)
}

function refusedClauses(select: TreeNode): string[] {
  const modifiers = nodesOf(select.modifiers).map(({ type }) => String(type).replace('_MODIFIER', '').replace('_', ' '))
  const { map } = (isNode(select.cte_map) ? select.cte_map : {}) as { map?: unknown }
  return [
    ...modifiers,
    ...(nodesOf(map).length > 0 ? ['WITH'] : []),
    ...(nodesOf(select.group_expressions).length > 0 ? ['GROUP BY'] : []),
    ...['having', 'qualify', 'sample'].filter(clause => isNode(select[clause])).map(clause => clause.toUpperCase()),
  ]
}

function fromFaults(from: unknown): readonly Fault[] {
  if (!isNode(from)) return [{ position: 0, sentence: ONLY_WORK }]
  if (from.type === 'SUBQUERY') return selectFaults((from.subquery as { node: TreeNode }).node)
  const isWork =
    from.type === 'BASE_TABLE' && String(from.table_name).toLowerCase() === 'work' && !from.schema_name && !from.sample
  return isWork ? [] : [{ position: placeOf(from), sentence: `${fromName(from)}: ${ONLY_WORK}` }]
}

function fromName(from: TreeNode): string {
  if (from.type === 'TABLE_FUNCTION') return `${(from.function as TreeNode).function_name}()`
  return from.type === 'BASE_TABLE' ? [from.schema_name, from.table_name].filter(Boolean).join('.') : String(from.type)
}

function expressionFaults(part: unknown): readonly Fault[] {
  return [...nodesUnder(part)]
    .filter(node => typeof node.class === 'string')
    .flatMap(node => {
      const sentence = whatIsWrong(node)
      return sentence === undefined ? [] : [{ position: placeOf(node), sentence }]
    })
}

/** Names without parentheses that DuckDB takes for functions. */
export const VALUES_OF_NOW = /^(current_\w+|localtime|localtimestamp|session_user|user|rowid)$/

function whatIsWrong(node: TreeNode): string | undefined {
  const kind = String(node.class)
  if (!ROW_WISE.has(kind)) return REFUSED_KINDS[kind] ?? `${kind.toLowerCase()} is not allowed in a rule`
  if (kind === 'COLUMN_REF') {
    const name = String((node.column_names as string[])[0]).toLowerCase()
    return VALUES_OF_NOW.test(name) ? `${name}: ${instead(name)}` : undefined
  }
  if (kind === 'PARAMETER' && !/^[a-z]/.test(String(node.identifier)))
    return 'a threshold is named with its name in config/rules.yaml, in small letters, such as $yen_min'
  if (kind !== 'FUNCTION' || node.is_operator === true) return undefined
  const name = String(node.function_name).toLowerCase()
  return RULE_FUNCTIONS.has(name) && isOwn(node) ? undefined : `${name}(): ${instead(name)}`
}

function isOwn(node: TreeNode): boolean {
  return !node.catalog && (!node.schema || node.schema === 'main')
}

function instead(name: string): string {
  const [, hint] = INSTEAD.find(([pattern]) => pattern.test(name)) ?? []
  return hint ?? 'not one of the functions that a rule may call; pipelines/README.md names them'
}
