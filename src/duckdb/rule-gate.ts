import type { Feature } from '../detect/feature.js'
import { type Gate, looksBack, needs } from '../detect/gate.js'
import { conditionsOf, selectsOf } from '../detect/rule-guard.js'
import { isNode, nodesUnder, type TreeNode } from '../detect/rule-nodes.js'
import { boundSql, type RuleVersion } from '../detect/rule-version.js'
import { featureValueSql, type Numbered, workSql } from '../detect/rules-sql.js'
import { sha256 } from '../events/content.js'
import type { Database } from './database.js'
import { expressionSql, ruleTree } from './rule-tree.js'
import type { Statements } from './statements.js'

type Conditions = Pick<Gate, 'near' | 'without' | 'values'>

const known = new WeakMap<Database, Map<string, Conditions>>()

/** The gates of rules. What a rule asks is read once: rules are opened more than once. Needs the table `judged`. */
export async function gatesOf(statements: Statements, rules: readonly Numbered[]): Promise<Gate[]> {
  const { db } = statements
  const ofDatabase = known.get(db) ?? new Map<string, Conditions>()
  known.set(db, ofDatabase)
  const columns = (await db.values('DESCRIBE judged')).map(([name]) => String(name))
  const gates: Gate[] = []
  for (const rule of rules) {
    // The SQL too: a version may be run strictly or not.
    const key = `${rule.version.version} ${rule.version.definition.sql}`
    const conditions = ofDatabase.get(key) ?? (await conditionsOfRule(db, rule, columns))
    ofDatabase.set(key, conditions)
    gates.push({ ...rule, ...conditions })
  }
  return gates
}

async function conditionsOfRule(db: Database, { version }: Numbered, columns: readonly string[]): Promise<Conditions> {
  const { definition } = version
  const select = await ruleTree(db, definition)
  const values = new Map<string, string>()
  const conditionSql = async (features: readonly (readonly [Feature, string])[]) => {
    const names = new Map(columns.map(name => [name, name]))
    for (const [{ name }, value] of features) {
      const column = `v_${sha256(value).slice(0, 12)}`
      names.set(name, column)
      values.set(column, value)
    }
    return boundSql({ ...definition, sql: await weakerSql(db, select, names) })
  }
  const own = definition.features
    .filter(feature => !looksBack(feature))
    .map(feature => [feature, featureValueSql(feature, 'j', definition.features)] as const)
  const near = await conditionSql(own)
  const needed = definition.features.filter(needs)
  if (needed.length === 0) return { near, without: near, values }
  const types = await columnTypes(db, version)
  const nulls = needed.map(feature => [feature, `NULL::${types.get(feature.name)}`] as const)
  return { near, without: await conditionSql([...own, ...nulls]), values }
}

/** The columns of a rule's `work` and their types. */
async function columnTypes(db: Database, version: RuleVersion): Promise<ReadonlyMap<string, string>> {
  const rows = await db.values(`DESCRIBE ${workSql(version)} FROM work`)
  return new Map(rows.map(([name, type]) => [String(name), String(type)]))
}

/**
 * What a rule asks of an event, as far as it is said with these columns, which have other names in the answer. A row is
 * selected only where every condition of a SELECT holds, so that leaving some out loses none.
 */
async function weakerSql(db: Database, select: TreeNode, columns: ReadonlyMap<string, string>): Promise<string> {
  const ways = selectsOf(select).map(one => usableConditions(one, columns))
  if (ways.some(conditions => conditions.length === 0)) return 'true'
  const all = ways.map(conditions => joined('AND', conditions))
  const either = renamed(joined('OR', all), columns) as TreeNode
  return `(${await expressionSql(db, selectsOf(select)[0] as TreeNode, either)})`
}

/** The same tree with other names of columns. */
function renamed(part: unknown, columns: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(part)) return part.map(one => renamed(one, columns))
  if (!isNode(part)) return part
  const node = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, renamed(value, columns)]))
  if (node.class !== 'COLUMN_REF') return node
  return { ...node, column_names: [columns.get(nameOf(node))] }
}

function nameOf({ column_names: names }: TreeNode): string {
  return String((names as string[])[0]).toLowerCase()
}

/** None of a SELECT over another one, whose columns may mean something else; and none with an alias, for the same reason. */
function usableConditions(select: TreeNode, columns: ReadonlyMap<string, string>): readonly TreeNode[] {
  if ((select.from_table as TreeNode).type !== 'BASE_TABLE') return []
  const isUsable = (node: TreeNode) => (node.column_names as string[]).length === 1 && columns.has(nameOf(node))
  return conditionsOf(select).filter(node =>
    [...nodesUnder(node)].filter(part => part.class === 'COLUMN_REF').every(isUsable),
  )
}

function joined(word: 'AND' | 'OR', children: readonly TreeNode[]): TreeNode {
  const [only] = children
  return only && children.length === 1 ? only : { ...EMPTY, type: `CONJUNCTION_${word}`, children }
}

const EMPTY = { class: 'CONJUNCTION', alias: '', query_location: 0 }
