import type { Command } from 'commander'
import { type Check, checks, type Surroundings } from './support/checks.js'
import { globalsOf } from './support/command.js'
import { clusterOf, withKafkaOptions } from './support/kafka.js'
import { print } from './support/output.js'

interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly says: string
}

interface Options {
  readonly db?: string
  readonly brokers?: string
  readonly json?: boolean
}

const BAD_CONFIGURATION = 78

/** `banken doctor`: is everything here as it must be, and if not, what is to be done? */
export function register(program: Command): void {
  withKafkaOptions(program.command('doctor'))
    .description('check configuration, rules, clock, database, broker and disk, and say what to do')
    .option('--db <file>', 'the database')
    .option('--json', 'print the findings as JSON')
    .action((options: Options, command: Command) => examine(surroundingsOf(options, command), options.json ?? false))
}

function surroundingsOf({ db, brokers = process.env.KAFKA_BROKERS }: Options, command: Command): Surroundings {
  return {
    home: globalsOf(command).home,
    nodeVersion: process.version,
    now: Date.now(),
    ...(db === undefined ? {} : { db }),
    ...(brokers === undefined ? {} : { cluster: () => clusterOf(command) }),
  }
}

async function examine(around: Surroundings, json: boolean): Promise<void> {
  const findings: Finding[] = []
  for (const check of checks) findings.push(await findingOf(check, around))
  await print([json ? `${JSON.stringify(findings, null, 2)}\n` : textOf(findings)])
  process.exitCode = exitCodeOf(findings)
}

async function findingOf(check: Check, around: Surroundings): Promise<Finding> {
  try {
    return { check: check.name, ok: true, says: await check.run(around) }
  } catch (error) {
    return { check: check.name, ok: false, says: error instanceof Error ? error.message : String(error) }
  }
}

function textOf(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  return findings.map(({ check, ok, says }) => `${ok ? 'ok ' : 'BAD'}  ${check.padEnd(width)}  ${says}\n`).join('')
}

function exitCodeOf(findings: readonly Finding[]): number {
  const bad = new Set(findings.filter(({ ok }) => !ok).map(({ check }) => check))
  if (checks.some(({ name, isConfiguration }) => isConfiguration && bad.has(name))) return BAD_CONFIGURATION
  return bad.size > 0 ? 1 : 0
}
