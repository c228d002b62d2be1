import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { claimPorts } from '../kafka/ports.js'
import { runFolder, sharedByRun } from '../kafka/shared.js'
import { root } from './cli.js'

const execute = promisify(execFile)
const PROGRAM = join(root, 'test', 'kafka', 'broker.mjs')
/** Under load it must not lose it. */
const LONG_SESSION = { 'broker.session.timeout.ms': '18000' }
/** The controller lets nobody take the place of a killed broker while its session lasts. The default is 9 seconds. */
const SHORT_SESSION = { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' }

export interface BrokerOptions {
  /** The port that clients are told to come to: that of a proxy. */
  readonly advertise?: number
  /** Opens `saslBrokers` for this user, by PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
  readonly sasl?: { readonly username: string; readonly password: string }
  readonly properties?: Readonly<Record<string, string>>
}

/** A broker that one test may treat as it likes. */
export interface OwnBroker {
  /** host:port of the broker itself: past the proxy, where it advertises one. */
  readonly brokers: string
  /** Where a proxy has to lead. */
  readonly port: number
  /** host:port that asks for SASL, where `sasl` is given. */
  readonly saslBrokers: string
  /** Everything it keeps, and `broker.log`. */
  readonly data: string
  /** kill -9; waits until it is gone. */
  kill(): Promise<void>
  /** Lets it close its files. */
  stop(): Promise<void>
  /** On the same port and data; waits until it answers. */
  start(): Promise<void>
  /** SIGSTOP: it keeps its connections and says nothing. */
  pause(): void
  resume(): void
  /** The end of it, with its data. */
  remove(): Promise<void>
}

/** host:port of a broker for all tests of this run of jest. Its topics are everybody's: use a `uniquePrefix`. */
export function sharedBroker(): Promise<string> {
  return sharedByRun(async () => (await ownBroker({ properties: LONG_SESSION })).brokers)
}

/** A prefix of names that no other test has, nor had. */
export function uniquePrefix(name: string): string {
  return `${name}-${randomBytes(5).toString('hex')}.`
}

/** A broker of its own, started. `remove()` ends it; what is forgotten ends with this run of jest. */
export async function ownBroker(options: BrokerOptions = {}): Promise<OwnBroker> {
  const ports = await claimPorts()
  const data = mkdtempSync(join(runFolder(), 'broker-'))
  const start = () => broker('up', '--data', data, '--port', String(ports.first), ...flags(options))
  const signal = (name: NodeJS.Signals) => process.kill(pidOf(data), name)
  const remove = async () => {
    await broker('down', '--data', data, '--now')
    rmSync(data, { recursive: true, force: true })
    ports.release()
  }
  try {
    await start()
  } catch (error) {
    await remove()
    throw error
  }
  return {
    brokers: `127.0.0.1:${ports.first + (options.advertise ? 3 : 0)}`,
    saslBrokers: `127.0.0.1:${ports.first + 2}`,
    port: ports.first,
    data,
    kill: () => broker('down', '--data', data, '--now'),
    stop: () => broker('down', '--data', data),
    start,
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    remove,
  }
}

function flags({ advertise, sasl, properties }: BrokerOptions): string[] {
  const set = Object.entries({ ...SHORT_SESSION, ...properties }).map(([name, value]) => `--set=${name}=${value}`)
  const more = [
    ...(advertise ? ['--advertise', String(advertise)] : []),
    ...(sasl ? ['--sasl', `${sasl.username}:${sasl.password}`] : []),
  ]
  return [...set, ...more]
}

/** Runs the program; its sentence is the error. */
async function broker(...args: readonly string[]): Promise<void> {
  try {
    await execute(process.execPath, [PROGRAM, ...args])
  } catch (error) {
    throw new Error((error as { stderr?: string }).stderr?.trim() || String(error), { cause: error })
  }
}

function pidOf(data: string): number {
  const { pid } = JSON.parse(readFileSync(join(data, 'broker.json'), 'utf8')) as { pid: number }
  return pid
}
