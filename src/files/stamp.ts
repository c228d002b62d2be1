import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Files that say what the rules are: pipelines/rules, pipelines/features and the thresholds. */
const RULES = /^(?:pipelines\/rules\/.*\.sql|pipelines\/features\/.*\.yaml|config\/rules(?:\.[a-z-]+)?\.yaml)$/
/** Files that a database takes over when it is opened. */
const SCHEMA = /^pipelines\/(?:schema|views)\/.*\.sql$/

/** Another text whenever a file of the rules has come, gone or changed. */
export function rulesStamp(home: string): string {
  return stampOf(home, ['pipelines/rules', 'pipelines/features', 'config'], RULES)
}

/** The same for tables, views and macros. */
export function schemaStamp(home: string): string {
  return stampOf(home, ['pipelines/schema', 'pipelines/views'], SCHEMA)
}

function stampOf(home: string, folders: readonly string[], wanted: RegExp): string {
  return folders
    .flatMap(folder => namesIn(join(home, folder)).map(name => `${folder}/${name}`))
    .filter(path => wanted.test(path))
    .map(path => `${path} ${versionOf(join(home, path))}`)
    .sort()
    .join('\n')
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

/** A file may go between the list and the look. */
function versionOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs}` : 'gone'
}
