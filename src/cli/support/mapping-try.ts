import type { Config } from '../../files/config.js'
import { MappedSource } from '../../files/mapped.js'
import { Mappings, TOKEN_KEY } from '../../files/mappings.js'
import type { Explained } from '../../ingest/mapping/event.js'
import type { Mapped, Mapper, OnRecord } from '../../ingest/mapping/mapper.js'
import { type Cursor, keysOf, type Path } from '../../ingest/mapping/path.js'
import { pathsOf, specOf } from '../../ingest/mapping/spec.js'
import { FIXTURES_KEY } from './mapping.js'
import { tableText } from './table.js'

/** A record of a provider beside what became of it. */
export interface Tried {
  readonly line: number
  /** Its place in the list of its message, from 1, where the message is a list of records. */
  readonly item?: number
  readonly record: unknown
  readonly events: readonly Explained[]
  /** Why it is a dead letter. */
  readonly refused?: string
  /** True where the mapping says that it tells nothing. */
  readonly ignored?: true
  /** Paths of the record that no event reads. */
  readonly unread: readonly string[]
}

/** Reads the first records of a file through a mapping, and tells where each field comes from. */
export async function* tryMapping(
  home: string,
  config: Config,
  id: string,
  file: string,
  countMax: number,
): AsyncGenerator<Tried> {
  const cursors = new Map<Mapped | undefined, Cursor>()
  const note: OnRecord = (cursor, [first]) => cursors.set(first, cursor)
  const mapper = new Mappings(home, config, process.env[TOKEN_KEY] || FIXTURES_KEY).watched(id, note)
  let count = 0
  for await (const messages of new MappedSource(file, mapper).messages()) {
    for (const { offset, mapped = [] } of messages) {
      for (const tried of triedOf(offset, mapped, mapper, cursors)) {
        yield tried
        if (++count >= countMax) return
      }
    }
  }
}

/** `cursors`: records by the first of what they gave; a message that could not be read so far has none. */
function* triedOf(
  line: number,
  mapped: readonly Mapped[],
  mapper: Mapper,
  cursors: Map<Mapped | undefined, Cursor>,
): Generator<Tried> {
  for (let i = 0; i < mapped.length; ) {
    const outcome = mapped[i] as Mapped
    const cursor = cursors.get(outcome)
    cursors.delete(outcome)
    const events = cursor && outcome.ok !== null ? mapper.explain(cursor) : []
    const unread = cursor ? unreadOf(cursor.record, mapper) : []
    yield { line, ...itemOf(cursor, mapper), record: cursor?.record, events, unread, ...verdictOf(outcome) }
    i += outcome.ok ? events.length : 1
  }
}

/** The records of one JSON document are numbered through; those of a line have its number in common. */
function itemOf(cursor: Cursor | undefined, { mapping: { input } }: Mapper): Pick<Tried, 'item'> {
  return cursor && input.format === 'ndjson' && input.each !== undefined ? { item: cursor.index + 1 } : {}
}

function verdictOf(outcome: Mapped): Pick<Tried, 'refused' | 'ignored'> {
  if (outcome.ok === null) return { ignored: true }
  return outcome.ok ? {} : { refused: outcome.why }
}

function unreadOf(record: unknown, mapper: Mapper): string[] {
  const ignored = (mapper.mapping.ignore ?? []).flatMap(when => Object.keys(when))
  const read = mapper.mapping.events.flatMap(({ fields, when = {}, in: inside }) => [
    ...Object.values(fields).flatMap(entry =>
      pathsOf(specOf(entry)).map(path => [...before(inside), ...keysOf(path)].join('.')),
    ),
    ...Object.keys(when),
  ])
  return leaves(record).filter(path => ![...ignored, ...read].some(one => path === one || path.startsWith(`${one}.`)))
}

function before(path: Path | undefined): readonly string[] {
  return path === undefined ? [] : keysOf(path)
}

function leaves(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
}

/** For people: a table for each event, theirs to the left and ours to the right. */
export function triedText({ line, item, events, refused, ignored, unread, record }: Tried): string {
  const place = item === undefined ? `record ${line}` : `record ${line}, item ${item}`
  if (ignored) return `${place} → ignored\n  ${JSON.stringify(record)}\n\n`
  const tables = events.map(({ type, fields }) => {
    const rows = fields
      .filter(({ value, raw }) => !value.ok || value.value !== undefined || raw.some(one => one !== undefined))
      .map(({ name, from, raw, value }) => [from, rawText(raw), name, valueText(value)])
    return `${place} → ${type}\n${tableText(['from', 'their value', 'field', 'our value'], rows)}`
  })
  const whole = events.length === 0 && record !== undefined ? `  ${JSON.stringify(record)}\n` : ''
  const letter = refused === undefined ? '' : `${place} → dead letter: ${refused}\n${whole}`
  return `${tables.join('')}${letter}${unread.length > 0 ? `not read: ${unread.join(', ')}\n` : ''}\n`
}

function rawText(raw: readonly unknown[]): string {
  return raw.map(one => (one === undefined ? '–' : typeof one === 'string' ? one : JSON.stringify(one))).join(' · ')
}

function valueText(value: Explained['fields'][number]['value']): string {
  if (!value.ok) return `✗ ${value.why}`
  if (value.value === undefined) return '–'
  return typeof value.value === 'string' ? value.value : JSON.stringify(value.value)
}
