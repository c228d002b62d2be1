import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Admin, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs'
import { parse, stringify } from 'yaml'
import { addressOf, inputTopics, outputTopics } from '../../src/events/topics.js'
import { lagOf } from '../../src/kafka/lag.js'
import { uniquePrefix } from '../support/broker.js'
import { banken, ended, type Ran, root, Scratch } from '../support/cli.js'

const INSTANCE = join(root, 'test', 'live', 'instance.mjs')
const QUIET_MS_MAX = 240_000
/** The tests' own client outlasts every fault. */
const RETRY = { initialRetryTime: 50, maxRetryTime: 500, retries: 200 }

export interface Fault {
  readonly step: 'duckdb' | 'send' | 'offsets' | 'end'
  readonly when: 'before' | 'after'
  readonly nth: number
  readonly signal: 'SIGKILL' | 'SIGSTOP'
}

/** Settings of Kafka that go over those of config/default.yaml. */
export interface Settings {
  readonly sources?: readonly { readonly topic: string; readonly mapping: string }[]
  readonly [name: string]: unknown
}

export interface Start {
  readonly db?: string
  readonly brokers?: string
  readonly fault?: Fault
  readonly ownId?: boolean
  /** Further words of the command line. */
  readonly more?: readonly string[]
}

/** An instance of `banken run` in a process of its own. */
export interface Instance {
  readonly child: ChildProcess
  readonly log: () => string
  /** The exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>
  /** Resolves once the instance says so. */
  says(what: RegExp): Promise<void>
}

/** Topics of its own on a broker, a configuration, and the instances that work on them. */
export class LiveWorld {
  readonly brokers: string
  readonly prefix = uniquePrefix('live')
  readonly scratch = new Scratch()
  readonly home: string
  readonly #instances = new Set<ChildProcess>()
  readonly #admin: Admin
  readonly #producer: Producer

  /** Names of the topics that are read, without the prefix. */
  readonly #inputs: readonly string[]

  private constructor(brokers: string, settings: Settings) {
    this.brokers = brokers
    this.#inputs = settings.sources?.map(({ topic }) => topic) ?? Object.keys(inputTopics)
    this.home = homeWith(this.scratch, settings)
    const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry: RETRY })
    this.#admin = kafka.admin()
    this.#producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner })
  }

  static async open(brokers: string, partitions: number, settings: Settings = {}): Promise<LiveWorld> {
    const world = new LiveWorld(brokers, settings)
    await world.#admin.connect()
    await world.#producer.connect()
    const one = [`${world.prefix}${outputTopics.rules}`]
    const many = [...world.#inputs, ...Object.values(outputTopics)].map(name => world.prefix + name)
    const topics = many.map(topic => ({ topic, numPartitions: one.includes(topic) ? 1 : partitions }))
    await world.#admin.createTopics({ topics, waitForLeaders: false })
    // A broker that has just come back knows them only after a while.
    for (const topic of many) while (!(await world.#isThere(topic))) await setTimeout(50)
    return world
  }

  async #isThere(topic: string): Promise<boolean> {
    return (await this.#admin.fetchTopicOffsets(topic).catch(() => [])).length > 0
  }

  get group(): string {
    return `${this.prefix}group`
  }

  /** Sends lines to the topics; `partitionOf` scatters them over partitions instead of going by key. */
  async send(lines: readonly string[], partitionOf?: (i: number) => number): Promise<void> {
    const byTopic = new Map<string, { key: string; value: string; partition?: number }[]>()
    for (const [i, value] of lines.entries()) {
      const { topic, key } = addressOf(JSON.parse(value))
      const message = { key, value, ...(partitionOf ? { partition: partitionOf(i) } : {}) }
      byTopic.set(topic, [...(byTopic.get(topic) ?? []), message])
    }
    for (const [topic, messages] of byTopic) {
      for (let i = 0; i < messages.length; i += 1000) {
        await this.#producer.send({ topic: this.prefix + topic, messages: messages.slice(i, i + 1000) })
      }
    }
  }

  /** Sends messages as they are, bad ones among them. */
  async sendRaw(topic: string, messages: readonly { key: Buffer | null; value: Buffer | null }[]): Promise<void> {
    await this.#producer.send({ topic: this.prefix + topic, messages: [...messages] })
  }

  db(name = 'live'): string {
    return this.scratch.path(`${name}.duckdb`)
  }

  start({ db = this.db(), brokers = this.brokers, fault, ownId, more = [] }: Start = {}): Instance {
    const args = ['--home', this.home, 'run', '--brokers', brokers, '--topic-prefix', this.prefix]
    const child = spawn(process.execPath, [INSTANCE, ...args, '--group', this.group, '--db', db, ...more], {
      env: {
        ...process.env,
        // What kafkajs does in tests is not what it does.
        NODE_ENV: 'production',
        ...(fault ? { BANKEN_FAULT: JSON.stringify(fault) } : {}),
        ...(ownId ? { BANKEN_OWN_ID: '1' } : {}),
      },
    })
    this.#instances.add(child)
    return instanceOf(child, () => this.#instances.delete(child))
  }

  /** Resolves once everything that lies in the topics is committed, positions and all. */
  async settled(): Promise<void> {
    for (let waited = 0; waited < QUIET_MS_MAX; waited += 100) {
      if ((await this.#lag()) === 0) return
      await setTimeout(100)
    }
    throw new Error(`not read to the end: ${await this.#lag()} messages are left`)
  }

  /** Messages in the topics beyond the committed positions; more than any number where a broker cannot tell yet. */
  #lag(): Promise<number> {
    const topics = this.#inputs.map(name => this.prefix + name)
    return lagOf(this.#admin, this.group, topics).catch(() => Number.POSITIVE_INFINITY)
  }

  /** Stops an instance in an orderly way. */
  async stop(instance: Instance): Promise<void> {
    instance.child.kill('SIGTERM')
    if ((await instance.ended) !== 0) throw new Error(instance.log())
  }

  /** The files of `banken export`, by name. */
  async export(db = this.db()): Promise<Readonly<Record<string, string>>> {
    const out = this.scratch.path(`export-${this.prefix}`)
    const { code, stderr } = await banken('--home', this.home, 'export', '--db', db, '--out', out)
    if (code !== 0) throw new Error(stderr)
    return exported(out)
  }

  async close(): Promise<void> {
    for (const child of this.#instances) child.kill('SIGKILL')
    await this.#producer.disconnect()
    await this.#admin.disconnect()
    this.scratch.remove()
  }
}

const EXPORTED = ['events.ndjson', 'alerts.ndjson', 'tallies.csv', 'dead-letters.ndjson', 'counts.json']

export function exported(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(EXPORTED.map(name => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** A copy of the configuration with other settings of Kafka, over the same pipelines. */
function homeWith(scratch: Scratch, settings: object): string {
  const home = scratch.path('home')
  mkdirSync(home)
  symlinkSync(join(root, 'pipelines'), join(home, 'pipelines'))
  cpSync(join(root, 'config'), join(home, 'config'), { recursive: true })
  const file = join(home, 'config', 'default.yaml')
  const config = parse(readFileSync(file, 'utf8')) as { kafka: object }
  writeFileSync(file, stringify({ ...config, kafka: { ...config.kafka, ...settings } }))
  return home
}

function instanceOf(child: ChildProcess, onEnd: () => void): Instance {
  let log = ''
  let hear: () => void = () => undefined
  child.stderr?.on('data', chunk => {
    log += chunk
    hear()
  })
  const end = ended(child).then(({ code }) => {
    onEnd()
    hear()
    return code
  })
  return {
    child,
    log: () => log,
    ended: end,
    says: what =>
      new Promise((resolve, reject) => {
        hear = () => {
          if (what.test(log)) resolve()
          else if (child.exitCode !== null) reject(new Error(`ended without saying ${what}: ${log.slice(-2000)}`))
        }
        hear()
      }),
  }
}

/** Does some work in a world of its own, of one partition a topic. */
export async function inWorld(
  brokers: string,
  work: (world: LiveWorld) => Promise<void>,
  settings: Settings = {},
): Promise<void> {
  const world = await LiveWorld.open(brokers, 1, settings)
  try {
    await work(world)
  } finally {
    await world.close()
  }
}

/** `banken run` there, to its end. */
export function run(world: LiveWorld, ...more: readonly string[]): Promise<Ran> {
  const { brokers, home, prefix, group } = world
  const where = ['--brokers', brokers, '--topic-prefix', prefix, '--group', group, '--db', world.db()]
  return banken('--home', home, 'run', ...where, ...more)
}
