import { type Command, Option } from 'commander'
import type { Plain } from '../duckdb/plain.js'
import { type QueryResult, runQuery } from '../duckdb/query.js'
import { globalsOf } from './support/command.js'
import { openToRead } from './support/home.js'
import { askLive } from './support/live-ask.js'
import { print } from './support/output.js'
import { tableText } from './support/table.js'

interface Options {
  readonly db?: string
  readonly url?: string
  readonly format?: string
  readonly json?: boolean
}

/** A table is held in memory to be aligned; nobody reads more rows than this. */
const TABLE_ROWS_MAX = 10_000

/** `banken sql QUERY`: one query that only reads. */
export function register(program: Command): void {
  program
    .command('sql')
    .argument('<query>', 'one SQL statement that reads, such as "SELECT * FROM v_alerts"')
    .description('ask the database: a table, or with --json one array of objects')
    .option('--db <file>', 'the database')
    .option('--url <url>', 'a running pipeline instead, such as http://127.0.0.1:8123; its token in BANKEN_SQL_TOKEN')
    .addOption(new Option('--format <name>', 'with --url').choices(['table', 'csv', 'ndjson', 'json']))
    .option('--json', 'print one JSON array of objects; times in RFC 3339, +09:00')
    .action((query: string, options: Options, command: Command) =>
      sql(query, options, globalsOf(command).home, command),
    )
}

async function sql(query: string, options: Options, home: string, command: Command): Promise<void> {
  if ((options.db === undefined) === (options.url === undefined)) command.error('error: name either --db or --url')
  if (options.format && !options.url) command.error('error: --format goes with --url')
  if (options.url) return print([await askLive(options.url, query, options.json ? 'json' : options.format)])
  if (options.db) await askFile(query, options.db, options, home)
}

async function askFile(query: string, file: string, options: Options, home: string): Promise<void> {
  const db = await openToRead(file, home)
  try {
    const result = await runQuery(db, query)
    await print(options.json ? jsonText(result) : [await tableOf(result)])
  } finally {
    db.close()
  }
}

async function* jsonText({ columns, pieces }: QueryResult): AsyncGenerator<string> {
  let before = '[\n'
  for await (const rows of pieces) {
    const objects = rows.map(row => JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i]]))))
    yield `${before}${objects.join(',\n')}`
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

async function tableOf({ columns, pieces }: QueryResult): Promise<string> {
  const rows: (readonly Plain[])[] = []
  for await (const piece of pieces) {
    rows.push(...piece)
    if (rows.length > TABLE_ROWS_MAX) break
  }
  if (rows.length > TABLE_ROWS_MAX) {
    process.stderr.write(`the first ${TABLE_ROWS_MAX} rows; --json prints all, LIMIT and ORDER BY choose\n`)
  }
  return tableText(columns, rows.slice(0, TABLE_ROWS_MAX))
}
