#!/usr/bin/env -S node --max-semi-space-size=128
// Most of what a batch makes is garbage once it is committed. With room for it, a tenth less time goes into copying it.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import type { Register } from './cli/support/command.js'
import { exitCodeOf, sentenceOf, UsageError } from './cli/support/errors.js'

const here = dirname(fileURLToPath(import.meta.url))
const home = join(here, '..')

async function programOf(): Promise<Command> {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const program = new Command('banken')
    .description('番犬 (watchdog): watches bank instant transfers (即時振替) for fraud and keeps the damage ledger')
    .version(version)
    .option('--home <dir>', 'the folder that holds config/ and pipelines/', home)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .hook('preAction', (_program, command) => refuseNoFile(command.opts().db))
  for (const file of commandFiles()) {
    const module = (await import(join(here, 'cli', file))) as { register: Register }
    module.register(program)
  }
  return program
}

/** Every file of `cli/` is a command; nothing else lists them. Only the one that is asked for is loaded, for a version none. */
function commandFiles(): string[] {
  if (/^(--version|-V)$/.test(words().join(' '))) return []
  const files = readdirSync(join(here, 'cli')).filter(name => /^[a-z-]+\.js$/.test(name))
  const asked = words()
    .map(word => `${word}.js`)
    .find(file => files.includes(file))
  return asked ? [asked] : files.sort()
}

function words(): string[] {
  return process.argv.slice(2).filter((_word, i, all) => all[i - 1] !== '--home')
}

/** DuckDB takes some names for a database in memory: what is stored there is gone at the end, without a word. */
function refuseNoFile(db: unknown): void {
  if (typeof db !== 'string' || !/^($|:memory:$|-|[a-z][a-z0-9+.-]+:)/i.test(db)) return
  throw new UsageError(`--db: ${JSON.stringify(db)} names no file; write the path of one, such as ./bank.duckdb`)
}

/** With --help, a command that is not there would be told as all is well. */
function refuseUnknown(program: Command): void {
  const [first] = words().filter(word => !word.startsWith('-'))
  const known = ['help', ...program.commands.map(command => command.name())]
  if (first !== undefined && !known.includes(first)) program.error(`error: unknown command '${first}'`)
}

async function main(): Promise<void> {
  try {
    const program = await programOf()
    refuseUnknown(program)
    await program.parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    process.stderr.write(`banken: ${sentenceOf(error)}\n`)
    process.exitCode = exitCodeOf(error)
  }
}

await main()
