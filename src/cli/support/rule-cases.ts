import { isUtf8 } from 'node:buffer'
import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { type BankenEvent, eventTypes, fieldsOf, isTransfer } from '../../events/catalogue.js'
import { COMMAS } from '../../files/csv.js'
import { type CsvRecord, parseCsv, RecordGatherer } from '../../files/csv-records.js'
import { readLines } from '../../files/lines.js'
import { csvRecord } from '../../ingest/csv-record.js'
import { MESSAGE_BYTES_MAX } from '../../ingest/decode-json.js'
import { type Message, receive } from '../../ingest/receive.js'
import type { Known } from '../../ingest/validate.js'

/** What a rule must do on an event; null: the event is context. */
export type Expectation = 'alert' | 'quiet' | null

export interface CaseRow {
  /** File and line, as an editor opens it. */
  readonly place: string
  readonly expect: Expectation
  readonly event: BankenEvent
  readonly message: Message
}

export interface RuleCase {
  readonly name: string
  readonly rows: readonly CaseRow[]
}

/** Something that a rule's test cannot let pass. */
export interface Problem {
  readonly place: string
  readonly case?: string
  readonly sentence: string
  /** What the rule saw of the event. */
  readonly values?: Readonly<Record<string, unknown>>
}

export interface CaseFile {
  readonly cases: readonly RuleCase[]
  readonly problems: readonly Problem[]
}

type Cells = Readonly<Record<string, string>>

const OWN_COLUMNS = ['case', 'expect']
const REQUIRED_COLUMNS = ['case', 'expect', 'type', 'at']

const NOT_UTF8 = 'not UTF-8; save the file as "CSV UTF-8", or the names of its cases are read as other signs'

/** Reads `<rule>.cases.csv`: rows with the same `case` belong together, wherever they stand. */
export async function readCases(path: string, on: readonly string[], known: Known): Promise<CaseFile> {
  const place = shownPath(path)
  if (!existsSync(path)) return { cases: [], problems: [{ place, sentence: 'no such file; a rule needs its cases' }] }
  const all = await recordsOf(path)
  const garbled = all.find(({ bytes }) => !isUtf8(bytes))
  if (garbled) return { cases: [], problems: [{ place: `${place}:${lineOf(garbled)}`, sentence: NOT_UTF8 }] }
  const [header, ...records] = all.filter(({ bytes }) => /[^,\s]/.test(textOf(bytes)))
  const names = header ? ((await cellsOf(header)) ?? []).map(name => name.trim()) : []
  const wrong = whatIsWrongWith(names)
  if (wrong !== undefined) return { cases: [], problems: [{ place: `${place}:${lineOf(header)}`, sentence: wrong }] }
  const cases = new Map<string, CaseRow[]>()
  const problems: Problem[] = []
  for (const record of records) {
    const at = `${place}:${lineOf(record)}`
    const cells = (await cellsOf(record)) ?? []
    const name = cells[names.indexOf('case')]?.trim() ?? ''
    const rows = cases.get(name) ?? []
    const row = rowOf({ record, place: at, names, cells, on, known, id: `${slug(name)}-${number(rows.length + 1)}` })
    if (typeof row === 'string') problems.push({ place: at, case: name, sentence: row })
    else cases.set(name, [...rows, row])
  }
  return { cases: [...cases].map(([name, rows]) => ({ name, rows })), problems }
}

/** Relative to where the command was called, if it lies there. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}

async function recordsOf(path: string): Promise<CsvRecord[]> {
  const gatherer = new RecordGatherer(COMMAS, MESSAGE_BYTES_MAX)
  const records: CsvRecord[] = []
  for await (const lines of readLines(path, MESSAGE_BYTES_MAX)) records.push(...gatherer.gather(lines))
  return [...records, ...gatherer.end()]
}

async function cellsOf(record: CsvRecord): Promise<string[] | undefined> {
  return (await parseCsv(textOf(record.bytes)).catch(() => []))[0]
}

function whatIsWrongWith(names: readonly string[]): string | undefined {
  const [other] = /[;\t|]/.exec(names.join(',')) ?? []
  if (other) return `its cells stand between ${JSON.stringify(other)}; save the file with commas between them`
  const missing = REQUIRED_COLUMNS.find(name => !names.includes(name))
  if (missing !== undefined) return `the header has no column ${missing}`
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) return `the header names the column ${twice} twice`
  const fields = new Set(eventTypes.flatMap(type => ['type', ...fieldsOf(type).map(({ name }) => name)]))
  const unknown = names.find(name => !OWN_COLUMNS.includes(name) && !fields.has(name))
  return unknown === undefined ? undefined : `the column ${JSON.stringify(unknown)} is a field of no event type`
}

interface RowText {
  readonly record: CsvRecord
  readonly place: string
  readonly names: readonly string[]
  readonly cells: readonly string[]
  readonly on: readonly string[]
  readonly known: Known
  /** For a row without an id. */
  readonly id: string
}

/** The row, or what is wrong with it. */
function rowOf({ record, place, names, cells, on, known, id }: RowText): CaseRow | string {
  if (cells.length !== names.length) return `the row has ${cells.length} cells, the header has ${names.length}`
  const named: Cells = Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))
  const expect = named.expect ?? ''
  if (!named.case?.trim()) return 'case: missing; rows with the same case belong together'
  if (!['alert', 'quiet', ''].includes(expect)) return `expect: alert, quiet or nothing, not ${JSON.stringify(expect)}`
  const read = withId(csvRecord(names, cells), id)
  const message = { source: 'cases', partition: 0, offset: lineOf(record), bytes: record.bytes, read }
  const outcome = receive(message, known)
  if (!outcome.ok) return `a dead letter (${outcome.reason}): ${outcome.why}`
  const event = outcome.value
  const stray = strayCell(named, event.type)
  if (stray !== undefined) return `${stray}: no field of a ${event.type}; leave the cell empty`
  if (expect !== '' && !mayFire(event, on)) {
    return `expect: the rule is on ${on.join(' and ')}, it can never fire on a ${event.type}; leave the cell empty`
  }
  return { place, expect: expect === 'alert' || expect === 'quiet' ? expect : null, event, message }
}

/** A sweep may fire on links, charges and claims; any other rule on what it is on. */
function mayFire(event: BankenEvent, on: readonly string[]): boolean {
  return on.includes('sweep')
    ? isTransfer(event) || event.type === 'claim'
    : isTransfer(event) && on.includes(event.type)
}

function withId(read: ReturnType<typeof csvRecord>, id: string): ReturnType<typeof csvRecord> {
  return read.ok ? { ok: true, value: { id, ...read.value } } : read
}

function strayCell(named: Cells, type: BankenEvent['type']): string | undefined {
  const fields = new Set(['type', ...OWN_COLUMNS, ...fieldsOf(type).map(({ name }) => name)])
  return Object.keys(named).find(name => named[name] !== '' && !fields.has(name))
}

function lineOf(record: CsvRecord | undefined): number {
  return record?.lines[0]?.number ?? 1
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}

/** The case's sentence as the front part of an id. */
function slug(name: string): string {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return words.replace(/^-|-$/g, '').slice(0, 100) || 'case'
}

/** Of three digits, so that ids sort as the rows stand: of two events at one instant the greater id is the later one. */
function number(row: number): string {
  return String(row).padStart(3, '0')
}
