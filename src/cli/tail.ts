import { type Command, Option } from 'commander'
import { severities } from '../events/outputs.js'
import { outputTopics } from '../events/topics.js'
import { readBanks } from '../files/config.js'
import { type Arrived, subscribe } from '../kafka/subscription.js'
import { troubleOf } from '../kafka/trouble.js'
import { Names } from './demo/names.js'
import { onCluster, readerGroup } from './support/broker-visit.js'
import { UsageError } from './support/errors.js'
import { type Cluster, clusterOf, withKafkaOptions } from './support/kafka.js'
import { print } from './support/output.js'
import { type AlertChoice, AlertTail, alertLine } from './support/tail-alerts.js'
import { letterLine, letterObject } from './support/tail-letters.js'
import { tallyLine, tallyNews } from './support/tail-tallies.js'
import { UnreadableError } from './support/tail-words.js'

const LEAVE_MS = 500

interface Options extends AlertChoice {
  readonly fromBeginning?: boolean
  readonly json?: boolean
}

/** `banken tail`: what is published, as it comes, for people at a terminal. */
export function register(program: Command): void {
  const tail = program.command('tail').description('show what banken publishes as it comes, until Ctrl-C')
  withOptions(tail.command('alerts'))
    .description(
      'a line for each revision of an alert: opened (open: the first that this tail sees of it), amended or retracted',
    )
    .option('--bank <code>', 'only those of this bank', bankOption)
    .addOption(new Option('--severity <severity>', 'only those that are at least so grave').choices(severities))
    .option('--rule <id>', 'only those of this rule')
    .action((options: Options, command: Command) => tailAlerts(options, clusterOf(command)))
  withOptions(tail.command('tallies'))
    .description('a line for each tally of a provider × bank × basis that changes')
    .option('--bank <code>', 'only those of this bank', bankOption)
    .action((options: Options, command: Command) => tailTallies(options, clusterOf(command)))
  withOptions(tail.command('dead-letters'))
    .description('a line for each message that is no event')
    .action((options: Options, command: Command) => tailLetters(options, clusterOf(command)))
}

function withOptions(command: Command): Command {
  return withKafkaOptions(command)
    .option('--from-beginning', 'begin with what is there already')
    .option('--json', 'print one JSON object a line')
}

function bankOption(text: string): string {
  if (/^\d{4}$/.test(text)) return text
  throw new UsageError(`--bank: expected a bank code of 4 digits, got ${JSON.stringify(text)}`)
}

/** What is to be printed of a record; nothing where it is undefined. */
type Tell = (record: Arrived) => string | undefined

function tailAlerts(options: Options, cluster: Cluster): Promise<void> {
  const names = namesOf(cluster)
  const alerts = new AlertTail(options, options.fromBeginning ?? false)
  return tail(outputTopics.alerts, options, cluster, record => {
    const news = alerts.take(record.key, record.value)
    if (!news) return undefined
    return options.json ? jsonLine(record, { change: news.change, alert: news.alert }) : alertLine(news, names)
  })
}

function tailTallies(options: Options, cluster: Cluster): Promise<void> {
  const names = namesOf(cluster)
  return tail(outputTopics.tallies, options, cluster, record => {
    const news = tallyNews(record.key, record.value, options.bank)
    if (!news) return undefined
    if (!options.json) return tallyLine(news, names)
    return jsonLine(record, 'gone' in news ? { tally: null } : news)
  })
}

function tailLetters(options: Options, cluster: Cluster): Promise<void> {
  return tail(outputTopics.deadLetters, options, cluster, record =>
    options.json ? `${JSON.stringify(letterObject(record))}\n` : letterLine(record),
  )
}

function jsonLine({ partition, offset, key }: Arrived, told: object): string {
  return `${JSON.stringify({ partition, offset, key: String(key), ...told })}\n`
}

function namesOf({ config, home }: Cluster): Names {
  return new Names(config.providers, readBanks(home))
}

async function tail(name: string, { fromBeginning = false }: Options, cluster: Cluster, tell: Tell): Promise<void> {
  const { settings } = cluster
  const topic = settings.topicPrefix + name
  const options = {
    topic,
    group: readerGroup(cluster, 'tail'),
    fromBeginning,
    onStart: () => say(`${topic}, ${fromBeginning ? 'from the beginning' : 'from now on'}; Ctrl-C ends`),
    onTrouble: (error: Error) => say(`${troubleOf(error, settings.brokers).message} (trying again)`),
  }
  await onCluster(cluster, connection => print(linesOf(subscribe(connection, options, untilStopped()), tell)))
  // Where the broker is gone, kafkajs goes on trying to leave it in order; nobody is to wait for that.
  setTimeout(() => process.exit(), LEAVE_MS).unref()
}

async function* linesOf(pieces: AsyncIterable<readonly Arrived[]>, tell: Tell): AsyncGenerator<string> {
  for await (const records of pieces) {
    const lines = records.map(record => lineOf(record, tell)).filter(line => line !== undefined)
    if (lines.length > 0) yield lines.join('')
  }
}

/** One bad record must not end the watch over the others. */
function lineOf(record: Arrived, tell: Tell): string | undefined {
  try {
    return tell(record)
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    say(`passed over: partition ${record.partition} offset ${record.offset} ${error.message}`)
    return undefined
  }
}

/** Beside the data, so that a program may read that. */
function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** The first Ctrl-C leaves the cluster, the second does not wait for that. */
function untilStopped(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      controller.abort()
    })
  }
  return controller.signal
}
