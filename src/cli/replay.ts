import type { Command } from 'commander'
import { beginReading, endReading } from '../duckdb/file-readings.js'
import { bindTokenKey } from '../duckdb/token-key.js'
import { isEventType } from '../events/catalogue.js'
import { readConfig } from '../files/config.js'
import { CountedSource } from '../files/counted.js'
import { MappedSource } from '../files/mapped.js'
import { fileSource } from '../files/source.js'
import type { Mapper } from '../ingest/mapping/mapper.js'
import type { Source } from '../pipeline/ports.js'
import { globalsOf, wholeNumber } from './support/command.js'
import { switchOffCoreDumps } from './support/core-dumps.js'
import { UsageError } from './support/errors.js'
import { untilInterrupted } from './support/interrupt.js'
import { chosenMapper, undecidedText } from './support/mapping.js'
import { type OpenPipeline, openPipeline } from './support/pipeline.js'
import { progressOf } from './support/progress.js'
import { refusedText } from './support/rule-load.js'
import { addAlerts, addReport, emptyTotals, type Totals } from './support/totals.js'

interface Options {
  readonly db: string
  readonly batch?: number
  readonly type?: string
  readonly mapping?: string
  readonly json?: boolean
}

/** `banken replay FILE…`: files through the pipeline into a database. */
export function register(program: Command): void {
  program
    .command('replay')
    .argument('<files...>', 'NDJSON or CSV files (also .gz), read in this order and always from their start')
    .description('read files through the pipeline into a database; reading one again changes nothing')
    .requiredOption('--db <file>', 'the database; made where it is not there')
    .option('--batch <n>', 'messages in one transaction', wholeNumber('--batch', 1))
    .option('--type <type>', 'event type of CSV rows without a type column')
    .option('--mapping <id>', "read the files as this provider's own, through its mapping in config/providers")
    .option('--json', 'print the totals as JSON')
    .action((files: string[], options: Options, command: Command) => replay(files, options, globalsOf(command).home))
}

async function replay(files: readonly string[], options: Options, home: string): Promise<void> {
  if (options.type !== undefined && !isEventType(options.type)) {
    throw new UsageError(`--type: ${options.type} is not an event type; banken schema lists them`)
  }
  const signal = untilInterrupted()
  const mapper = mapperOf(options, home)
  const sources = files.map(file => (mapper ? new MappedSource(file, mapper) : fileSource(file, options.type)))
  const open = await openPipeline(options.db, home, options.batch)
  process.stderr.write(refusedText(open.refused))
  try {
    if (mapper) await bindTokenKey(open.db, mapper.keyFingerprint, options.db)
    const totals = await readAll(open, sources, signal)
    process.stderr.write(
      (options.json ? '' : lettersText(totals, options.db)) + nothingText(totals) + unseenText(mapper),
    )
    process.stdout.write(options.json ? `${JSON.stringify(totals)}\n` : textOf(totals))
    // The files are in; what is wrong is the configuration.
    if (open.refused.length > 0) process.exitCode = 78
  } finally {
    open.db.close()
  }
}

function mapperOf({ type, mapping }: Options, home: string): Mapper | undefined {
  if (mapping === undefined) return undefined
  if (type !== undefined) throw new UsageError('--type is for canonical CSV; a mapping knows its types')
  switchOffCoreDumps(sentence => process.stderr.write(`${sentence}\n`))
  const mapper = chosenMapper(home, readConfig(home), mapping)
  process.stderr.write(undecidedText(home, mapping))
  return mapper
}

function lettersText({ deadLettered }: Totals, db: string): string {
  return deadLettered > 0 ? `look at the dead letters: banken dead-letters list --db ${db}\n` : ''
}

/** Dead letters alone do not change the exit code: a night's file of one bad record must not stop those after it. */
function nothingText({ stored, deadLettered, duplicates }: Totals): string {
  return stored === 0 && deadLettered > 0 && duplicates === 0
    ? 'nothing was stored, for every record is a dead letter: is this the right file and mapping?\n'
    : ''
}

function unseenText(mapper: Mapper | undefined): string {
  if (!mapper || mapper.unseenKeys.length === 0) return ''
  return (
    `no record has ${mapper.unseenKeys.join(', ')}, which config/providers/${mapper.id}.yaml reads: misspelt? ` +
    `Look with: banken mappings try FILE --mapping ${mapper.id}\n`
  )
}

async function readAll(
  { db, pipeline }: OpenPipeline,
  sources: readonly Source[],
  signal: AbortSignal,
): Promise<Totals> {
  const totals = emptyTotals()
  addAlerts(totals, pipeline.renewed)
  for (const source of sources.map(source => new CountedSource(source))) {
    if (signal.aborted) break
    await beginReading(db, source.name)
    const progress = progressOf(source)
    for await (const report of pipeline.run(source, signal)) {
      addReport(totals, report)
      progress.add(report)
    }
    if (!signal.aborted) await endReading(db, source.name, source.records)
    progress.done()
  }
  if (!signal.aborted) addReport(totals, await pipeline.finish())
  return { ...totals, interrupted: signal.aborted }
}

function textOf(totals: Totals): string {
  const { received, stored, duplicates, deadLettered, ignored, alerts } = totals
  const lines = [
    `received ${received} = stored ${stored} + duplicates ${duplicates} + dead letters ${deadLettered}`,
    ...(ignored > 0 ? [`ignored: ${ignored} records that tell nothing, as the mapping says`] : []),
    `alerts: ${alerts.opened} opened, ${alerts.amended} amended, ${alerts.retracted} retracted`,
    ...(totals.interrupted
      ? ['interrupted: the same command goes on from here, for it passes over what is known']
      : []),
  ]
  return `${lines.join('\n')}\n`
}
