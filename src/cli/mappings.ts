import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type Config, providerSchema, readConfig } from '../files/config.js'
import { readSample } from '../files/sample.js'
import { globalsOf, wholeNumber } from './support/command.js'
import { UsageError } from './support/errors.js'
import { mappingsOf, noMapping, undecidedText } from './support/mapping.js'
import { guessMapping } from './support/mapping-init.js'
import { type MappingReport, testMapping } from './support/mapping-test.js'
import { triedText, tryMapping } from './support/mapping-try.js'
import { print } from './support/output.js'
import { tableText } from './support/table.js'

interface Options {
  readonly mapping: string
  readonly from: string
  readonly records: number
  readonly write?: boolean
  readonly json?: boolean
}

/** `banken mappings`: how the own formats of providers are read. */
export function register(program: Command): void {
  const mappings = program
    .command('mappings')
    .description('how providers’ own formats are read: config/providers/README.md')
  mappings
    .command('list')
    .description('every provider, what it sends and what that becomes')
    .option('--json', 'print one JSON array')
    .action((options: Options, command: Command) => list(options, globalsOf(command).home))
  mappings
    .command('test')
    .argument('[ids...]', 'ids of mappings; without one, all of them')
    .description(
      'read fixtures/providers/<id>/raw.* and compare with expected.ndjson and dead-letters.ndjson beside it',
    )
    .option('--write', 'write what the mappings give now, to be read and kept')
    .option('--json', 'print one JSON array')
    .action((ids: string[], options: Options, command: Command) => test(ids, options, globalsOf(command).home))
  mappings
    .command('try')
    .argument('<file>', 'a file of the provider')
    .description('show records and what becomes of them side by side. Prints what the file holds, unmasked')
    .requiredOption('--mapping <id>', 'the mapping')
    .option('--records <n>', 'how many records', wholeNumber('--records', 1), 10)
    .option('--json', 'print one JSON object a line')
    .action((file: string, options: Options, command: Command) => tryOut(file, options, globalsOf(command).home))
  mappings
    .command('init')
    .argument('<id>', 'the new provider: letters, digits, -')
    .description('guess a mapping from a sample, and mark with ??? what a person must decide')
    .requiredOption('--from <file>', 'a sample of the provider: JSON or CSV')
    .action((id: string, options: Options, command: Command) => init(id, options.from, globalsOf(command).home))
  mappings
    .command('schema')
    .description('JSON Schema of config/providers/<id>.yaml, for editors')
    .action(() => print([`${JSON.stringify(providerSchema(), null, 2)}\n`]))
}

async function list({ json }: Options, home: string): Promise<void> {
  const rows = [...readConfig(home).providers].map(([id, { names, mapping }]) => ({
    mapping: id,
    name: names.ja,
    format: mapping?.input.format ?? null,
    encoding: mapping ? (mapping.input.encoding ?? (mapping.input.format === 'fixed' ? 'shift_jis' : 'utf-8')) : null,
    events: mapping ? [...new Set(mapping.events.map(({ type }) => type))].join(', ') : null,
  }))
  const columns = ['mapping', 'name', 'format', 'encoding', 'events'] as const
  const table = () =>
    tableText(
      columns,
      rows.map(row => columns.map(column => row[column] ?? '–')),
    )
  await print([json ? `${JSON.stringify(rows, null, 2)}\n` : table()])
}

async function test(ids: readonly string[], { write = false, json }: Options, home: string): Promise<void> {
  const config = readConfig(home)
  const reports: MappingReport[] = []
  for (const id of chosen(ids, config, home)) {
    process.stderr.write(undecidedText(home, id))
    reports.push(await testMapping(home, config, id, write))
  }
  await print([json ? `${JSON.stringify(reports, null, 2)}\n` : reports.map(reportText).join('')])
  if (reports.some(({ passed }) => !passed)) process.exitCode = 1
}

function chosen(ids: readonly string[], config: Config, home: string): readonly string[] {
  const mappings = mappingsOf(home, config)
  const unknown = ids.find(id => !mappings.has(id))
  if (unknown === undefined) return ids.length > 0 ? ids : mappings.ids
  throw noMapping(home, unknown, mappings.ids)
}

function reportText({
  mapping,
  passed,
  messages,
  events,
  deadLetters,
  duplicates,
  ignored,
  problems,
}: MappingReport): string {
  const counts = `${messages} records: ${events} events, ${deadLetters} dead letters, ${duplicates} duplicates, ${ignored} ignored`
  return `${passed ? '✓' : '✗'} ${mapping}: ${counts}\n${problems.map(problem => `    ${problem}\n`).join('')}`
}

async function tryOut(file: string, { mapping, records, json }: Options, home: string): Promise<void> {
  const config = readConfig(home)
  chosen([mapping], config, home)
  process.stderr.write(undecidedText(home, mapping))
  const tried = tryMapping(home, config, mapping, file, records)
  await print(textsOf(tried, json ?? false))
}

async function init(id: string, from: string, home: string): Promise<void> {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) throw new UsageError(`${JSON.stringify(id)}: an id is of a-z, 0-9 and -`)
  const path = join(home, 'config', 'providers', `${id}.yaml`)
  if (existsSync(path)) throw new UsageError(`${path} is there already; nothing was written`)
  const { yaml, open } = guessMapping(id, await readSample(from))
  writeFileSync(path, yaml)
  try {
    readConfig(home)
  } catch (error) {
    rmSync(path)
    throw error
  }
  await print([
    `${path}: written; ${open} places are marked ???\n`,
    `fill them in with config/providers/README.md at hand, and look: banken mappings try ${from} --mapping ${id}\n`,
    `then keep the sample: fixtures/providers/${id}/raw.*, and banken mappings test ${id} --write\n`,
  ])
}

async function* textsOf(tried: ReturnType<typeof tryMapping>, json: boolean): AsyncGenerator<string> {
  for await (const one of tried) yield json ? `${JSON.stringify(one)}\n` : triedText(one)
}
