import { conditionsOf, namesIn, selectsOf } from '../detect/rule-guard.js'
import { nodesOf, nodesUnder, type TreeNode } from '../detect/rule-nodes.js'
import type { RuleDefinition } from '../detect/rule-version.js'
import type { Database } from './database.js'
import { triedCondition, triedValue } from './rule-forgiving.js'
import { expressionSql, ruleTree, selectSql } from './rule-tree.js'

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

/** A SELECT without its conditions, which are columns of it instead. */
interface Opened {
  readonly select: TreeNode
  readonly conditions: readonly Asked[]
}

/**
 * The ways of a checked rule. Its own aliases and inner SELECTs are kept, so that names mean what they mean there; what
 * cannot be computed is unknown.
 */
export async function waysOf(db: Database, rule: RuleDefinition): Promise<Way[]> {
  const select = await ruleTree(db, rule)
  const place = columnNames(select).indexOf('id')
  const ways: Way[] = []
  for (const { select: way, conditions } of await opened(db, select, 0)) {
    const selected = nodesOf(way.select_list)[place] as TreeNode
    ways.push({ sql: await selectSql(db, withColumns(way, [named(selected, 'selected')])), conditions })
  }
  return ways
}

async function opened(db: Database, select: TreeNode, depth: number): Promise<readonly Opened[]> {
  const ways: Opened[] = []
  for (const one of selectsOf(select)) {
    const own = await askedBy(db, one, depth)
    const from = one.from_table as TreeNode
    const inner = from.type === 'SUBQUERY' ? (from.subquery as TreeNode) : undefined
    const values = nodesOf(one.select_list).map(triedValue)
    const open = withColumns({ ...one, select_list: values, where_clause: null }, own.columns)
    if (!inner) ways.push({ select: open, conditions: own.conditions })
    for (const below of inner ? await opened(db, inner.node as TreeNode, depth + 1) : [])
      ways.push(around(open, own.conditions, below))
  }
  return ways
}

/** A SELECT from one that is open: what that asks is handed on. */
function around(select: TreeNode, own: readonly Asked[], below: Opened): Opened {
  const from = select.from_table as TreeNode
  const inner = from.subquery as TreeNode
  const asked = below.conditions.flatMap(({ holds, seen }) => [holds, ...Object.values(seen)])
  // A UNION has the names of its first SELECT.
  const names = columnNames(inner.node as TreeNode)
  const given = (from.column_name_alias as string[]).concat(names.slice((from.column_name_alias as string[]).length))
  const opened = {
    ...from,
    alias: from.alias || 'unnamed_subquery',
    subquery: { ...inner, node: below.select },
    column_name_alias: [...given, ...asked],
  }
  const handedOn = withColumns({ ...select, from_table: opened }, asked.map(column))
  return { select: handedOn, conditions: [...own, ...below.conditions] }
}

async function askedBy(db: Database, select: TreeNode, depth: number) {
  const conditions: Asked[] = []
  const columns: TreeNode[] = []
  for (const [nth, node] of conditionsOf(select).entries()) {
    const { columns: names, thresholds } = namesIn(node)
    const holds = `condition_${depth}_${nth}`
    const seen = Object.fromEntries(names.map((name, i) => [name, `${holds}_${i}`]))
    conditions.push({ sql: await expressionSql(db, select, node), holds, seen, thresholds })
    columns.push(
      named(triedCondition(node, select), holds),
      ...names.map(name => named(referenceTo(name, node), seen[name] as string)),
    )
  }
  return { conditions, columns }
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
