/** A value that only the database can tell. */
export const UNKNOWN: unique symbol = Symbol('unknown')

/** A value of SQL; one of a type that is not among these, such as an instant, is UNKNOWN. */
export type Value = string | number | boolean | null | typeof UNKNOWN

/**
 * What a condition may be as far as its values are known: some of the three truths of SQL, as bits. Whoever errs gives one
 * too many, never one too few.
 */
export type Truths = number

export const TRUE = 1
export const FALSE = 2
export const NULL = 4
export const ANY = TRUE | FALSE | NULL
const EITHER = TRUE | FALSE

export function negated(truths: Truths): Truths {
  return (truths & NULL) | (truths & TRUE ? FALSE : 0) | (truths & FALSE ? TRUE : 0)
}

export function both(a: Truths, b: Truths): Truths {
  const isNull = (a & NULL && b & (TRUE | NULL)) || (b & NULL && a & (TRUE | NULL))
  return (a & b & TRUE) | ((a | b) & FALSE) | (isNull ? NULL : 0)
}

export function either(a: Truths, b: Truths): Truths {
  return negated(both(negated(a), negated(b)))
}

export function truthOf(value: Value): Truths {
  if (value === null) return NULL
  return typeof value === 'boolean' ? truth(value) : ANY
}

function truth(holds: boolean): Truths {
  return holds ? TRUE : FALSE
}

/** What is known of a value that may be NULL. */
export function isNull(value: Value): Truths {
  return value === UNKNOWN ? EITHER : truth(value === null)
}

/** How two values stand to each other. Of texts it is only known whether they are the same: collation is the database's. */
const LESS = 0
const SAME = 1
const MORE = 2
const DIFFERENT = 3
const OPEN = 4

const EQUAL = [FALSE, TRUE, FALSE, FALSE, EITHER]
const NOT_EQUAL = EQUAL.map(negated)
const ORDERS: Readonly<Record<string, readonly Truths[]>> = {
  COMPARE_EQUAL: EQUAL,
  COMPARE_NOTEQUAL: NOT_EQUAL,
  COMPARE_LESSTHAN: [TRUE, FALSE, FALSE, EITHER, EITHER],
  COMPARE_LESSTHANOREQUALTO: [TRUE, TRUE, FALSE, EITHER, EITHER],
  COMPARE_GREATERTHAN: [FALSE, FALSE, TRUE, EITHER, EITHER],
  COMPARE_GREATERTHANOREQUALTO: [FALSE, TRUE, TRUE, EITHER, EITHER],
}
/** These take NULL for a value like others. */
const DISTINCTIONS: Readonly<Record<string, readonly Truths[]>> = {
  COMPARE_DISTINCT_FROM: NOT_EQUAL,
  COMPARE_NOT_DISTINCT_FROM: EQUAL,
}

/** A comparison: what it says of how two values stand to each other, and whether NULL is a value like others to it. */
export interface Comparison {
  readonly table: readonly Truths[]
  readonly isDistinction: boolean
}

/** A comparison by its name in the parser's tree; undefined for another name. */
export function comparisonOf(type: string): Comparison | undefined {
  const table = ORDERS[type] ?? DISTINCTIONS[type]
  return table && { table, isDistinction: type in DISTINCTIONS }
}

/** `isExact`: none of the two was rounded. */
export function compared({ table, isDistinction }: Comparison, a: Value, b: Value, isExact: boolean): Truths {
  if (a === null || b === null) return isDistinction ? distinguished(table, a, b) : NULL
  if (a === UNKNOWN || b === UNKNOWN || typeof a !== typeof b) return ANY
  return table[standing(a, b, isExact)] as Truths
}

function distinguished(table: readonly Truths[], a: Value, b: Value): Truths {
  if (a === UNKNOWN || b === UNKNOWN) return ANY
  return table[a === b ? SAME : DIFFERENT] as Truths
}

/** Decimals are doubles here and may be decimals there: what is nearly the same may be on either side. */
const NEARLY = 1e-9

function standing(a: string | number | boolean, b: string | number | boolean, isExact: boolean): number {
  if (a === b) return typeof a === 'number' && !isExact ? OPEN : SAME
  if (typeof a === 'string') return DIFFERENT
  const x = Number(a)
  const y = Number(b)
  if (!isExact && Math.abs(x - y) <= NEARLY * Math.max(Math.abs(x), Math.abs(y))) return OPEN
  return x < y ? LESS : MORE
}
