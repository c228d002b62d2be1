import type { Command } from 'commander'
import { type Config, readConfig } from '../../files/config.js'
import { isBroker, type KafkaSettings } from '../../files/kafka-settings.js'
import type { Credentials } from '../../kafka/client.js'
import { globalsOf } from './command.js'
import { UsageError } from './errors.js'

interface KafkaOptions {
  readonly brokers?: string
  readonly group?: string
  readonly topicPrefix?: string
}

/** What a command needs to reach the cluster. */
export interface Cluster {
  readonly home: string
  readonly config: Config
  readonly settings: KafkaSettings
  readonly credentials: Credentials
}

/** The options of every command that talks to a cluster. What stands in config/ holds where they are not given. */
export function withKafkaOptions(command: Command): Command {
  return command
    .option('--brokers <list>', 'brokers as host:port,host:port; also from KAFKA_BROKERS')
    .option('--group <name>', 'the group under which this pipeline keeps its positions')
    .option('--topic-prefix <text>', 'stands before the name of every topic')
}

/** config/, then the environment, then the command line: the later one wins. User and password: environment alone. */
export function clusterOf(command: Command): Cluster {
  const { home } = globalsOf(command)
  const config = readConfig(home)
  const options = command.opts<KafkaOptions>()
  const { KAFKA_BROKERS, KAFKA_USERNAME = '', KAFKA_PASSWORD = '' } = process.env
  const given =
    options.brokers === undefined ? brokersOf('KAFKA_BROKERS', KAFKA_BROKERS) : brokersOf('--brokers', options.brokers)
  const settings = {
    ...config.settings.kafka,
    ...(given === undefined ? {} : { brokers: given }),
    ...(options.group === undefined ? {} : { group: options.group }),
    ...(options.topicPrefix === undefined ? {} : { topicPrefix: options.topicPrefix }),
  }
  return { home, config, settings, credentials: { username: KAFKA_USERNAME, password: KAFKA_PASSWORD } }
}

function brokersOf(where: string, list: string | undefined): string[] | undefined {
  const brokers = list?.split(',').map(broker => broker.trim())
  const wrong = brokers?.find(broker => !isBroker(broker))
  if (wrong === undefined) return brokers
  throw new UsageError(`${where}: expected host:port, got ${JSON.stringify(wrong)}`)
}
