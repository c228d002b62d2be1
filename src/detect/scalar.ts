import { isNode, nodesOf, type TreeNode } from './rule-nodes.js'
import { UNKNOWN, type Value } from './truths.js'

/** A value that a row has. */
export interface Scalar<Row> {
  readonly of: (row: Row) => Value
  /** Whether it is never rounded. */
  readonly isExact: boolean
  /** What it takes to tell it, in relation to others; what cannot be told comes last. */
  readonly cost: number
  /** Whether it is the same for every row. */
  readonly isConstant?: boolean
}

/** What the names in a condition stand for; undefined: only the database can tell. */
export interface Names<Row> {
  readonly column: (name: string) => Scalar<Row> | undefined
  readonly threshold: (name: string) => Scalar<Row> | undefined
}

export const NOTHING_KNOWN = { of: () => UNKNOWN as Value, isExact: false, cost: 100 }

/** An expression of the parser's tree; what is not known of it is left open. */
export function scalarOf<Row>(node: TreeNode, names: Names<Row>): Scalar<Row> {
  return known(node, names) ?? NOTHING_KNOWN
}

function known<Row>(node: TreeNode, names: Names<Row>): Scalar<Row> | undefined {
  const parts = nodesOf(node.children).map(child => scalarOf(child, names))
  switch (String(node.class)) {
    case 'COLUMN_REF': {
      const [name, ...more] = node.column_names as string[]
      return more.length === 0 ? names.column(String(name).toLowerCase()) : undefined
    }
    case 'PARAMETER':
      return names.threshold(String(node.identifier))
    case 'CONSTANT':
      return constant(node.value as TreeNode)
    case 'CAST':
      return asBoolean(node, names)
    case 'FUNCTION':
      return computed(String(node.function_name).toLowerCase(), parts)
    case 'OPERATOR':
      return node.type === 'OPERATOR_COALESCE' ? computed('coalesce', parts) : undefined
  }
  return undefined
}

const WHOLE = /^U?(TINY|SMALL|BIG)?INT(EGER)?$/

function constant<Row>({ type, is_null: isAbsent, value }: TreeNode): Scalar<Row> | undefined {
  const { id, type_info: info } = type as TreeNode
  const is = (given: Value) => {
    const isExact = typeof given !== 'number' || Number.isInteger(given)
    return { of: () => given, isExact, cost: 0, isConstant: true }
  }
  if (isAbsent) return is(null)
  if (id === 'VARCHAR' || id === 'BOOLEAN') return is(value as string | boolean)
  if (typeof value !== 'number' || Math.abs(value) > Number.MAX_SAFE_INTEGER) return undefined
  if (id === 'DECIMAL' && isNode(info)) return is(value / 10 ** Number(info.scale))
  return id === 'DOUBLE' || WHOLE.test(String(id)) ? is(value) : undefined
}

const TRUTHS: ReadonlyMap<Value, Value> = new Map<Value, Value>([
  ['t', true],
  ['f', false],
  [true, true],
  [false, false],
])

/** `true` and `false` are written as casts of texts, and `x IS TRUE` casts x. */
function asBoolean<Row>({ child, cast_type: type }: TreeNode, names: Names<Row>): Scalar<Row> | undefined {
  if ((type as TreeNode).id !== 'BOOLEAN') return undefined
  const { of, cost, isConstant } = scalarOf(child as TreeNode, names)
  const cast = (value: Value) => TRUTHS.get(value) ?? (value === null ? null : UNKNOWN)
  return { of: row => cast(of(row)), isExact: true, cost, ...(isConstant && { isConstant }) }
}

/** Of numbers; undefined: no such function is known. Beyond what a double holds exactly nothing is known. */
function computed<Row>(name: string, parts: readonly Scalar<Row>[]): Scalar<Row> | undefined {
  const compute = FUNCTIONS[name]
  if (!compute || parts.length === 0) return undefined
  const of = (row: Row) => {
    const values = parts.map(part => part.of(row))
    const value = compute(values)
    return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER ? UNKNOWN : value
  }
  const isExact = parts.every(part => part.isExact)
  if (!parts.every(({ isConstant }) => isConstant)) return { of, isExact, cost: costOf(parts) }
  const value = (of as (row: unknown) => Value)(undefined)
  return { of: () => value, isExact, cost: 0, isConstant: true }
}

const FUNCTIONS: Readonly<Record<string, (values: readonly Value[]) => Value>> = {
  '+': values => strict(values, numbers => numbers.reduce((sum, value) => sum + value, 0)),
  '-': values => strict(values, ([first = 0, second]) => (second === undefined ? -first : first - second)),
  '*': values => strict(values, numbers => numbers.reduce((product, value) => product * value, 1)),
  greatest: values => passingOver(values, numbers => Math.max(...numbers)),
  least: values => passingOver(values, numbers => Math.min(...numbers)),
  coalesce: values => values.find(value => value !== null) ?? null,
}

/** NULL where one of the values is. */
function strict(values: readonly Value[], of: (numbers: readonly number[]) => number): Value {
  if (values.includes(null)) return null
  return values.every(isNumber) ? of(values) : UNKNOWN
}

/** NULL where all of the values are. */
function passingOver(values: readonly Value[], of: (numbers: readonly number[]) => number): Value {
  const some = values.filter(value => value !== null)
  if (some.length === 0) return null
  return some.every(isNumber) ? of(some) : UNKNOWN
}

function isNumber(value: Value): value is number {
  return typeof value === 'number'
}

/** Of what is told of several values. */
export function costOf(parts: readonly { readonly cost: number }[]): number {
  return Math.max(0, ...parts.map(({ cost }) => cost))
}
