import kafkajs, { type Kafka, type LogEntry, type SASLOptions } from 'kafkajs'
import { registerCodecs } from './codecs.js'
import { CredentialsError } from './trouble.js'

export interface ClientSettings {
  readonly brokers: readonly string[]
  readonly tls: boolean
  readonly sasl: 'none' | 'plain' | 'scram-sha-256' | 'scram-sha-512'
}

/** User and password come from the environment alone. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug'
export type Log = (level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>) => void

/** A broker's default session would take 30 s to notice; connections are asked for within this. */
const CONNECT_MS = 5_000
const REQUEST_MS = 30_000

/** About 15 s in all. A consumer must be given it again: its own settings replace those of the client. */
export const RETRY = { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 } as const

const NO_USER =
  'kafka.sasl asks for a user and there is none: set KAFKA_USERNAME and KAFKA_PASSWORD in the environment, or kafka.sasl ' +
  'to none in config/'

/** A client of one cluster. One for each consumer: kafkajs shares what it knows of a group among those of one client. Throws a CredentialsError. */
export function clientOf(settings: ClientSettings, clientId: string, credentials?: Credentials, log?: Log): Kafka {
  registerCodecs()
  return new kafkajs.Kafka({
    brokers: [...settings.brokers],
    clientId,
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    ssl: settings.tls,
    retry: RETRY,
    logLevel: kafkajs.logLevel.INFO,
    // What it calls an error it tries again a moment later. What matters comes to us as an event or a rejection.
    logCreator: () => entry => log?.('debug', entry.log.message, fieldsOf(entry)),
    ...(settings.sasl === 'none' ? {} : { sasl: saslOf(settings.sasl, credentials) }),
  })
}

function saslOf(mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512', credentials?: Credentials): SASLOptions {
  const { username = '', password = '' } = credentials ?? {}
  if (username === '') throw new CredentialsError(NO_USER)
  return { mechanism, username, password } as SASLOptions
}

function fieldsOf({ namespace, log }: LogEntry): Record<string, unknown> {
  const { message: _message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = log
  return { from: `kafkajs ${namespace}`.trim(), ...fields }
}
