import { type EventType, type Field, fieldsOf, isEventType } from '../events/catalogue.js'
import type { FieldKind } from '../events/fields.js'
import { type Outcome, refuse, shown } from './dead-letter.js'
import type { Json } from './decode-json.js'

const INTEGER = /^-?\d{1,17}(\.\d+)?$/

/** An empty cell is absent; lists are written `name;pin`; items as JSON. What cannot be read stays text and is refused later. */
const readers: Readonly<Record<FieldKind, (cell: string) => unknown>> = {
  text: cell => cell,
  instant: cell => cell,
  integer: cell => (INTEGER.test(cell) ? Number(cell) : cell),
  flag: cell => (cell === 'true' ? true : cell === 'false' ? false : cell),
  set: cell => cell.split(';').map(item => item.trim()),
  items: cell => {
    try {
      return JSON.parse(cell)
    } catch {
      return cell
    }
  },
}

const fieldsByName = new Map<EventType, ReadonlyMap<string, Field>>()

function fieldOf(type: EventType, name: string): Field | undefined {
  let fields = fieldsByName.get(type)
  if (!fields) {
    fields = new Map(fieldsOf(type).map(field => [field.name, field]))
    fieldsByName.set(type, fields)
  }
  return fields.get(name)
}

/** Makes of a CSV record what its JSON message would have been. `defaultType` stands in where there is no type cell. */
export function csvRecord(header: readonly string[], cells: readonly string[], defaultType?: string): Outcome<Json> {
  if (cells.length !== header.length) {
    return refuse('schema', `the row has ${cells.length} fields, the header has ${header.length}`)
  }
  const named = Object.fromEntries(header.map((name, i) => [name, cells[i] ?? '']))
  const type = named.type || defaultType
  if (type === undefined) return refuse('schema', 'type: missing; the row has no type')
  if (!isEventType(type)) return refuse('unknown-type', `type: ${shown(type)} is not an event type of the contract`)
  const json: Json = { type }
  for (const [name, cell] of Object.entries(named)) {
    const field = cell === '' ? undefined : fieldOf(type, name)
    if (field) json[name] = readers[field.kind](cell)
  }
  return { ok: true, value: json }
}
