import { join } from 'node:path'
import type { Command } from 'commander'
import { type ParquetReport, writeParquet } from '../duckdb/parquet.js'
import { makeFolder, unwritable } from '../files/output.js'
import { globalsOf } from './support/command.js'
import { openToRead } from './support/home.js'
import { print } from './support/output.js'

interface Options {
  readonly db: string
  readonly out: string
  readonly json?: boolean
}

/** `banken export-parquet`: event tables, alerts and rules as Parquet, and the views over them. */
export function register(program: Command): void {
  program
    .command('export-parquet')
    .description('write events, alerts and rules as Parquet with a views.sql over them; again: only what has changed')
    .requiredOption('--db <file>', 'the database, or a snapshot of it')
    .requiredOption('--out <dir>', 'a folder of its own; made where it is not there')
    .option('--json', 'print JSON, with the paths that were written and removed')
    .action((options: Options, command: Command) => exportParquet(options, globalsOf(command).home))
}

async function exportParquet({ db: path, out, json }: Options, home: string): Promise<void> {
  const db = await openToRead(path, home)
  try {
    makeFolder(out)
    const report = await writeParquet(db, out, join(home, 'pipelines', 'views'))
    await print([json ? `${JSON.stringify({ folder: out, ...report })}\n` : sentence(out, report)])
  } catch (error) {
    throw unwritable(out, error)
  } finally {
    db.close()
  }
}

function sentence(out: string, { files, rows, bytes, written, removed }: ParquetReport): string {
  const unchanged = files - written.length
  return (
    `${out}: ${rows} rows, ${bytes} bytes in ${files} files: ` +
    `${written.length} written, ${unchanged} unchanged, ${removed.length} removed\n`
  )
}
