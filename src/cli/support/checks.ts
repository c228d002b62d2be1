import { existsSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { whatDoesNotBalance } from '../../duckdb/balance.js'
import { readConfig } from '../../files/config.js'
import { Mappings, TOKEN_KEY } from '../../files/mappings.js'
import { readRules } from '../../files/rules.js'
import { checkBroker } from './broker-check.js'
import { checkRules } from './check-rules.js'
import { dumpsCore } from './core-dumps.js'
import { openMigrated, openToRead } from './home.js'
import type { Cluster } from './kafka.js'
import { mappedTopics } from './mapped-topics.js'
import { FIXTURES_KEY } from './mapping.js'

export interface Surroundings {
  readonly home: string
  readonly db?: string
  /** Where the command or its environment names brokers. Throws where the configuration is wrong. */
  readonly cluster?: () => Cluster
  readonly nodeVersion: string
  /** Milliseconds since 1970, of the machine's clock. */
  readonly now: number
}

/** One thing to look at. Resolves to what is well; rejects with a sentence on what is not and what to do. */
export interface Check {
  readonly name: string
  readonly isConfiguration?: true
  run(around: Surroundings): string | Promise<string>
}

const NODE_MIN = [20, 19] as const
const FREE_BYTES_MIN = 1_000_000_000
const CLOCK_MIN = Date.UTC(2020, 0, 1)

/** The checks of `banken doctor`, in order. One more is one more entry. */
export const checks: readonly Check[] = [
  { name: 'node', run: ({ nodeVersion }) => checkNode(nodeVersion) },
  { name: 'configuration', isConfiguration: true, run: ({ home }) => checkConfiguration(home) },
  { name: 'rules', isConfiguration: true, run: ({ home }) => checkRulesOf(home) },
  { name: 'mappings', isConfiguration: true, run: ({ home }) => checkMappings(home) },
  { name: 'clock', run: ({ now }) => checkClock(now) },
  {
    name: 'database',
    run: ({ db, home }) => (db === undefined ? 'not looked at; name one with --db' : checkDatabase(db, home)),
  },
  {
    name: 'broker',
    run: ({ cluster }) => (cluster ? checkBroker(cluster()) : 'not looked at; name one with --brokers'),
  },
  { name: 'disk', run: ({ db }) => checkDisk(db === undefined ? '.' : existingFolder(dirname(resolve(db)))) },
]

function checkNode(version: string): string {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return version
  throw new Error(`${version} is too old; install Node ${NODE_MIN.join('.')} or later`)
}

function checkConfiguration(home: string): string {
  const { providers } = readConfig(home)
  if (providers.size === 0) throw new Error(`${home}/config/providers has no provider: every event would be refused`)
  return `${providers.size} providers`
}

function checkMappings(home: string): string {
  const config = readConfig(home)
  const all = new Mappings(home, config, FIXTURES_KEY)
  for (const id of all.ids) all.mapper(id)
  const { keyFingerprint } = mappedTopics({ home, config, settings: config.settings.kafka })
  const dumps = keyFingerprint !== undefined && dumpsCore() ? '; core dumps are on: banken run switches them off' : ''
  return `${all.ids.length} mappings; ${process.env[TOKEN_KEY] ? `${TOKEN_KEY} is set` : `${TOKEN_KEY} is not set`}${dumps}`
}

async function checkRulesOf(home: string): Promise<string> {
  const rules = readRules(home, readConfig(home).thresholds)
  if (rules.length === 0) throw new Error(`${home}/pipelines/rules has no rule: nothing would ever be found`)
  const db = await openMigrated(':memory:', home)
  try {
    await checkRules(db, rules)
    return `${rules.length} rules`
  } finally {
    db.close()
  }
}

/** Nothing of the answer depends on the clock; logs and schedules do. */
function checkClock(now: number): string {
  const shown = new Date(now).toISOString()
  if (now >= CLOCK_MIN) return shown
  throw new Error(`says ${shown}, which cannot be; set the machine's clock`)
}

async function checkDatabase(path: string, home: string): Promise<string> {
  const db = await openToRead(path, home)
  try {
    const [problem] = await whatDoesNotBalance(db)
    if (problem === undefined) return `${path}: opens, is of this version, and its counts balance`
    throw new Error(`${path}: ${problem}. Move it away and replay the sources into a new one`)
  } finally {
    db.close()
  }
}

/** The folder, or the nearest one above it that is there: the disk on which it would be made. */
function existingFolder(folder: string): string {
  return existsSync(folder) ? folder : existingFolder(dirname(folder))
}

function checkDisk(folder: string): string {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const shown = `${(free / 1e9).toFixed(1)} GB free`
  if (free >= FREE_BYTES_MIN) return shown
  throw new Error(`${folder}: ${shown}; make room for at least ${FREE_BYTES_MIN / 1e9} GB`)
}
