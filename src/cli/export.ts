import { join } from 'node:path'
import type { Command } from 'commander'
import type { Database } from '../duckdb/database.js'
import {
  alertLines,
  countsOf,
  deadLetterLines,
  deliveriesOf,
  eventLines,
  lastEventAt,
  talliesAt,
} from '../duckdb/export.js'
import { formatJst, type Microseconds } from '../events/time.js'
import { csvText, writeFiles } from '../files/output.js'
import { asOfOption } from './support/as-of.js'
import { globalsOf } from './support/command.js'
import { print } from './support/output.js'
import { openSwept } from './support/swept.js'

interface Options {
  readonly db: string
  readonly out: string
  readonly asOf?: Microseconds
  readonly json?: boolean
}

/** `banken export`: what the set of events says, the same bytes for the same set. */
export function register(program: Command): void {
  program
    .command('export')
    .description('write what the events say into files, sorted: the same set of events gives the same bytes')
    .requiredOption('--db <file>', 'the database')
    .requiredOption('--out <dir>', 'the folder of the files; made where it is not there')
    .option('--as-of <t>', "the tallies' time, or a day for its 24:00 in JST; default: the last event's", asOfOption)
    .option('--json', 'print the paths as JSON')
    .action((options: Options, command: Command) => exportSet(options, globalsOf(command).home))
}

async function exportSet(options: Options, home: string): Promise<void> {
  const db = await openSwept(options.db, home)
  try {
    await spillInto(db, options.out)
    const at = options.asOf ?? (await lastEventAt(db))
    const paths = await writeFiles(options.out, await filesOf(db, at))
    await print([options.json ? `${JSON.stringify(reportOf(at, paths))}\n` : `${paths.join('\n')}\n`])
  } finally {
    db.close()
  }
}

/** Sorting spills to disk beyond this, so that a large database needs no more memory than a small one. */
async function spillInto(db: Database, folder: string): Promise<void> {
  await db.run(`SET memory_limit = '1GB'; SET temp_directory = '${join(folder, '.spill').replaceAll("'", "''")}'`)
}

/** Without any event there is no time to tell tallies at: the header alone is left. */
async function filesOf(db: Database, at: Microseconds | undefined) {
  const tallies = await talliesAt(db, at ?? 0)
  const csv = await csvText(tallies.header, tallies.rows)
  const counts = await countsOf(db)
  const deliveries = { sources: await deliveriesOf(db) }
  return {
    'events.ndjson': () => eventLines(db),
    'alerts.ndjson': () => alertLines(db),
    'tallies.csv': () => [csv],
    'dead-letters.ndjson': () => deadLetterLines(db),
    'counts.json': () => [`${JSON.stringify(counts, null, 2)}\n`],
    'deliveries.json': () => [`${JSON.stringify(deliveries, null, 2)}\n`],
  }
}

function reportOf(at: Microseconds | undefined, paths: readonly string[]): object {
  return { asOf: at === undefined ? null : formatJst(at), files: paths }
}
