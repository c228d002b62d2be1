import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformFileSync } from '@swc/core'
import { root } from '../support/cli.js'

const FOLDER = join(root, 'examples', 'subscribers')
/** Inside of node_modules, so that the example finds kafkajs from there. */
const CACHE = join(root, 'node_modules', '.cache', `banken-examples-${process.pid}`)

/** A small consumer of `examples/`, started with these arguments. */
export interface Subscriber {
  readonly name: string
  start(...args: readonly string[]): ChildProcess
}

/** As `node open-alerts.ts` runs it where Node strips types itself. */
const typescript: Subscriber = {
  name: 'TypeScript',
  start(...args) {
    const source = join(FOLDER, 'typescript', 'open-alerts.ts')
    const { code } = transformFileSync(source, {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    })
    mkdirSync(CACHE, { recursive: true })
    const file = join(CACHE, 'open-alerts.mjs')
    writeFileSync(file, code)
    return spawn(process.execPath, [file, ...args])
  },
}

const JARS = `import { classPath, defaultVersion, java } from './test/kafka/jars.mjs'
const version = defaultVersion()
process.stdout.write(JSON.stringify([java(version), await classPath(version)]))`

const java: Subscriber = {
  name: 'Java',
  start(...args) {
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', JARS], { cwd: root, encoding: 'utf8' })
    const [command, classPath] = JSON.parse(said) as [string, string]
    const quiet = ['-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error']
    return spawn(command, [...quiet, '-cp', classPath, join(FOLDER, 'java', 'OpenAlerts.java'), ...args])
  },
}

const kcat: Subscriber = {
  name: 'kcat',
  // A group of its own, for it is several processes.
  start: (...args) => spawn(join(FOLDER, 'kcat.sh'), args, { detached: true }),
}

/** Ends it with all that it has started. */
export function end(child: ChildProcess): void {
  if (child.exitCode !== null) return
  if (child.spawnfile.endsWith('kcat.sh') && child.pid) process.kill(-child.pid)
  else child.kill()
}

/** What says clearly that kcat is not there, in its place. */
export const KCAT_IS_MISSING = /^kcat is not installed: apt install kcat, brew install kcat, or https:/

/** kcat.sh on a machine without kcat. */
export function withoutKcat(...args: readonly string[]): ChildProcess {
  const bash = execFileSync('bash', ['-c', 'command -v bash'], { encoding: 'utf8' }).trim()
  return spawn(bash, [join(FOLDER, 'kcat.sh'), ...args], { env: { PATH: '/nowhere' } })
}

export const subscribers: readonly Subscriber[] = [typescript, java, kcat]

export function removeCompiled(): void {
  rmSync(CACHE, { recursive: true, force: true })
}
