import { fieldsOf, isEventType } from '../../events/catalogue.js'
import { keysOf, type Path, pathText } from './path.js'
import { type Condition, type EventEntry, type FieldSpec, type MappingShape, specOf } from './spec.js'

/** Whether a path begins with one of the columns of a file, or reads none. */
export function isColumn(path: Path, columns: readonly string[]): boolean {
  const [first = ''] = keysOf(path)
  return (
    first === '$' ||
    first === '@index' ||
    columns.includes(first) ||
    (typeof path === 'string' && columns.includes(path))
  )
}

/**
 * Why no record under this header can be an event: each event lacks a column without which it is none. Undefined where one
 * can be made; a file may hold the links alone.
 */
export function whyNoneUnder(header: readonly string[], mapping: MappingShape): string | undefined {
  const lacking = mapping.events.map(entry => ({ entry, columns: lackingOf(entry, header) }))
  if (lacking.some(({ columns }) => columns.length === 0)) return undefined
  return lacking.map(({ entry, columns }) => `${entry.type} lacks ${[...new Set(columns)].join(', ')}`).join('; ')
}

function lackingOf({ type, when = {}, in: inside, fields }: EventEntry, header: readonly string[]): string[] {
  if (!isEventType(type) || inside !== undefined) return []
  const conditions = Object.entries(when).filter(
    ([path, condition]) => mustBeThere(condition) && !isColumn(path, header),
  )
  const required = fieldsOf(type).flatMap(({ name, required }) => {
    const entry = fields[name]
    if (!required || entry === undefined) return []
    const paths = neededBy(specOf(entry)).filter(path => !isColumn(path, header))
    return paths.map(path => `${pathText(path)} (${name})`)
  })
  return [...conditions.map(([path]) => `${path} (when)`), ...required]
}

function mustBeThere(condition: Condition): boolean {
  return typeof condition !== 'object' || Array.isArray(condition) || condition.present === true
}

function neededBy({ path, join = [], bank, branch, number, ...spec }: FieldSpec): Path[] {
  if (spec.default !== undefined) return []
  return [path, ...join, bank, branch, number].filter(read => read !== undefined)
}
