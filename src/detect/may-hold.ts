import { nodesOf, type TreeNode } from './rule-nodes.js'
import { costOf, type Names, NOTHING_KNOWN, type Scalar, scalarOf } from './scalar.js'
import {
  ANY,
  both,
  type Comparison,
  compared,
  comparisonOf,
  either,
  FALSE,
  isNull,
  NULL,
  negated,
  TRUE,
  type Truths,
  truthOf,
} from './truths.js'

/** What a condition may be for a row. */
export interface Condition<Row> {
  readonly of: (row: Row) => Truths
  readonly cost: number
}

/**
 * A condition of the parser's tree, to be asked of rows without the database. It knows comparisons, sums and products,
 * and leaves open what it does not know, so that a row of which it denies that the condition may hold is one that
 * DuckDB does not select.
 */
export function conditionOf<Row>(node: TreeNode, names: Names<Row>): Condition<Row> {
  const conditions = () => nodesOf(node.children).map(child => conditionOf(child, names))
  const scalars = (nodes: unknown) => nodesOf(nodes).map(child => scalarOf(child, names))
  const type = String(node.type)
  switch (type) {
    case 'CONJUNCTION_AND':
      return all(conditions())
    case 'CONJUNCTION_OR':
      return not(all(conditions().map(not)))
    case 'OPERATOR_NOT':
      return not(all(conditions()))
    case 'OPERATOR_TRY':
      return orNull(all(conditions()))
    case 'OPERATOR_IS_NULL':
      return isNullCondition(scalars(node.children))
    case 'OPERATOR_IS_NOT_NULL':
      return not(isNullCondition(scalars(node.children)))
    case 'COMPARE_IN':
      return among(scalars(node.children))
    case 'COMPARE_NOT_IN':
      return not(among(scalars(node.children)))
    case 'COMPARE_BETWEEN': {
      const [value, low, high] = scalars([node.input, node.lower, node.upper])
      return all([compare(AT_LEAST, value, low), compare(AT_MOST, value, high)])
    }
  }
  const comparison = comparisonOf(type)
  if (comparison) return compare(comparison, ...scalars([node.left, node.right]))
  const { of, cost } = scalarOf(node, names)
  return { of: row => truthOf(of(row)), cost }
}

const EQUAL = comparisonOf('COMPARE_EQUAL') as Comparison
const AT_LEAST = comparisonOf('COMPARE_GREATERTHANOREQUALTO') as Comparison
const AT_MOST = comparisonOf('COMPARE_LESSTHANOREQUALTO') as Comparison

function all<Row>(conditions: readonly Condition<Row>[]): Condition<Row> {
  const [only] = conditions
  if (only && conditions.length === 1) return only
  const ordered = [...conditions].sort((a, b) => a.cost - b.cost).map(({ of }) => of)
  const of = (row: Row) => {
    let truths: Truths = ordered[0]?.(row) ?? ANY
    for (let i = 1; i < ordered.length && truths !== FALSE; i++) truths = both(truths, ordered[i]?.(row) ?? ANY)
    return truths
  }
  return { of, cost: costOf(conditions) }
}

function not<Row>({ of, cost }: Condition<Row>): Condition<Row> {
  return { of: row => negated(of(row)), cost }
}

function orNull<Row>({ of, cost }: Condition<Row>): Condition<Row> {
  return { of: row => of(row) | NULL, cost }
}

function isNullCondition<Row>([one = NOTHING_KNOWN]: readonly Scalar<Row>[]): Condition<Row> {
  return { of: row => isNull(one.of(row)), cost: one.cost }
}

function compare<Row>(
  comparison: Comparison,
  a: Scalar<Row> = NOTHING_KNOWN,
  b: Scalar<Row> = NOTHING_KNOWN,
): Condition<Row> {
  const isExact = a.isExact && b.isExact
  const cost = costOf([a, b])
  if (!b.isConstant) return { of: row => compared(comparison, a.of(row), b.of(row), isExact), cost }
  const value = (b as Scalar<unknown>).of(undefined)
  return { of: row => compared(comparison, a.of(row), value, isExact), cost }
}

function among<Row>([value, ...list]: readonly Scalar<Row>[]): Condition<Row> {
  const equal = list.map(one => compare(EQUAL, value, one))
  const of = (row: Row) => {
    let truths: Truths = FALSE
    for (let i = 0; i < equal.length && truths !== TRUE; i++) truths = either(truths, equal[i]?.of(row) ?? ANY)
    return truths
  }
  return { of, cost: costOf(equal) }
}
