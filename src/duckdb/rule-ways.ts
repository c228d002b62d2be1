import { conditionsOf, namesIn, selectsOf } from '../detect/rule-guard.js'
import { nodesOf, nodesUnder, type TreeNode } from '../detect/rule-nodes.js'
import type { RuleDefinition } from '../detect/rule-version.js'
import type { Database } from './database.js'
import { triedCondition, triedValue } from './rule-forgiving.js'
import { type Expression, expressionsSql, ruleTrees, selectsSql } from './rule-tree.js'

/** A condition of a rule. */
export interface Asked {
  /** As the rule says it, in DuckDB's own spelling. */
  readonly sql: string
  /** The column of the way's SQL that says whether it holds. */
  readonly holds: string
  /** By the name of each column in it, the column of the way's SQL with its value. */
  readonly seen: Readonly<Record<string, string>>
  /** Names of the thresholds in it. */
  readonly thresholds: readonly string[]
}

/**
 * One way in which a rule may select an event: a SELECT of its UNION, with those that it selects from. It selects an event
 * where all its conditions hold.
 */
export interface Way {
  /** Of every row of `work` the id of the event as `selected`, and the columns of the conditions; thresholds as `$name`. */
  readonly sql: string
  readonly conditions: readonly Asked[]
}

type Posed = Omit<Asked, 'sql'> & Expression

/** A SELECT without its conditions, which are columns of it instead. */
interface Opened {
  readonly select: TreeNode
  readonly posed: readonly Posed[]
}

/**
 * The ways of a checked rule. Its own aliases and inner SELECTs are kept, so that names mean what they mean there; what
 * cannot be computed is unknown.
 */
export async function waysOf(db: Database, rule: RuleDefinition): Promise<Way[]> {
  const [select] = (await ruleTrees(db, [rule])) as [TreeNode]
  const place = columnNames(select).indexOf('id')
  const ways = opened(select, 0)
  const selecting = ways.map(({ select: way }) =>
    withColumns(way, [named(nodesOf(way.select_list)[place] as TreeNode, 'selected')]),
  )
  const texts = await selectsSql(db, selecting)
  const conditions = await expressionsSql(
    db,
    ways.flatMap(({ posed }) => posed),
  )
  return ways.map(({ posed }, i) => ({
    sql: texts[i] as string,
    conditions: posed.map(({ holds, seen, thresholds }) => ({
      sql: conditions.shift() as string,
      holds,
      seen,
      thresholds,
    })),
  }))
}

function opened(select: TreeNode, depth: number): readonly Opened[] {
  return selectsOf(select).flatMap(one => {
    const own = posedBy(one, depth)
    const values = nodesOf(one.select_list).map(triedValue)
    const open = withColumns({ ...one, select_list: values, where_clause: null }, own.columns)
    const from = one.from_table as TreeNode
    if (from.type !== 'SUBQUERY') return [{ select: open, posed: own.posed }]
    const inner = (from.subquery as TreeNode).node as TreeNode
    return opened(inner, depth + 1).map(below => around(open, own.posed, below))
  })
}

/** A SELECT from one that is open: what that asks is handed on. */
function around(select: TreeNode, own: readonly Posed[], below: Opened): Opened {
  const from = select.from_table as TreeNode
  const inner = from.subquery as TreeNode
  const asked = below.posed.flatMap(({ holds, seen }) => [holds, ...Object.values(seen)])
  // A UNION has the names of its first SELECT.
  const names = columnNames(inner.node as TreeNode)
  const renamed = from.column_name_alias as string[]
  const given = [...renamed, ...names.slice(renamed.length)]
  const opened = {
    ...from,
    alias: from.alias || 'unnamed_subquery',
    subquery: { ...inner, node: below.select },
    column_name_alias: [...given, ...asked],
  }
  const handedOn = withColumns({ ...select, from_table: opened }, asked.map(column))
  return { select: handedOn, posed: [...own, ...below.posed] }
}

function posedBy(select: TreeNode, depth: number) {
  const posed = conditionsOf(select).map((node, nth) => {
    const { columns: names, thresholds } = namesIn(node)
    const holds = `condition_${depth}_${nth}`
    const seen = Object.fromEntries(names.map((name, i) => [name, `${holds}_${i}`]))
    return { select, node, holds, seen, thresholds }
  })
  const columns = posed.flatMap(({ node, holds, seen }) => [
    named(triedCondition(node, select), holds),
    ...Object.entries(seen).map(([name, column]) => named(referenceTo(name, node), column)),
  ])
  return { posed, columns }
}

function referenceTo(name: string, node: TreeNode): TreeNode {
  const isIt = ({ class: kind, column_names: names }: TreeNode) =>
    kind === 'COLUMN_REF' && (names as string[]).at(-1) === name
  return [...nodesUnder(node)].find(isIt) as TreeNode
}

/** What the columns of a SELECT are called from outside; those that have no name are not called anything. */
function columnNames(select: TreeNode): readonly string[] {
  const [first] = selectsOf(select)
  return nodesOf(first?.select_list).map(
    ({ alias, column_names: names }, i) =>
      (alias as string) || ((names as string[] | undefined)?.at(-1) ?? `column_${i}`),
  )
}

function withColumns(select: TreeNode, columns: readonly TreeNode[]): TreeNode {
  return { ...select, select_list: [...nodesOf(select.select_list), ...columns] }
}

function named(node: TreeNode, alias: string): TreeNode {
  return { ...node, alias }
}

function column(name: string): TreeNode {
  return { class: 'COLUMN_REF', type: 'COLUMN_REF', alias: '', query_location: 0, column_names: [name] }
}
