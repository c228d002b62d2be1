import { type Gate, looksBack, needs } from '../detect/gate.js'
import { conditionsOf, namesIn, selectsOf } from '../detect/rule-guard.js'
import type { TreeNode } from '../detect/rule-nodes.js'
import { boundSql } from '../detect/rule-version.js'
import { matchesSql, type Numbered, workSql } from '../detect/rules-sql.js'
import type { Database } from './database.js'
import { expressionSql, parseSql } from './rule-tree.js'
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
  const parsed = await parseSql(db, definition.sql)
  const [select] = 'sentence' in parsed ? [] : parsed
  if (!select) throw new Error(`the SQL of ${definition.id} was checked, and cannot be read`)
  const far = definition.features.filter(looksBack)
  const conditionSql = async (features: readonly { readonly name: string }[]) =>
    boundSql({ ...definition, sql: await weakerSql(db, select, new Set(features.map(({ name }) => name))) })
  return {
    near: await conditionSql(far),
    without: await conditionSql(far.filter(feature => !needs(feature))),
    types: await typesOf(db, rule),
  }
}

/**
 * What a rule asks of an event, apart from conditions with these names. A row is selected only where every condition of a
 * SELECT holds, so that leaving some out loses none.
 */
async function weakerSql(db: Database, select: TreeNode, names: ReadonlySet<string>): Promise<string> {
  const ways = selectsOf(select).map(one =>
    conditionsOf(one).filter(node => !namesIn(node).columns.some(name => names.has(name.toLowerCase()))),
  )
  if (ways.some(conditions => conditions.length === 0)) return 'true'
  const all = ways.map(conditions => joined('AND', conditions))
  return `(${await expressionSql(db, selectsOf(select)[0] as TreeNode, joined('OR', all))})`
}

function joined(word: 'AND' | 'OR', children: readonly TreeNode[]): TreeNode {
  const [only] = children
  return only && children.length === 1 ? only : { ...EMPTY, type: `CONJUNCTION_${word}`, children }
}

const EMPTY = { class: 'CONJUNCTION', alias: '', query_location: 0 }

/** Of the features that need something. */
async function typesOf(db: Database, { version }: Numbered): Promise<Record<string, string>> {
  const names = version.definition.features.filter(needs).map(({ name }) => name)
  if (names.length === 0) return {}
  const rows = await db.values(`DESCRIBE ${workSql(version)} SELECT ${names.join(', ')} FROM work`)
  return Object.fromEntries(rows.map(([name, type]) => [String(name), String(type)]))
}
