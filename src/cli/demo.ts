import { existsSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Command } from 'commander'
import { Database } from '../duckdb/database.js'
import { formatJst } from '../events/time.js'
import { makeFolder } from '../files/output.js'
import { fileSource } from '../files/source.js'
import { FILES } from './demo/files.js'
import { liveView } from './demo/live.js'
import type { Figures } from './demo/rows.js'
import { tablesText, writePage } from './demo/tell.js'
import { globalsOf } from './support/command.js'
import { UsageError } from './support/errors.js'
import { untilInterrupted } from './support/interrupt.js'
import { type OpenPipeline, openPipeline } from './support/pipeline.js'
import { addReport, emptyTotals, type Totals } from './support/totals.js'

/** Small, so that the alerts rise in steps. The answer does not depend on it. */
const BATCH_COUNT_MAX = 2_000

interface Options {
  readonly out: string
  readonly db?: string
  readonly everyAlert?: boolean
  readonly json?: boolean
}

/** `banken demo`: September 2020 from files to alerts, damage tables, a database and a page. */
export function register(program: Command): void {
  program
    .command('demo')
    .description(
      'replay September 2020 without a broker: alerts as they rise, the damage tables, a database and a page',
    )
    .option('--out <dir>', 'where the page is written', 'reports')
    .option('--db <file>', 'the database; one of an earlier demo is replaced (default: <out>/september-2020.duckdb)')
    .option('--every-alert', 'one line for each alert as it rises')
    .option('--json', 'print the figures as JSON')
    .action((options: Options, command: Command) => demo(options, globalsOf(command).home))
}

async function demo(options: Options, home: string): Promise<void> {
  const signal = untilInterrupted()
  const path = options.db ?? join(options.out, 'september-2020.duckdb')
  const page = join(options.out, 'september-2020.html')
  for (const folder of [options.out, dirname(path)]) makeFolder(folder)
  await removeEarlier(path)
  const open = await openPipeline(path, home, BATCH_COUNT_MAX)
  try {
    const replay = await replayAll(open, home, options.everyAlert ?? false, signal)
    if (replay.interrupted) return void process.stderr.write('interrupted: no figures of half a story are printed\n')
    const figures = await writePage(open.db, open.config, home, page)
    const text = () => tablesText(figures, open.config, home, path, page)
    process.stdout.write(options.json ? json(figures, replay, path, page) : text())
  } finally {
    open.db.close()
  }
}

/** Only what an earlier demo wrote is removed: a database with other sources is somebody's work. */
async function removeEarlier(path: string): Promise<void> {
  if (!existsSync(path)) return
  const db = await Database.open(path, { readOnly: true })
  try {
    if (!(await isDemo(db))) throw new UsageError(`${path}: holds more than the demo; name another file with --db`)
  } finally {
    db.close()
  }
  for (const file of [path, `${path}.wal`]) rmSync(file, { force: true })
  process.stderr.write(`removed the database of an earlier demo: ${path}\n`)
}

async function isDemo(db: Database): Promise<boolean> {
  const tables = (await db.values('SELECT table_name FROM duckdb_tables()')).map(([name]) => name)
  if (!tables.includes('sources')) return tables.length === 0
  if (tables.includes('publications') && (await db.rows('FROM publications LIMIT 1')).length > 0) return false
  const sources = await db.rows('SELECT source FROM sources')
  return sources.length > 0 && sources.every(({ source }) => FILES.some(name => String(source).endsWith(fixture(name))))
}

function fixture(name: string): string {
  return join('fixtures', 'september-2020', name)
}

async function replayAll(
  { pipeline }: OpenPipeline,
  home: string,
  everyAlert: boolean,
  signal: AbortSignal,
): Promise<Totals> {
  const totals = emptyTotals()
  const live = liveView(process.stderr, everyAlert)
  for (const name of FILES) {
    if (signal.aborted) break
    const source = fileSource(relative('', join(home, fixture(name))))
    for await (const report of pipeline.run(source, signal)) {
      addReport(totals, report)
      live.batch(report.received, report.alerts)
    }
  }
  if (!signal.aborted) {
    const report = await pipeline.finish()
    addReport(totals, report)
    live.batch(report.received, report.alerts)
  }
  live.done()
  return { ...totals, interrupted: signal.aborted }
}

/** Instants as RFC 3339 in Japan, as everywhere in JSON. */
function json(figures: Figures, replay: Totals, database: string, page: string): string {
  const instants = (key: string, value: unknown) =>
    typeof value === 'number' && /^(?:asOf|since|\w+At)$/.test(key) ? formatJst(value) : value
  return `${JSON.stringify({ ...figures, replay, database, page }, instants)}\n`
}
