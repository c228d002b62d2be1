import { INSTEAD } from './rule-functions.js'
import { type Fault, VALUES_OF_NOW } from './rule-guard.js'
import { everyNode, isNode, nodesOf, nodesUnder, placeOf, type TreeNode } from './rule-nodes.js'

/** What a database has that SQL over history may name. Names in lower case. */
export interface Catalogue {
  /** Tables of events, and views. */
  readonly relations: ReadonlySet<string>
  readonly tableMacros: ReadonlySet<string>
  /** Functions that need not give the same for the same arguments. */
  readonly unsteady: ReadonlySet<string>
  /** Macros with a query or a lambda inside, whose columns may take an argument for one of theirs. */
  readonly capturing: ReadonlySet<string>
}

/**
 * What is wrong with SQL that reads history by any query, a rule's over a period or a feature's: no clock, chance, file or
 * network, no table beyond the events, and nothing whose meaning changes with the tables or is caught inside a macro.
 */
export function historyFaults(select: TreeNode, catalogue: Catalogue): readonly Fault[] {
  const nodes = [...everyNode(select)]
  const own = new Set(nodes.flatMap(cteNames))
  const asked = new Set(nodes.flatMap(askedWhetherAny))
  const faults = nodes.flatMap(node => [
    ...callFaults(node, catalogue),
    ...relationFaults(node, catalogue, own),
    ...(asked.has(node) ? [] : starFaults(node, own)),
  ])
  return [...faults, ...captureFaults(select, catalogue)]
}

/** Columns without their table's name that are handed to a macro of ours: inside it they would be taken for its own. */
export function captureFaults(
  tree: TreeNode,
  { capturing }: Pick<Catalogue, 'capturing'>,
  parameters: ReadonlySet<string> = new Set(),
): readonly Fault[] {
  const calls = [...everyNode(tree)].filter(node => capturing.has(nameOf(node)))
  return calls.flatMap(call =>
    nodesOf(call.children)
      .flatMap(child => [...nodesUnder(child)])
      .filter(node => node.class === 'COLUMN_REF' && (node.column_names as string[]).length === 1)
      .filter(node => !parameters.has(String((node.column_names as string[])[0]).toLowerCase()))
      .map(node => {
        const column = String((node.column_names as string[])[0])
        return { position: placeOf(node), sentence: `${nameOf(call)}(${column}): ${captured(column)}` }
      }),
  )
}

function captured(column: string): string {
  return `inside this macro ${column} would be taken for a column of its own; write it with its table: k.${column}`
}

function callFaults(node: TreeNode, { unsteady }: Catalogue): Fault[] {
  const name = node.class === 'COLUMN_REF' ? firstName(node) : nameOf(node)
  if (name === '') return []
  if (node.class === 'COLUMN_REF' && !VALUES_OF_NOW.test(name)) return []
  const [, hint] = OUTSIDE.find(([pattern]) => pattern.test(name)) ?? []
  if (hint === undefined && !unsteady.has(name)) return []
  return [{ position: placeOf(node), sentence: `${name}(): ${hint ?? UNSTEADY}` }]
}

/** All but the hint on what is counted over rows. */
const OUTSIDE = INSTEAD.slice(0, 3)
const UNSTEADY = 'does not give the same each time; take what differs from columns of the events'

function relationFaults(node: TreeNode, { relations, tableMacros }: Catalogue, own: ReadonlySet<string>): Fault[] {
  const faultOf = (what: string) => [{ position: placeOf(node), sentence: `${what}: ${ONLY_EVENTS}` }]
  if (node.type === 'TABLE_FUNCTION') {
    const name = nameOf(node.function as TreeNode)
    return tableMacros.has(name) || LISTS.has(name) ? [] : faultOf(`${name}()`)
  }
  if (node.type !== 'BASE_TABLE') return []
  const name = String(node.table_name)
  const isOwn =
    own.has(name.toLowerCase()) && !node.catalog_name && ['', 'recurring'].includes(String(node.schema_name))
  const isKnown = relations.has(name.toLowerCase()) && !node.catalog_name && !node.schema_name
  return isOwn || isKnown ? [] : faultOf([node.catalog_name, node.schema_name, name].filter(Boolean).join('.'))
}

const LISTS: ReadonlySet<string> = new Set(['unnest', 'range', 'generate_series'])
const ONLY_EVENTS =
  'only tables of events, views over them, macros and WITH may be read; what else is needed comes in as events, or as a ' +
  'threshold in config/rules.yaml'

/** `*` of a stored table or view; of a query that stands in the same text it is plain to see what it gives. */
function starFaults(node: TreeNode, own: ReadonlySet<string>): Fault[] {
  if (node.type !== 'SELECT_NODE') return []
  const stars = nodesOf(node.select_list).filter(({ class: kind }) => kind === 'STAR')
  const stored = joinedOf(node.from_table).filter(
    ({ type, table_name }) => type === 'BASE_TABLE' && !own.has(String(table_name).toLowerCase()),
  )
  return stars
    .filter(({ relation_name: of }) => stored.some(table => !of || of === (table.alias || table.table_name)))
    .map(star => ({ position: placeOf(star), sentence: STAR }))
}

const STAR = 'SELECT * of a table or view is refused, for what it gives changes with it; name the columns'

/** The query of an EXISTS, which gives no columns. */
function askedWhetherAny(node: TreeNode): TreeNode[] {
  if (node.class !== 'SUBQUERY' || !String(node.subquery_type).includes('EXISTS')) return []
  return [(node.subquery as { node: TreeNode }).node]
}

function joinedOf(from: unknown): TreeNode[] {
  if (!isNode(from)) return []
  return from.type === 'JOIN' ? [...joinedOf(from.left), ...joinedOf(from.right)] : [from]
}

function cteNames(node: TreeNode): string[] {
  const { map } = (isNode(node.cte_map) ? node.cte_map : {}) as { map?: unknown }
  return nodesOf(map).map(({ key }) => String(key).toLowerCase())
}

function nameOf(node: TreeNode): string {
  return node.class === 'FUNCTION' ? String(node.function_name).toLowerCase() : ''
}

function firstName(node: TreeNode): string {
  return String((node.column_names as string[])[0]).toLowerCase()
}
