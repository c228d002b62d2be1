import type { Feature } from '../detect/feature.js'
import { type Gate, looksBack, needs } from '../detect/gate.js'
import { conditionsOf, selectsOf } from '../detect/rule-guard.js'
import { isNode, nodesUnder, type TreeNode } from '../detect/rule-nodes.js'
import { boundSql, type RuleDefinition } from '../detect/rule-version.js'
import { featureValueSql, type Numbered } from '../detect/rules-sql.js'
import { sha256 } from '../events/content.js'
import type { Database } from './database.js'
import { type Expression, expressionsSql, ruleTrees } from './rule-tree.js'

type Conditions = Pick<Gate, 'near' | 'without' | 'values'>

const known = new WeakMap<Database, Map<string, Conditions>>()

/** The gates of rules. What a rule asks is read once: rules are opened more than once. Needs the table `judged`. */
export async function gatesOf(db: Database, rules: readonly Numbered[]): Promise<Gate[]> {
  const ofDatabase = known.get(db) ?? new Map<string, Conditions>()
  known.set(db, ofDatabase)
  const fresh = rules.filter(rule => !ofDatabase.has(keyOf(rule)))
  const conditions = await conditionsOfRules(db, fresh)
  for (const [i, rule] of fresh.entries()) ofDatabase.set(keyOf(rule), conditions[i] as Conditions)
  return rules.map(rule => ({ ...rule, ...(ofDatabase.get(keyOf(rule)) as Conditions) }))
}

/** The SQL too: a version may be run strictly or not. */
function keyOf({ version }: Numbered): string {
  return `${version.version} ${version.definition.sql}`
}

/** A gate whose conditions are not written yet. */
interface Draft {
  readonly definition: RuleDefinition
  readonly near: Expression | undefined
  readonly without: Expression | undefined
  readonly values: ReadonlyMap<string, string>
}

async function conditionsOfRules(db: Database, rules: readonly Numbered[]): Promise<Conditions[]> {
  if (rules.length === 0) return []
  const columns = (await db.values('DESCRIBE judged')).map(([name]) => String(name))
  const definitions = rules.map(({ version }) => version.definition)
  const types = await neededTypes(db, definitions)
  const trees = await ruleTrees(db, definitions)
  const drafts = definitions.map((definition, i) => draftOf(definition, trees[i] as TreeNode, columns, types))
  const expressions = drafts.flatMap(({ near, without }) => [near, without]).filter(one => one !== undefined)
  const texts = await expressionsSql(db, expressions)
  const written = ({ definition }: Draft, expression: Expression | undefined) =>
    expression ? boundSql({ ...definition, sql: `(${texts[expressions.indexOf(expression)]})` }) : 'true'
  return drafts.map(draft => ({
    near: written(draft, draft.near),
    without: written(draft, draft.without),
    values: draft.values,
  }))
}

function draftOf(
  definition: RuleDefinition,
  select: TreeNode,
  columns: readonly string[],
  types: ReadonlyMap<string, string>,
): Draft {
  const { features } = definition
  const values = new Map<string, string>()
  const weaker = (known: readonly Feature[], sqlOf: (feature: Feature) => string) => {
    const names = new Map(columns.map(name => [name, name]))
    for (const feature of known) {
      const column = `v_${sha256(sqlOf(feature)).slice(0, 12)}`
      names.set(feature.name, column)
      values.set(column, sqlOf(feature))
    }
    return weakerOf(select, names)
  }
  const own = features.filter(feature => !looksBack(feature))
  const sqlOf = (feature: Feature) => featureValueSql(feature, 'j', features)
  const near = weaker(own, sqlOf)
  if (!features.some(needs)) return { definition, near, without: near, values }
  const orNull = (feature: Feature) => (needs(feature) ? `NULL::${types.get(sqlOf(feature))}` : sqlOf(feature))
  return { definition, near, without: weaker([...own, ...features.filter(needs)], orNull), values }
}

/** The types of the features of these rules that need something, by their SQL. */
async function neededTypes(db: Database, rules: readonly RuleDefinition[]): Promise<ReadonlyMap<string, string>> {
  const all = rules.flatMap(({ features }) => features.filter(needs).map(one => featureValueSql(one, 'j', features)))
  const values = [...new Set(all)]
  if (values.length === 0) return new Map()
  const rows = await db.values(`DESCRIBE SELECT ${values.map((sql, i) => `${sql} AS v${i}`).join(', ')} FROM judged j`)
  return new Map(rows.map(([name, type]) => [values[Number(String(name).slice(1))] as string, String(type)]))
}

/**
 * What a rule asks of an event, as far as it is said with these columns, which have other names in the answer; undefined:
 * nothing. A row is selected only where every condition of a SELECT holds, so that leaving some out loses none.
 */
function weakerOf(select: TreeNode, columns: ReadonlyMap<string, string>): Expression | undefined {
  const ways = selectsOf(select).map(one => usableConditions(one, columns))
  if (ways.some(conditions => conditions.length === 0)) return undefined
  const either = joined(
    'OR',
    ways.map(conditions => joined('AND', conditions)),
  )
  return { select: selectsOf(select)[0] as TreeNode, node: renamed(either, columns) as TreeNode }
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
