import type { Command } from 'commander'
import { writeSnapshot } from '../duckdb/snapshot.js'
import { globalsOf } from './support/command.js'
import { openMigrated } from './support/home.js'
import { print } from './support/output.js'

interface Options {
  readonly db: string
  readonly out: string
  readonly json?: boolean
}

/** `banken snapshot`: a copy of a database that analysts can open. */
export function register(program: Command): void {
  program
    .command('snapshot')
    .description('copy a database with its views, macros and comments for analysts; replaces the last copy in one step')
    .requiredOption('--db <file>', 'the database; of a running pipeline: see snapshot in config/README.md')
    .requiredOption('--out <file>', 'where the copy goes')
    .option('--json', 'print JSON')
    .action((options: Options, command: Command) => snapshot(options, globalsOf(command).home))
}

async function snapshot({ db: path, out, json }: Options, home: string): Promise<void> {
  // What a killed replay left in the log beside the file goes into the file first, and so into the copy.
  const db = await openMigrated(path, home)
  try {
    const bytes = await writeSnapshot(db, out)
    await print([json ? `${JSON.stringify({ file: out, bytes })}\n` : `${out}: ${bytes} bytes\n`])
  } finally {
    db.close()
  }
}
