import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharedBroker, uniquePrefix } from '../support/broker.js'
import { banken, type Ran, root, type Scratch } from '../support/cli.js'

/** The commands of one test on the shared broker, with topics of their own. */
export interface Commands {
  readonly brokers: string
  readonly prefix: string
  /** The folder that is given as --home. */
  readonly home: string
  run(...args: readonly string[]): Promise<Ran>
  /** The arguments that `run` adds. */
  readonly options: readonly string[]
}

const SMALL = 'kafka: { topics: { partitions: 3, outputPartitions: 2 } }'

/** The project's home with another `local.yaml`. */
export function homeIn(scratch: Scratch, local = SMALL): string {
  const home = scratch.path(`home-${local.length}-${Math.floor(performance.now() * 1000)}`)
  cpSync(join(root, 'config'), join(home, 'config'), { recursive: true })
  symlinkSync(join(root, 'pipelines'), join(home, 'pipelines'))
  writeFileSync(join(home, 'config', 'local.yaml'), local)
  return home
}

/** `name` begins the names of its topics. */
export async function commands(name: string, scratch: Scratch): Promise<Commands> {
  const [brokers, prefix, home] = [await sharedBroker(), uniquePrefix(name), homeIn(scratch)]
  const options = ['--home', home, '--brokers', brokers, '--topic-prefix', prefix]
  return { brokers, prefix, home, options, run: (...args) => banken(...args, ...options) }
}
