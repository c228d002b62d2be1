/** A node of a tree as DuckDB's parser writes it. */
export interface TreeNode {
  readonly [key: string]: unknown
}

/** Every node, those of queries inside expressions too. */
export function* everyNode(part: unknown): Generator<TreeNode> {
  if (Array.isArray(part)) for (const one of part) yield* everyNode(one)
  if (!isNode(part)) return
  yield part
  for (const value of Object.values(part)) if (typeof value === 'object') yield* everyNode(value)
}

/** The node itself and every node under it, but not inside a query of its own. */
export function* nodesUnder(part: unknown): Generator<TreeNode> {
  if (Array.isArray(part)) for (const one of part) yield* nodesUnder(one)
  if (!isNode(part)) return
  yield part
  if (part.class === 'SUBQUERY') return
  for (const value of Object.values(part)) if (typeof value === 'object') yield* nodesUnder(value)
}

export function nodesOf(list: unknown): TreeNode[] {
  return Array.isArray(list) ? list.filter(isNode) : []
}

export function isNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where the first thing of a node stands that has a place. */
export function placeOf(part: TreeNode): number {
  const places = [...nodesUnder(part)]
    .map(node => node.query_location)
    .filter(place => typeof place === 'number' && place > 0)
  return Math.min(...(places.length > 0 ? (places as number[]) : [0]))
}
