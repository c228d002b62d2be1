// @ts-check
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answers, isOpen } from './answers.mjs'
import { classPath, java, Trouble } from './jars.mjs'
import { HOST, listeners, properties, scramArguments } from './properties.mjs'
import { until } from './wait.mjs'

/** @typedef {import('./properties.mjs').Options} Options */
/** @typedef {{ pid: number, port: number, version: string }} Running */

const BOOT_MS = 60_000
const STOP_MS = 20_000
const ANOTHER =
  'Stop that; or take another port: npm run kafka:up -- --port 9192, and tell banken: KAFKA_BROKERS=127.0.0.1:9192 npx banken demo-kafka'
const CLUSTER = 'YmFua2VuLXRlc3Qta2Fma2E'
/** Short-lived: what the second compiler gains is less than what it costs on two cores. */
const JVM = ['-Xms64m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
const LOGGING = ['showDateTime=true', 'dateTimeFormat=HH:mm:ss.SSS'].map(each => `-Dorg.slf4j.simpleLogger.${each}`)

/** @param {string} data */
const stateFile = data => join(data, 'broker.json')
/** @param {string} data */
const propertiesFile = data => join(data, 'server.properties')
/** @param {string} data */
export const logFile = data => join(data, 'broker.log')

/**
 * The broker that runs on this data.
 * @param {string} data
 * @returns {Running | undefined}
 */
export function running(data) {
  if (!existsSync(stateFile(data))) return undefined
  const state = JSON.parse(readFileSync(stateFile(data), 'utf8'))
  // The number of a dead process may be another's by now.
  return commandOf(state.pid).includes(propertiesFile(data)) ? state : undefined
}

/** @param {number} pid */
function commandOf(pid) {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

/**
 * Starts a broker, or finds it running, and waits until it answers.
 * @param {Options} options
 * @returns {Promise<Running>}
 */
export async function start(options) {
  const state = running(options.data) ?? (await launch(options))
  if (state.port !== options.port || state.version !== options.version) {
    throw new Trouble(`on ${options.data} Kafka ${state.version} runs at ${HOST}:${state.port} already: stop it first`)
  }
  await until(BOOT_MS, async () => !running(options.data) || (await answers(HOST, options.port)))
  if (running(options.data) && (await answers(HOST, options.port))) return state
  await stop(options.data, 'SIGKILL')
  throw new Trouble(`the broker does not answer; ${logFile(options.data)} ends with:\n${lastWords(options.data)}`)
}

/**
 * @param {Options} options
 * @returns {Promise<Running>}
 */
async function launch(options) {
  const { data, port, version } = options
  for (const each of Object.values(listeners(options).opened)) {
    if (await isOpen(HOST, each)) throw new Trouble(`${HOST}:${each} is in use by something else. ${ANOTHER}`)
  }
  const [command, jars] = [java(version), await classPath(version)]
  mkdirSync(data, { recursive: true })
  writeFileSync(propertiesFile(data), properties(options))
  if (!existsSync(join(data, 'log', 'meta.properties'))) format(command, jars, options)
  const log = openSync(logFile(data), 'a')
  const args = [...JVM, ...LOGGING, '-cp', jars, 'kafka.Kafka', propertiesFile(data)]
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], cwd: data })
  child.unref()
  const state = { pid: Number(child.pid), port, version }
  writeFileSync(stateFile(data), JSON.stringify(state))
  return state
}

/**
 * @param {string} command
 * @param {string} jars
 * @param {Options} options
 */
function format(command, jars, { data, sasl }) {
  const task = ['format', '-t', CLUSTER, '-c', propertiesFile(data), '--ignore-formatted', ...scramArguments(sasl)]
  const args = [
    ...JVM,
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
    '-cp',
    jars,
    'kafka.tools.StorageTool',
    ...task,
  ]
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Trouble(`Kafka does not take these settings: ${(stderr || stdout).trim()}`)
}

/** @param {string} data */
function lastWords(data) {
  return readFileSync(logFile(data), 'utf8').trimEnd().split('\n').slice(-15).join('\n')
}

/**
 * Stops the broker of this data, if it runs, and waits until it is gone.
 * @param {string} data
 * @param {'SIGTERM' | 'SIGKILL'} [signal]
 * @returns {Promise<boolean>} whether it ran
 */
export async function stop(data, signal = 'SIGTERM') {
  const state = running(data)
  if (!state) return false
  // A paused process hears SIGTERM only when it goes on.
  for (const each of [signal, 'SIGCONT']) send(state.pid, each)
  const gone = await until(STOP_MS, () => !running(data))
  if (!gone) await stop(data, 'SIGKILL')
  rmSync(stateFile(data), { force: true })
  return true
}

/**
 * @param {number} pid
 * @param {string} signal
 */
function send(pid, signal) {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
  }
}
