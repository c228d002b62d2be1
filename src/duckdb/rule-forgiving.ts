import { selectsOf } from '../detect/rule-guard.js'
import { isNode, nodesOf, nodesUnder, type TreeNode } from '../detect/rule-nodes.js'
import type { RuleDefinition, RuleVersion } from '../detect/rule-version.js'
import { isSweep } from '../detect/sweep.js'
import type { Database } from './database.js'
import { ruleTrees, selectsSql } from './rule-tree.js'

/**
 * The same rules, where what cannot be computed of an event is unknown: a number too large, a text that is no number. Such
 * an event must not end the pipeline, which would meet it again at every start; and the others of its batch are judged as
 * they would be without it. Like all that is unknown it is counted among what a rule could not judge. The rules must be
 * checked. Those over periods stay as they are.
 */
export async function forgivingVersions(db: Database, versions: readonly RuleVersion[]): Promise<RuleVersion[]> {
  const forgiven = await forgivingAll(
    db,
    versions.map(({ definition }) => definition).filter(definition => !isSweep(definition)),
  )
  return versions.map(version => {
    const { definition } = version
    return isSweep(definition) ? version : { ...version, definition: forgiven.shift() as RuleDefinition }
  })
}

/** One rule, as above. */
export async function forgiving(db: Database, definition: RuleDefinition): Promise<RuleDefinition> {
  return (await forgivingAll(db, [definition]))[0] as RuleDefinition
}

async function forgivingAll(db: Database, definitions: readonly RuleDefinition[]): Promise<RuleDefinition[]> {
  const texts = await selectsSql(db, (await ruleTrees(db, definitions)).map(tried))
  return definitions.map((definition, i) => ({ ...definition, sql: texts[i] as string }))
}

function tried(select: TreeNode): TreeNode {
  if (!selectsOf(select).includes(select)) return overBranches(select)
  const from = select.from_table as TreeNode
  const inner = from.subquery as TreeNode | undefined
  return {
    ...select,
    select_list: nodesOf(select.select_list).map(triedValue),
    from_table: inner ? { ...from, subquery: { ...inner, node: tried(inner.node as TreeNode) } } : from,
    where_clause: isNode(select.where_clause) ? triedCondition(select.where_clause, select) : null,
  }
}

function overBranches(union: TreeNode): TreeNode {
  const branch = (node: unknown) => (isNode(node) ? tried(node) : node)
  const children = Array.isArray(union.children) ? union.children.map(branch) : union.children
  return { ...union, left: branch(union.left), right: branch(union.right), children }
}

/**
 * A condition of a SELECT. Each part by itself: of an OR one part may hold where the other cannot be computed. Within TRY
 * DuckDB knows no name that the SELECT gives to a value; the value itself is tried instead.
 */
export function triedCondition(node: TreeNode, select: TreeNode): TreeNode {
  if (node.class === 'CONJUNCTION')
    return { ...node, children: nodesOf(node.children).map(child => triedCondition(child, select)) }
  const given = new Set(nodesOf(select.select_list).map(({ alias }) => String(alias).toLowerCase()))
  const isGiven = ({ class: kind, column_names: names }: TreeNode) =>
    kind === 'COLUMN_REF' && (names as string[]).length === 1 && given.has(String((names as string[])[0]).toLowerCase())
  return [...nodesUnder(node)].some(isGiven) ? node : tryOf(node)
}

export function triedValue(node: TreeNode): TreeNode {
  return ['COLUMN_REF', 'CONSTANT', 'PARAMETER'].includes(String(node.class)) ? node : tryOf(node)
}

function tryOf(node: TreeNode): TreeNode {
  const { alias } = node
  return { class: 'OPERATOR', type: 'OPERATOR_TRY', alias, query_location: 0, children: [{ ...node, alias: '' }] }
}
