import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BankenEvent, fieldsOf } from '../../events/catalogue.js'
import { formatJst } from '../../events/time.js'
import type { Config } from '../../files/config.js'
import { MappedSource } from '../../files/mapped.js'
import { Mappings } from '../../files/mappings.js'
import type { DeadLetter } from '../../pipeline/event-set.js'
import { receivedOf } from '../../pipeline/received.js'
import { Settlement } from '../../pipeline/settle.js'
import { FIXTURES_KEY } from './mapping.js'

const SHOWN_MAX = 5

export interface MappingReport {
  readonly mapping: string
  readonly passed: boolean
  readonly messages: number
  readonly events: number
  readonly deadLetters: number
  readonly duplicates: number
  readonly ignored: number
  readonly problems: readonly string[]
}

interface Read {
  readonly events: readonly string[]
  readonly letters: readonly string[]
  readonly counts: Pick<MappingReport, 'messages' | 'duplicates' | 'ignored'>
}

/** Reads the sample of a mapping, and compares what it gives with what stands beside it; `write` puts it there instead. */
export async function testMapping(home: string, config: Config, id: string, write: boolean): Promise<MappingReport> {
  const folder = join(home, 'fixtures', 'providers', id)
  const raw = existsSync(folder)
    ? readdirSync(folder)
        .filter(name => name.startsWith('raw.'))
        .sort()
    : []
  if (raw.length === 0) return report(id, undefined, [`no sample: ${folder}/raw.* is not there`])
  const read = await readSample(
    home,
    config,
    id,
    raw.map(name => join(folder, name)),
  )
  const files = { 'expected.ndjson': read.events, 'dead-letters.ndjson': read.letters }
  if (write) for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, name), textOf(lines))
  const problems = Object.entries(files).flatMap(([name, lines]) => differences(folder, name, lines))
  return report(id, read, problems)
}

function report(mapping: string, read: Read | undefined, problems: readonly string[]): MappingReport {
  const { messages = 0, duplicates = 0, ignored = 0 } = read?.counts ?? {}
  const [events, deadLetters] = [read?.events.length ?? 0, read?.letters.length ?? 0]
  return { mapping, passed: problems.length === 0, messages, events, deadLetters, duplicates, ignored, problems }
}

async function readSample(home: string, config: Config, id: string, files: readonly string[]): Promise<Read> {
  const mapper = new Mappings(home, config, FIXTURES_KEY).mapper(id)
  const known = { providers: new Set(config.providers.keys()) }
  const settlement = new Settlement(new Map())
  for (const file of files) {
    for await (const messages of new MappedSource(file, mapper).messages())
      for (const message of messages) settlement.add(receivedOf(message, known))
  }
  const { fresh, deadLetters, counts } = settlement.change(new Set())
  const all = [...counts.values()]
  return {
    events: fresh.map(({ event }) => eventLine(event)),
    letters: deadLetters.map(letterLine),
    counts: {
      messages: all.reduce((sum, each) => sum + each.messages, 0),
      duplicates: all.reduce((sum, each) => sum + each.duplicates, 0),
      ignored: all.reduce((sum, each) => sum + each.ignored, 0),
    },
  }
}

/** The event as a producer would send it, so that the file can be replayed by itself. */
function eventLine(event: BankenEvent): string {
  const values = event as Readonly<Record<string, unknown>>
  const instants = fieldsOf(event.type).filter(({ name, kind }) => kind === 'instant' && values[name] !== undefined)
  const times = Object.fromEntries(instants.map(({ name }) => [name, formatJst(values[name] as number)]))
  return JSON.stringify({ ...values, ...times })
}

function letterLine({ position, reason, why, bytes }: DeadLetter): string {
  return JSON.stringify({ line: position.offset, reason, why, kept: JSON.parse(Buffer.from(bytes).toString()) })
}

function textOf(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}

function differences(folder: string, name: string, got: readonly string[]): string[] {
  const path = join(folder, name)
  if (!existsSync(path)) return [`${path}: not there; banken mappings test --write writes what the mapping gives now`]
  const wanted = readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
  const found = Array.from({ length: Math.max(wanted.length, got.length) }, (_, i) => i)
    .filter(i => wanted[i] !== got[i])
    .map(i => `${path}: line ${i + 1}: ${difference(wanted[i], got[i])}`)
  return found.length > SHOWN_MAX
    ? [...found.slice(0, SHOWN_MAX), `… and ${found.length - SHOWN_MAX} lines more`]
    : found
}

function difference(wanted: string | undefined, got: string | undefined): string {
  if (wanted === undefined) return `not expected: ${got}`
  if (got === undefined) return `expected, and not given: ${wanted}`
  const fields = fieldsThatDiffer(wanted, got)
  return fields ?? `expected ${wanted}, got ${got}`
}

function fieldsThatDiffer(wanted: string, got: string): string | undefined {
  try {
    const [a, b] = [JSON.parse(wanted), JSON.parse(got)] as [Record<string, unknown>, Record<string, unknown>]
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    const differing = names.filter(name => JSON.stringify(a[name]) !== JSON.stringify(b[name]))
    const texts = differing.map(name => `${name}: expected ${JSON.stringify(a[name])}, got ${JSON.stringify(b[name])}`)
    return texts.length > 0 ? texts.join('; ') : undefined
  } catch {
    return undefined
  }
}
