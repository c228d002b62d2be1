import { BombError } from './codecs.js'

/** A sentence for people: the cluster cannot be reached, or is not set up as it must be. */
export class ClusterError extends Error {
  override name = 'ClusterError'
}

/** It is not said who we are. */
export class CredentialsError extends ClusterError {
  override name = 'CredentialsError'
}

/** No broker has answered for too long. */
export class BrokerDownError extends ClusterError {
  constructor(brokers: readonly string[], ms: number) {
    super(
      `no broker of ${brokers.join(', ')} has answered for ${Math.round(ms / 1000)} s (brokerDownMsMax). Nothing is lost: ` +
        'start it and run again',
    )
  }
}

/** Whether trying again cannot help. */
export function isHopeless(error: unknown): boolean {
  const name = nameOf(error)
  return error instanceof ClusterError || name === 'GapError' || name === 'KafkaJSSASLAuthenticationError'
}

/** What is wrong between us and the cluster, and what to do about it. */
export function troubleOf(error: unknown, brokers: readonly string[]): Error {
  if (!(error instanceof Error)) return new ClusterError(String(error))
  const cause = deepest(error)
  if (cause instanceof BombError) {
    return new ClusterError(
      `${cause.message}, in one of the topics that are read. It was not skipped: find it with a consumer that may use ` +
        'more memory, and delete the records up to it (kafka-delete-records), or ask its producer',
    )
  }
  if (nameOf(cause) === 'KafkaJSSASLAuthenticationError') {
    return new ClusterError(
      `the broker at ${brokers.join(', ')} refuses user and password: set KAFKA_USERNAME and KAFKA_PASSWORD, and ` +
        `kafka.sasl in config/ (${cause.message})`,
    )
  }
  if (/ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|Connection (?:error|timeout)|Closed connection/i.test(cause.message)) {
    return new ClusterError(
      `no broker answers at ${brokers.join(', ')} (${cause.message}). Start one, or name another: --brokers, ` +
        'KAFKA_BROKERS, or kafka.brokers in config/',
    )
  }
  return nameOf(error).startsWith('KafkaJS') ? new ClusterError(`Kafka: ${cause.message}`, { cause: error }) : error
}

/** What kafkajs says of what happened. */
export interface KafkaTrouble extends Error {
  readonly type?: string
  readonly code?: string
  readonly broker?: string
  readonly topic?: string
  readonly errors?: readonly KafkaTrouble[]
}

/** kafkajs wraps what happened when it gives up, and several topics at once. */
export function deepest(error: KafkaTrouble): KafkaTrouble {
  const inner = error.errors?.[0] ?? error.cause
  return inner instanceof Error ? deepest(inner) : error
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}
