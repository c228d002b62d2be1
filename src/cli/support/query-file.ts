import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from './errors.js'

/** A query of `pipelines/reports/queries/` with its question and its parameters. */
export interface QueryFile {
  readonly name: string
  readonly ja: string
  readonly en: string
  readonly defaults: Readonly<Record<string, string>>
  readonly sql: string
}

function folderOf(home: string): string {
  return join(home, 'pipelines', 'reports', 'queries')
}

export function queryNames(home: string): string[] {
  return readdirSync(folderOf(home))
    .filter(name => name.endsWith('.sql'))
    .map(name => name.slice(0, -'.sql'.length))
    .sort()
}

/** Reads a query by its name. Throws a UsageError that lists the names where there is none. */
export function readQuery(home: string, name: string): QueryFile {
  const path = join(folderOf(home), `${name}.sql`)
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(path)) {
    throw new UsageError(`--query: there is no query ${JSON.stringify(name)}; there are ${queryNames(home).join(', ')}`)
  }
  const sql = readFileSync(path, 'utf8')
  const parameters = [...sql.matchAll(/^-- @(\w+) = (.*?) : /gm)].map(([, key = '', value = '']) => [key, value])
  return { name, ja: headOf(sql, '問'), en: headOf(sql, 'Question'), defaults: Object.fromEntries(parameters), sql }
}

function headOf(sql: string, key: string): string {
  return new RegExp(`^-- ${key}: (.+)$`, 'm').exec(sql)?.[1] ?? ''
}

/**
 * The SQL with its parameters filled in as quoted literals: from `--set name=value`, else their defaults. Throws a
 * UsageError for a parameter that the query does not have.
 */
export function filled({ name, sql, defaults }: QueryFile, settings: readonly string[]): string {
  const values = { ...defaults }
  for (const setting of settings) {
    const [, key = '', value = ''] = /^(\w+)=(.*)$/s.exec(setting) ?? []
    if (!Object.hasOwn(defaults, key)) {
      const known = Object.entries(defaults).map(([each, standard]) => `${each}=${standard}`)
      throw new UsageError(`--set: ${name} has no parameter ${JSON.stringify(setting)}; it has ${known.join(' ')}`)
    }
    values[key] = value
  }
  return sql.replace(/\$(\w+)/g, (whole, key: string) => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined
    return value === undefined ? whole : `'${value.replaceAll("'", "''")}'`
  })
}
