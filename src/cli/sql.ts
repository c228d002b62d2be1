import { type Command, Option } from 'commander'
import type { Plain } from '../duckdb/plain.js'
import { type QueryResult, runQuery } from '../duckdb/query.js'
import { jsonText } from '../events/json-text.js'
import { globalsOf } from './support/command.js'
import { UsageError } from './support/errors.js'
import { openToRead } from './support/home.js'
import { askLive } from './support/live-ask.js'
import { print } from './support/output.js'
import { filled, queryNames, readQuery } from './support/query-file.js'
import { tableText } from './support/table.js'

interface Options {
  readonly db?: string
  readonly query?: string
  readonly set?: readonly string[]
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
    .argument('[query]', 'one SQL statement that reads, such as "SELECT * FROM v_alerts"')
    .description('ask the database: a table, or with --json one array of objects')
    .option('--db <file>', 'the database')
    .option('--url <url>', 'a running pipeline instead, such as http://127.0.0.1:8123; its token in BANKEN_SQL_TOKEN')
    .option('--query <name>', 'a query of pipelines/reports/queries/ instead of SQL')
    .option('--set <values...>', 'with --query: parameters, such as basis=confirmed')
    .addOption(new Option('--format <name>', 'with --url').choices(['table', 'csv', 'ndjson', 'json']))
    .option('--json', 'print one JSON array of objects; times in RFC 3339, +09:00')
    .action((query: string | undefined, options: Options, command: Command) => {
      const { home } = globalsOf(command)
      return sql(textOf(query, options, home), options, home, command)
    })
}

function textOf(query: string | undefined, { query: name, set }: Options, home: string): string {
  if (query === undefined && name === undefined) {
    const names = queryNames(home).join(', ')
    throw new UsageError(
      `missing required argument 'query': write a query or name one with --query; there are ${names}`,
    )
  }
  if (query !== undefined && name !== undefined) throw new UsageError('sql: write a query or name one, not both')
  if (name === undefined && set !== undefined) throw new UsageError('--set goes with --query NAME')
  return name === undefined ? (query ?? '') : filled(readQuery(home, name), set ?? [])
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
    await print(options.json ? arrayText(result) : [await tableOf(result)])
  } finally {
    db.close()
  }
}

async function* arrayText({ columns, pieces }: QueryResult): AsyncGenerator<string> {
  let before = '[\n'
  for await (const rows of pieces) {
    const objects = rows.map(row => jsonText(Object.fromEntries(columns.map((name, i) => [name, row[i]]))))
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
