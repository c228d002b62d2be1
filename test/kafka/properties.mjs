// @ts-check
import { join } from 'node:path'

/**
 * @typedef {object} Options
 * @property {string} data the folder that keeps everything of this broker
 * @property {number} port of clients; the next three are for the other listeners
 * @property {string} version
 * @property {number} [advertise] the port that clients are told instead, that of a proxy
 * @property {string} [sasl] `user:password` of a second listener, with PLAIN and SCRAM
 * @property {Record<string, string>} [set] properties that win over those below
 */

/** What makes one node boot fast, and lets a test see in a second what a cluster does in minutes. */
const QUICK = {
  'auto.create.topics.enable': 'false',
  'group.initial.rebalance.delay.ms': '0',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '4',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '4',
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': '1000',
  'log.cleaner.backoff.ms': '500',
  'log.cleaner.min.cleanable.ratio': '0.01',
  'log.cleaner.dedupe.buffer.size': '8388608',
}

export const HOST = '127.0.0.1'

/**
 * The ports of a broker by listener, and those that clients are told.
 * @param {Options} options
 */
export function listeners({ port, advertise, sasl }) {
  const told = {
    PLAINTEXT: advertise ?? port,
    ...(sasl ? { SASL: port + 2 } : {}),
    // Where PLAINTEXT leads through a proxy, the broker's talk with itself must not meet the faults of that.
    ...(advertise ? { INNER: port + 3 } : {}),
  }
  return { told, opened: { ...told, PLAINTEXT: port, CONTROLLER: port + 1 } }
}

/** @param {Options} options */
export function properties(options) {
  const { told, opened } = listeners(options)
  const all = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${HOST}:${opened.CONTROLLER}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': options.advertise ? 'INNER' : 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INNER:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT',
    listeners: endpoints(opened),
    'advertised.listeners': endpoints(told),
    'log.dirs': join(options.data, 'log'),
    ...QUICK,
    ...(options.sasl ? saslProperties(options.sasl) : {}),
    ...options.set,
  }
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

/** @param {Record<string, number>} ports */
function endpoints(ports) {
  return Object.entries(ports)
    .map(([name, port]) => `${name}://${HOST}:${port}`)
    .join(',')
}

/** @param {string} sasl */
function saslProperties(sasl) {
  const [user, password] = credentials(sasl)
  const security = 'org.apache.kafka.common.security'
  const scram = `${security}.scram.ScramLoginModule required;`
  return {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.sasl.plain.sasl.jaas.config': `${security}.plain.PlainLoginModule required user_${user}="${password}";`,
    'listener.name.sasl.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.sasl.scram-sha-512.sasl.jaas.config': scram,
  }
}

/**
 * What `format` has to be told, for SCRAM keeps its users in the metadata.
 * @param {string | undefined} sasl
 */
export function scramArguments(sasl) {
  if (!sasl) return []
  const [user, password] = credentials(sasl)
  const add = (/** @type {string} */ bits) => ['--add-scram', `SCRAM-SHA-${bits}=[name=${user},password=${password}]`]
  return [...add('256'), ...add('512')]
}

/** @param {string} sasl */
function credentials(sasl) {
  const colon = sasl.indexOf(':')
  return [sasl.slice(0, colon), sasl.slice(colon + 1)]
}
