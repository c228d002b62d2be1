import { GivenUpError } from '../pipeline/live-ports.js'
import type { ClientSettings, Credentials } from './client.js'
import { ClusterError, deepest, type KafkaTrouble, troubleOf } from './trouble.js'

/** What was to be reached, and by whom: what a sentence about trouble has to name. */
export interface Reached extends ClientSettings {
  readonly credentials: Credentials
}

/** Every broker was tried. */
export class UnreachableError extends Error {
  override name = 'UnreachableError'

  /** What went wrong at each. */
  constructor(tried: ReadonlyMap<string, string>) {
    super([...tried].map(([broker, why]) => `${broker}: ${why}`).join('; '))
  }
}

/** A sentence for what a cluster may answer; anything else, a bug of ours say, comes back as it is. */
export function explained(error: unknown, reached: Reached): unknown {
  if (!(error instanceof Error)) return error
  const cause = deepest(error)
  const says = connection(cause, reached)
  const lost = says === undefined ? troubleOf(cause, reached.brokers) : new ClusterError(says, { cause: error })
  return refused(error, reached) ?? lost
}

/** A sentence where a broker has understood what was asked and said no; undefined for anything else. */
export function refused(error: unknown, reached: Reached): ClusterError | undefined {
  const says = error instanceof Error ? refusal(deepest(error), reached) : undefined
  return says === undefined ? undefined : new ClusterError(says, { cause: error })
}

/** Whether this user may not do what was asked. */
export function isForbidden(error: unknown): boolean {
  return error instanceof Error && (deepest(error).type ?? '').endsWith('_AUTHORIZATION_FAILED')
}

/** Whether a cluster that was there is gone, so that it may come back. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^KafkaJS(?:Connection|RequestTimeout|BrokerNotFound|GroupCoordinatorNotFound|Metadata)/.test(deepest(error).name)
  )
}

/** Why a consumer has crashed that kafkajs does not start again. It does not look for a coordinator twice. */
export function crashOf(error: Error): Error {
  return isGone(error) ? new GivenUpError(error) : error
}

/** A broker was reached, understood what was asked, and said no. */
function refusal({ type = '', message, topic }: KafkaTrouble, { brokers, sasl, credentials }: Reached) {
  const [what = ''] = /^(TOPIC|GROUP|CLUSTER|TRANSACTIONAL_ID)(?=_AUTHORIZATION_FAILED$)/.exec(type) ?? []
  if (what !== '') {
    const who = sasl === 'none' ? 'whoever comes without a user' : `the user ${credentials.username}`
    return (
      `the cluster does not allow ${who} to do this (${type}${topic === undefined ? '' : `, topic ${topic}`}). ` +
      `Its administrator must give the permission on the ${what.toLowerCase().replace('_', ' ')}`
    )
  }
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return 'a topic is not there. Make what is missing: banken topics create'
  if (type === 'ILLEGAL_SASL_STATE' || type === 'UNSUPPORTED_SASL_MECHANISM') {
    return `${brokers.join(', ')} does not take ${sasl} on this port: name another port, or set kafka.sasl in config/`
  }
  if (/^(?:INVALID|POLICY_VIOLATION|MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|NOT_ENOUGH_REPLICAS)/.test(type)) {
    return `the cluster refuses${topic === undefined ? '' : ` topic "${topic}"`}: ${message} (${type})`
  }
  return undefined
}

/** No broker was reached, or what was reached does not talk like one. */
function connection({ name, message, broker }: KafkaTrouble, { brokers, tls, sasl }: Reached) {
  const asked = brokers.join(', ')
  if (/certificate|self.signed|altname/i.test(message)) {
    return `the certificate of ${asked} is not trusted (${message}). Name its authority: NODE_EXTRA_CA_CERTS=ca.pem`
  }
  if (tls && /TLS|SSL|EPROTO/.test(message)) {
    return `${asked} does not talk TLS on this port: name another port, or set kafka.tls in config/ to false`
  }
  if (name === 'KafkaJSConnectionClosedError') {
    const wants = [...(tls ? [] : ['TLS (kafka.tls)']), ...(sasl === 'none' ? ['a user (kafka.sasl)'] : [])]
    const perhaps = wants.length > 0 ? `It may want ${wants.join(' or ')}, or be` : 'It may be'
    return `${broker ?? asked} closes the connection at once. ${perhaps} no Kafka broker at all: look at the port`
  }
  if (name === 'KafkaJSConnectionError' && broker !== undefined && !brokers.includes(broker)) {
    return (
      `${asked} answers, and sends its clients on to ${broker}, which cannot be reached from here (${message}). ` +
      'Mend advertised.listeners of that broker, or come from where that name is known'
    )
  }
  return /^(?:UnreachableError|KafkaJSConnectionError)$/.test(name)
    ? `no broker answers (${message}). ${NAME_ONE}`
    : undefined
}

const NAME_ONE = 'Start one, or name another: --brokers, KAFKA_BROKERS, or kafka.brokers in config/'
