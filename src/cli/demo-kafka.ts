import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import { inputTopics } from '../events/topics.js'
import { makeFolder } from '../files/output.js'
import { lagOf } from '../kafka/lag.js'
import { FILES } from './demo/files.js'
import { tablesText, writePage } from './demo/tell.js'
import { onCluster } from './support/broker-visit.js'
import { openToRead } from './support/home.js'
import { type Cluster, clusterOf, withKafkaOptions } from './support/kafka.js'

interface Options {
  readonly out: string
  readonly speed: string
}

const EXPORTED = ['events.ndjson', 'alerts.ndjson', 'tallies.csv', 'dead-letters.ndjson', 'counts.json']
const POLL_MS = 500

/** `banken demo-kafka`: September 2020 live. Every step is a command that the reader can give too. */
export function register(program: Command): void {
  const command = program
    .command('demo-kafka')
    .description('September 2020 through a broker: topics, publish, run, alerts as they rise, and the same answer')
    .option('--out <dir>', 'where the database and the page are written', 'reports')
    .option('--speed <n>x', 'how many times faster than it was; 1000x takes an hour and a half', '60000x')
  withKafkaOptions(command).action((options: Options, self: Command) => demo(options, clusterOf(self)))
}

async function demo({ out, speed }: Options, cluster: Cluster): Promise<void> {
  // Topics of its own for each showing, so that one never meets the events of another.
  const prefix = `demo-${Date.now()}.`
  const settings = { ...cluster.settings, topicPrefix: prefix, group: `${prefix}group` }
  const cli = new Commands(cluster.home, settings.brokers, prefix, settings.group)
  const scratch = mkdtempSync(join(tmpdir(), 'banken-demo-'))
  const files = FILES.map(name => join(cluster.home, 'fixtures', 'september-2020', name))
  const [db, page] = [join(out, 'september-2020-live.duckdb'), join(out, 'september-2020-live.html')]
  try {
    makeFolder(out)
    for (const file of [db, `${db}.wal`]) rmSync(file, { force: true })
    await cli.done('topics', 'create')
    const run = cli.start('run', '--db', db, '--log-level', 'warn')
    const tail = cli.start('tail', 'alerts', '--from-beginning')
    await cli.done('publish', ...files, '--speed', speed)
    await untilRead({ ...cluster, settings })
    await stop(run)
    await stop(tail)
    await tellTables(db, page, cluster)
    await compare(cli, db, files, scratch)
  } finally {
    cli.killAll()
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function untilRead(cluster: Cluster): Promise<void> {
  const { group, topicPrefix } = cluster.settings
  const topics = Object.keys(inputTopics).map(name => topicPrefix + name)
  await onCluster(cluster, async ({ admin }) => {
    while ((await lagOf(admin, group, topics)) > 0) await setTimeout(POLL_MS)
  })
}

async function tellTables(path: string, page: string, { home, config }: Cluster): Promise<void> {
  const db = await openToRead(path, home)
  try {
    process.stdout.write(tablesText(await writePage(db, config, home, page), config, home, path, page))
  } finally {
    db.close()
  }
}

/** Exports what came through the broker and what a replay of the files makes, and compares the bytes. */
async function compare(cli: Commands, db: string, files: readonly string[], scratch: string): Promise<void> {
  const replayed = join(scratch, 'replayed.duckdb')
  await cli.local('replay', ...files, '--db', replayed)
  await cli.local('export', '--db', db, '--out', join(scratch, 'live'))
  await cli.local('export', '--db', replayed, '--out', join(scratch, 'files'))
  const differs = EXPORTED.filter(
    name => !readFileSync(join(scratch, 'live', name)).equals(readFileSync(join(scratch, 'files', name))),
  )
  if (differs.length > 0) throw new Error(`the broker and the files give other bytes: ${differs.join(', ')}`)
  process.stdout.write(`\nThe same bytes as from the files: ${EXPORTED.join(', ')}\n`)
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  if (child.exitCode === null) await new Promise(resolve => child.once('close', resolve))
}

/** Commands of banken itself, in processes of their own. */
class Commands {
  readonly #before: readonly string[]
  readonly #where: readonly string[]
  readonly #running = new Set<ChildProcess>()

  constructor(home: string, brokers: readonly string[], prefix: string, group: string) {
    this.#before = [process.argv[1] ?? '', '--home', home]
    this.#where = ['--brokers', brokers.join(), '--topic-prefix', prefix, '--group', group]
  }

  start(...args: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [...this.#before, ...args, ...this.#where], { stdio: 'inherit' })
    this.#running.add(child)
    child.on('close', () => this.#running.delete(child))
    return child
  }

  async done(...args: readonly string[]): Promise<void> {
    process.stderr.write(`\nbanken ${args.join(' ')}\n`)
    await ended(this.start(...args), args)
  }

  /** A command that needs no broker. */
  async local(...args: readonly string[]): Promise<void> {
    const stdio = ['ignore', 'ignore', 'inherit'] as const
    await ended(spawn(process.execPath, [...this.#before, ...args], { stdio: [...stdio] }), args)
  }

  killAll(): void {
    for (const child of this.#running) child.kill('SIGKILL')
  }
}

async function ended(child: ChildProcess, args: readonly string[]): Promise<void> {
  const code = await new Promise(resolve => child.once('close', resolve))
  if (code !== 0) throw new Error(`banken ${args[0]} ended with ${code}`)
}
