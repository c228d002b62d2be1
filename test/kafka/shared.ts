import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { root } from '../support/cli.js'

const WAIT_MS = 90_000
const COMPOSE_BROKERS = 'localhost:9092'

/** The folder of this run of jest. Whoever asks for it wants to start something, so now somebody has to watch. */
export function runFolder(): string {
  const { BANKEN_TEST_RUN: folder, BANKEN_TEST_PID: pid } = process.env
  if (folder === undefined || pid === undefined) throw new Error('brokers of tests belong to a run of jest')
  if (first(folder, 'guard')) {
    const guard = join(root, 'test', 'kafka', 'guard.mjs')
    spawn(process.execPath, [guard, pid, folder], { detached: true, stdio: 'ignore' }).unref()
  }
  return folder
}

/** True for one caller of all workers. */
function first(folder: string, name: string): boolean {
  try {
    writeFileSync(join(folder, name), '', { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

interface Outcome {
  readonly brokers?: string
  readonly error?: string
}

/** KAFKA_BROKERS, else Docker, else what `start` gives. Of all workers one starts it, and the others hear of it. */
export async function sharedByRun(start: () => Promise<string>): Promise<string> {
  if (process.env.KAFKA_BROKERS) return process.env.KAFKA_BROKERS
  const folder = runFolder()
  const file = join(folder, 'shared.json')
  if (first(folder, 'shared')) tell(file, await tried(folder, start))
  const { brokers, error } = await heard(file)
  if (brokers !== undefined) return brokers
  throw new Error(`tests with a broker need KAFKA_BROKERS (host:port), or Docker, or Java 17 and Maven; ${error}`)
}

async function tried(folder: string, start: () => Promise<string>): Promise<Outcome> {
  try {
    return { brokers: composeIsThere() ? composeUp(folder) : await start() }
  } catch (error) {
    return { error: String(error) }
  }
}

/** Renamed into place, so that nobody reads half of it. */
function tell(file: string, outcome: Outcome): void {
  writeFileSync(`${file}.new`, JSON.stringify(outcome))
  renameSync(`${file}.new`, file)
}

async function heard(file: string): Promise<Outcome> {
  const end = Date.now() + WAIT_MS
  while (!existsSync(file)) {
    if (Date.now() > end) return { error: 'the worker that was to start it said nothing' }
    await setTimeout(50)
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Outcome
}

function docker(...args: readonly string[]): string {
  // The env of a test is a copy, which children do not inherit by themselves.
  return execFileSync('docker', args, { cwd: root, encoding: 'utf8', env: process.env, stdio: 'pipe' })
}

/** Both the daemon and the plugin. */
function composeIsThere(): boolean {
  try {
    docker('version', '--format', '{{.Server.Version}}')
    docker('compose', 'version')
    return true
  } catch {
    return false
  }
}

function composeUp(folder: string): string {
  const ran = docker('compose', 'ps', '--status', 'running', '--quiet', 'kafka') !== ''
  // What the end of the run takes down again.
  if (!ran) writeFileSync(join(folder, 'docker'), '')
  docker('compose', 'up', '--detach', '--wait', 'kafka')
  return COMPOSE_BROKERS
}
