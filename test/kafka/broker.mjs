// @ts-check
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { cache, defaultVersion, Trouble } from './jars.mjs'
import { HOST } from './properties.mjs'
import { logFile, running, start, stop } from './server.mjs'

const USAGE = `A real Apache Kafka broker without Docker, from jars that Maven fetches once. Needs Java 17 or later, and mvn.

  node test/kafka/broker.mjs up      starts it, waits until it answers, and says where
  node test/kafka/broker.mjs down    stops it; its data stays; with --now by kill -9
  node test/kafka/broker.mjs status  says whether it runs

  --port N          default 9092; N + 1 is the controller's, the next two are for --sasl and --advertise
  --data DIR        default .cache/kafka/data/VERSION
  --version V       of Kafka; default KAFKA_VERSION, else the one in pom.xml
  --advertise N     the port that clients are told instead, that of a proxy
  --sasl USER:PASS  a listener at port + 2, SASL_PLAINTEXT with PLAIN and SCRAM
  --set NAME=VALUE  a property of the server; as often as needed
`
const DATA = join(cache, 'data')

const { values, positionals } = parsed()

function parsed() {
  const text = /** @type {const} */ ({ type: 'string' })
  const set = /** @type {const} */ ({ type: 'string', multiple: true })
  const now = /** @type {const} */ ({ type: 'boolean' })
  const options = { port: text, data: text, version: text, advertise: text, sasl: text, set, now }
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    process.stderr.write(`kafka: ${/** @type {Error} */ (error).message}\n`)
    return { values: {}, positionals: ['help'] }
  }
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`)
}

async function up() {
  const { version = defaultVersion(), data, port, advertise, sasl, set = [] } = values
  const state = await start({
    data: data ? resolve(data) : join(DATA, version),
    port: Number(port ?? 9092),
    version,
    ...(advertise ? { advertise: Number(advertise) } : {}),
    ...(sasl ? { sasl } : {}),
    set: Object.fromEntries(set.map(each => each.split(/=(.*)/s, 2))),
  })
  say(`ready: ${HOST}:${state.port}`)
}

/** The folder that is named, else every folder in which `up` may have left a broker. */
function folders() {
  if (values.data) return [resolve(values.data)]
  return existsSync(DATA) ? readdirSync(DATA).map(name => join(DATA, name)) : []
}

async function down() {
  let stopped = 0
  for (const data of folders()) if (await stop(data, values.now ? 'SIGKILL' : 'SIGTERM')) stopped += 1
  say(stopped > 0 ? 'stopped' : 'not running')
}

async function status() {
  const found = folders().flatMap(data => {
    const state = running(data)
    return state ? [`running: ${HOST}:${state.port} (Kafka ${state.version}, pid ${state.pid}, ${logFile(data)})`] : []
  })
  say(found.join('\n') || 'not running')
  if (found.length === 0) process.exitCode = 1
}

async function usage() {
  process.stderr.write(USAGE)
  process.exitCode = 2
}

try {
  const tasks = new Map([
    ['up', up],
    ['down', down],
    ['status', status],
  ])
  await (tasks.get(positionals.join(' ')) ?? usage)()
} catch (error) {
  if (!(error instanceof Trouble)) throw error
  process.stderr.write(`kafka: ${error.message}\n`)
  process.exitCode = 1
}
