import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { readConfig } from '../files/config.js'
import { MappedSource } from '../files/mapped.js'
import { Mappings } from '../files/mappings.js'
import { NdjsonSource } from '../files/ndjson.js'
import type { Source } from '../pipeline/ports.js'
import { type MappingRate, mappingRates } from './support/bench-mappings.js'
import { writeBoth } from './support/bench-raw.js'
import { writeTraffic } from './support/bench-traffic.js'
import { globalsOf, wholeNumber } from './support/command.js'
import { FIXTURES_KEY } from './support/mapping.js'
import { openPipeline } from './support/pipeline.js'
import { progressOf } from './support/progress.js'
import { tableText } from './support/table.js'
import { add, type Timings, timed } from './support/timed.js'

interface Options {
  readonly events: number
  readonly history: number
  readonly accounts: number
  readonly batch?: number
  readonly mappings?: boolean
  readonly json?: boolean
}

interface Run {
  readonly run: string
  readonly events: number
  readonly seconds: number
  readonly eventsPerSecond: number
  readonly residentMegabytesMax: number
  readonly shares: Readonly<Record<string, number>>
}

/** `banken bench`: how fast a replay is, on an empty database and on one with history. */
export function register(program: Command): void {
  program
    .command('bench')
    .description(
      'replay generated traffic into an empty database and into one with history; prints rate, memory and shares',
    )
    .option('--events <n>', 'events that are measured', wholeNumber('--events', 1), 1_000_000)
    .option(
      '--history <n>',
      'events that are there before in the second run; 0 leaves it out',
      wholeNumber('--history', 0),
      5_000_000,
    )
    .option('--accounts <n>', 'bank accounts', wholeNumber('--accounts', 1), 1_000_000)
    .option('--batch <n>', 'messages in one transaction', wholeNumber('--batch', 1))
    .option(
      '--mappings',
      'instead: what mappings cost; JSON through one against the same events canonical, and each format alone',
    )
    .option('--json', 'print JSON')
    .action((options: Options, command: Command) =>
      (options.mappings ? benchMappings : bench)(options, globalsOf(command).home),
    )
}

async function bench(options: Options, home: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'banken-bench-'))
  try {
    const files = await writeTraffic(folder, options.history, options.events, options.accounts)
    const runs = [
      await measure(
        'empty database',
        new NdjsonSource(files.measured),
        join(folder, 'empty.duckdb'),
        home,
        options.batch,
      ),
    ]
    if (options.history > 0) {
      const db = join(folder, 'history.duckdb')
      process.stderr.write(`reading ${options.history} events of history\n`)
      await measure('history', new NdjsonSource(files.history), db, home, options.batch)
      runs.push(
        await measure(`after ${options.history} events`, new NdjsonSource(files.measured), db, home, options.batch),
      )
    }
    process.stdout.write(options.json ? `${JSON.stringify(runs)}\n` : textOf(runs))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function benchMappings({ events, accounts, batch, json }: Options, home: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'banken-bench-'))
  const path = (name: string) => join(folder, name)
  try {
    const { measured } = await writeTraffic(folder, 0, events, accounts)
    await writeBoth(measured, path('canonical.ndjson'), path('raw.ndjson'))
    const mapper = new Mappings(home, readConfig(home), FIXTURES_KEY).mapper('paypay')
    const runs = [
      await measure('canonical', new NdjsonSource(path('canonical.ndjson')), path('canonical.duckdb'), home, batch),
      await measure('mapped', new MappedSource(path('raw.ndjson'), mapper), path('mapped.duckdb'), home, batch),
    ]
    const rates = await mappingRates(home, folder, Math.min(events, 200_000), () => performance.now())
    process.stdout.write(json ? `${JSON.stringify({ runs, rates })}\n` : textOf(runs) + ratesText(rates))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function ratesText(rates: readonly MappingRate[]): string {
  const columns = ['mapping', 'format', 'records', 'recordsPerSecond'] as const
  return tableText(
    columns,
    rates.map(rate => columns.map(column => rate[column])),
  )
}

async function measure(run: string, source: Source, path: string, home: string, batch?: number): Promise<Run> {
  const timings: Timings = new Map()
  const now = () => performance.now()
  const observe = <T extends object>(port: T, label: string): T => timed(port, label, timings, now)
  const { db, pipeline } = await openPipeline(path, home, batch, observe)
  timings.clear()
  const progress = progressOf(source)
  const started = now()
  let events = 0
  let resident = 0
  for await (const report of pipeline.run(source)) {
    events += report.received
    resident = Math.max(resident, process.memoryUsage().rss)
    progress.add(report)
  }
  await pipeline.finish()
  const milliseconds = now() - started
  progress.done()
  db.close()
  return {
    run,
    events,
    ...ratesOf(events, milliseconds),
    residentMegabytesMax: Math.round(resident / 1e6),
    shares: sharesOf(timings, milliseconds),
  }
}

function ratesOf(events: number, milliseconds: number) {
  return { seconds: Math.round(milliseconds / 100) / 10, eventsPerSecond: Math.round((events * 1000) / milliseconds) }
}

/** Shares of the whole, in percent; what is left is this thread's own work that did not overlap with DuckDB's. */
function sharesOf(timings: Timings, milliseconds: number): Record<string, number> {
  const known = [...timings.values()].reduce((sum, value) => sum + value, 0)
  add(timings, 'read, decode, windows', milliseconds - known)
  const percent = (value: number) => Math.round((value * 1000) / milliseconds) / 10
  return Object.fromEntries([...timings].sort(([, a], [, b]) => b - a).map(([name, value]) => [name, percent(value)]))
}

function textOf(runs: readonly Run[]): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
  const columns = ['run', 'events', 'seconds', 'eventsPerSecond', 'residentMegabytesMax'] as const
  const table = tableText(
    columns,
    runs.map(run => columns.map(column => run[column])),
  )
  const shares = runs.map(({ run, shares }) => {
    const parts = Object.entries(shares).filter(([, percent]) => percent >= 0.5)
    return `${run}: ${parts.map(([name, percent]) => `${name} ${percent} %`).join(', ')}`
  })
  return `${machine}\n${table}${shares.join('\n')}\n`
}
