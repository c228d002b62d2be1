import type { Feature } from '../detect/feature.js'
import { type Gate, looksBack, needs } from '../detect/gate.js'
import { conditionsOf, selectsOf } from '../detect/rule-guard.js'
import { nodesUnder, type TreeNode } from '../detect/rule-nodes.js'
import { boundSql } from '../detect/rule-version.js'
import { matchesSql, type Numbered, workSql } from '../detect/rules-sql.js'
import type { Database } from './database.js'
import { expressionSql, ruleTree } from './rule-tree.js'
import type { Statements } from './statements.js'

type Conditions = Pick<Gate, 'near' | 'without' | 'types'>

const known = new WeakMap<Database, Map<string, Conditions>>()

/**
 * The gate of a rule that looks into history. What the rule asks is read once: rules are opened more than once. Rejects
 * where DuckDB cannot plan it.
 */
export async function gateOf(statements: Statements, rule: Numbered): Promise<Gate> {
  const ofDatabase = known.get(statements.db) ?? new Map<string, Conditions>()
  known.set(statements.db, ofDatabase)
  const key = `${rule.version.definition.id} ${rule.version.version}`
  const conditions = ofDatabase.get(key) ?? (await conditionsOfRule(statements, rule))
  ofDatabase.set(key, conditions)
  return { ...rule, ...conditions }
}

async function conditionsOfRule(statements: Statements, rule: Numbered): Promise<Conditions> {
  const { db } = statements
  const { definition } = rule.version
  await statements.plan(matchesSql([rule]))
  const select = await ruleTree(db, definition)
  const columns = await columnsOf(db, rule)
  const conditionSql = async (isLeftOut: (feature: Feature) => boolean) => {
    const leftOut = new Set(definition.features.filter(isLeftOut).map(({ name }) => name))
    const usable = new Set([...columns.keys()].filter(name => !leftOut.has(name)))
    return boundSql({ ...definition, sql: await weakerSql(db, select, usable) })
  }
  return {
    near: await conditionSql(looksBack),
    without: await conditionSql(feature => looksBack(feature) && !needs(feature)),
    types: Object.fromEntries(definition.features.filter(needs).map(({ name }) => [name, columns.get(name) as string])),
  }
}

/** The columns of the rule's `work` and their types. */
async function columnsOf(db: Database, { version }: Numbered): Promise<ReadonlyMap<string, string>> {
  const rows = await db.values(`DESCRIBE ${workSql(version)} FROM work`)
  return new Map(rows.map(([name, type]) => [String(name), String(type)]))
}

/**
 * What a rule asks of an event, as far as it is said with these columns of `work`. A row is selected only where every
 * condition of a SELECT holds, so that leaving some out loses none.
 */
async function weakerSql(db: Database, select: TreeNode, usable: ReadonlySet<string>): Promise<string> {
  const ways = selectsOf(select).map(one => usableConditions(one, usable))
  if (ways.some(conditions => conditions.length === 0)) return 'true'
  const all = ways.map(conditions => joined('AND', conditions))
  return `(${await expressionSql(db, selectsOf(select)[0] as TreeNode, joined('OR', all))})`
}

/** None of a SELECT over another one, whose columns may mean something else; and none with an alias, for the same reason. */
function usableConditions(select: TreeNode, usable: ReadonlySet<string>): readonly TreeNode[] {
  if ((select.from_table as TreeNode).type !== 'BASE_TABLE') return []
  const isUsable = ({ column_names: names }: TreeNode) =>
    Array.isArray(names) && names.length === 1 && usable.has(String(names[0]).toLowerCase())
  return conditionsOf(select).filter(node =>
    [...nodesUnder(node)].filter(part => part.class === 'COLUMN_REF').every(isUsable),
  )
}

function joined(word: 'AND' | 'OR', children: readonly TreeNode[]): TreeNode {
  const [only] = children
  return only && children.length === 1 ? only : { ...EMPTY, type: `CONJUNCTION_${word}`, children }
}

const EMPTY = { class: 'CONJUNCTION', alias: '', query_location: 0 }
