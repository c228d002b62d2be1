import { randomInt } from 'node:crypto'
import { type Command, Option } from 'commander'
import { isEventType } from '../events/catalogue.js'
import { NdjsonSource } from '../files/ndjson.js'
import { fileSource } from '../files/source.js'
import { onCluster } from './support/broker-visit.js'
import { wholeNumber } from './support/command.js'
import { UsageError } from './support/errors.js'
import { untilInterrupted } from './support/interrupt.js'
import { type Cluster, clusterOf, withKafkaOptions } from './support/kafka.js'
import { chosenMapper } from './support/mapping.js'
import { print } from './support/output.js'
import { atOnce, atRate, atSpeed, type Pace } from './support/publish-pace.js'
import { type PublishPlan, publish, type RawTopic } from './support/publish-run.js'
import { type PublishTotals, Tally, totalsText } from './support/publish-totals.js'

interface Options {
  readonly rate?: number
  readonly speed?: number
  readonly shuffle?: number | true
  readonly type?: string
  readonly mapping?: string
  readonly json?: boolean
}

const SEEDS = 2 ** 31

/** `banken publish FILE…`: files onto the topics, as their producers would send them. */
export function register(program: Command): void {
  const command = program
    .command('publish')
    .argument(
      '<files...>',
      'NDJSON or CSV files (also .gz), one after the other; with --speed all at once, by event time',
    )
    .description('send the events of files to the topics of the cluster, each with the key of its subject')
    .addOption(new Option('--rate <n>', 'at most so many events a second').argParser(wholeNumber('--rate', 1)))
    .addOption(
      new Option('--speed <n>x', 'event time runs so many times faster than the clock, as 1x or 1000x')
        .argParser(speedOption)
        .conflicts(['rate', 'shuffle']),
    )
    .option(
      '--shuffle [seed]',
      'in an order drawn from the seed; needs memory for all of it',
      wholeNumber('--shuffle', 0),
    )
    .option('--type <type>', 'event type of CSV rows without a type column')
    .option('--mapping <id>', "send the lines as this provider's own, to the topic that kafka.sources reads through it")
    .option('--json', 'print the totals as JSON')
  withKafkaOptions(command).action((files: string[], options: Options, self: Command) =>
    run(files, options, clusterOf(self)),
  )
}

function speedOption(text: string): number {
  const [, times] = /^(\d+(?:\.\d+)?)x?$/.exec(text) ?? []
  if (Number(times) > 0) return Number(times)
  throw new UsageError(`--speed: expected a number more than 0, as 1x or 1000x, got ${JSON.stringify(text)}`)
}

async function run(files: readonly string[], options: Options, cluster: Cluster): Promise<void> {
  if (options.type !== undefined && !isEventType(options.type)) {
    throw new UsageError(`--type: ${options.type} is not an event type; banken schema lists them`)
  }
  const signal = untilInterrupted()
  const raw = options.mapping === undefined ? undefined : rawTopic(options.mapping, options, cluster)
  const sources = files.map(file => (raw ? new NdjsonSource(file) : fileSource(file, options.type)))
  const now = () => performance.now()
  const plan = { ...(raw ? { raw } : {}), sources, order: orderOf(options), pace: paceOf(options), now }
  const tally = new Tally(sources, now)
  let complete = false
  try {
    await onCluster(cluster, connection => publish(connection, cluster, plan, tally, signal))
    complete = !signal.aborted
  } finally {
    await tell(tally.done(complete), options.json ?? false, signal)
  }
}

function rawTopic(id: string, { type }: Options, { home, config, settings }: Cluster): RawTopic {
  if (type !== undefined) throw new UsageError('--type is for canonical CSV; a mapping knows its types')
  const mapper = chosenMapper(home, config, id)
  if (mapper.mapping.input.format !== 'ndjson')
    throw new UsageError(
      `--mapping: ${id} reads ${mapper.mapping.input.format} files; only lines of JSON go to a topic`,
    )
  const source = settings.sources.find(one => 'topic' in one && one.mapping === id)
  if (!source || !('topic' in source))
    throw new UsageError(
      `--mapping: no topic of kafka.sources is read through ${id}: { topic: providers.${id}.v1, mapping: ${id} }`,
    )
  return { topic: settings.topicPrefix + source.topic, mapper }
}

/** Where a failure has let nothing be sent, its sentence says it all. */
async function tell(totals: PublishTotals, json: boolean, signal: AbortSignal): Promise<void> {
  if (totals.tooLarge > 0) process.exitCode = 1
  if (!totals.complete && !signal.aborted && totals.sent === 0) return
  await print([json ? `${JSON.stringify(totals)}\n` : totalsText(totals)])
}

function paceOf({ rate, speed }: Options): Pace {
  if (rate !== undefined) return atRate(rate)
  return speed === undefined ? atOnce : atSpeed(speed)
}

function orderOf({ speed, shuffle }: Options): PublishPlan['order'] {
  if (shuffle === undefined) return speed === undefined ? 'as-given' : 'time'
  if (shuffle !== true) return { seed: shuffle }
  const seed = randomInt(SEEDS)
  process.stderr.write(`shuffled by the seed ${seed}\n`)
  return { seed }
}
