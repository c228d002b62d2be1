import { type EventType, fieldsOf } from '../events/catalogue.js'
import { twoFactorStatuses } from '../events/outputs.js'
import { type Fault, selectsOf } from './rule-guard.js'
import { isNode, nodesOf, nodesUnder, type TreeNode } from './rule-nodes.js'

/** What the joined columns of `work` may say (contract, section 4). */
const JOINED: Readonly<Record<string, readonly string[]>> = {
  two_factor: twoFactorStatuses,
  adoption: ['adopted', 'not-adopted', 'unknown'],
}

/** Calls that look for a word in a list. */
const SEARCH = /^(list|array)_(contains|has(_any|_all)?)$/i

/**
 * Words in a rule's SQL that no event can have where they are looked for: `outcome = 'success'` would never hold, and
 * neither its cases nor its silence need show it. A SELECT over another one is left alone, for its columns may be anything.
 */
export function valueFaults(select: TreeNode, on: readonly string[]): readonly Fault[] {
  const choices = choicesOfWork(on)
  return selectsOf(select)
    .filter(({ from_table: from }) => isNode(from) && from.type === 'BASE_TABLE')
    .flatMap(one => [...nodesUnder(one)].flatMap(node => faultsOfNode(node, choices)))
}

function faultsOfNode(node: TreeNode, choices: ReadonlyMap<string, ReadonlySet<string>>): readonly Fault[] {
  const parts = comparedIn(node)
  const [column] = parts.filter(({ class: kind }) => kind === 'COLUMN_REF')
  const name = column && String((column.column_names as string[]).at(-1)).toLowerCase()
  const words = name === undefined ? undefined : choices.get(name)
  if (!words) return []
  return parts.flatMap(part => {
    const word = textOf(part)
    if (word === undefined || words.has(word)) return []
    const sentence = `${name} is never '${word}'; it is one of ${[...words].join(', ')}, or unknown (NULL)`
    return [{ position: Number(part.query_location), sentence }]
  })
}

/** What stands side by side in a comparison, an IN or a search in a list. */
function comparedIn(node: TreeNode): readonly TreeNode[] {
  if (node.class === 'COMPARISON') return [node.left, node.right].filter(isNode)
  const isIn = /^COMPARE_(?:NOT_)?IN$/.test(String(node.type))
  const isSearch = node.class === 'FUNCTION' && SEARCH.test(String(node.function_name))
  if (!isIn && !isSearch) return []
  return nodesOf(node.children).flatMap(child =>
    child.class === 'FUNCTION' && child.function_name === 'list_value' ? nodesOf(child.children) : [child],
  )
}

/** Of a constant that is a text; undefined for anything else. */
function textOf({ class: kind, value: constant }: TreeNode): string | undefined {
  const value = kind === 'CONSTANT' ? (constant as TreeNode).value : undefined
  return typeof value === 'string' ? value : undefined
}

/** The words of the columns that are choices, for a rule on these types. A charge's operation is `charge`. */
function choicesOfWork(on: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const words = new Map<string, Set<string>>([
    ['type', new Set(on)],
    ...Object.entries(JOINED).map(([column, values]) => [column, new Set(values)] as const),
  ])
  for (const type of ['link', 'charge'] satisfies EventType[]) {
    for (const { column, choices = [] } of fieldsOf(type)) {
      if (choices.length > 0) words.set(column, new Set([...(words.get(column) ?? []), ...choices]))
    }
  }
  words.get('operation')?.add('charge')
  return words
}
