import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { openMigrated } from '../../src/cli/support/home.js'
import { Database } from '../../src/duckdb/database.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import { root } from './cli.js'

/** The file that all workers of this run of jest copy from: to migrate costs 0.2 s of CPU, a copy 0.03 s. */
async function template(): Promise<string> {
  const folder = process.env.BANKEN_TEST_RUN
  if (folder === undefined) throw new Error('the template belongs to a run of jest')
  const path = join(folder, 'template.duckdb')
  if (existsSync(path)) return path
  const own = join(folder, `template-${process.pid}.duckdb`)
  const db = await openMigrated(own, root, { create: true })
  db.close()
  // Whole, or not there.
  renameSync(own, path)
  return path
}

/** A database in memory with all tables, views and macros of this project. The caller closes it. */
export async function openCopied(): Promise<Database> {
  const path = await template()
  const db = await Database.open(':memory:')
  await db.run(`ATTACH '${path}' AS template (READ_ONLY)`)
  await db.run('COPY FROM DATABASE template TO memory')
  await db.run('DETACH template')
  return db
}

/** The configuration and the rules of this project, read once a file of tests; whether DuckDB takes them is not asked. */
export const ours = (() => {
  let read: ReturnType<typeof readAll> | undefined
  return () => {
    read ??= readAll()
    return read
  }
})()

function readAll() {
  const config = readConfig(root)
  return { config, rules: readRules(root, config.thresholds) }
}
