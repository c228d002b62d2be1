import { setTimeout } from 'node:timers/promises'
import type { Admin, Kafka } from 'kafkajs'
import { type ClientSettings, type Credentials, clientOf, type Log } from './client.js'
import { explained, UnreachableError } from './connect-errors.js'
import { ClusterError } from './trouble.js'

/** A cluster that answers. */
export interface Connection {
  readonly kafka: Kafka
  readonly admin: Admin
  /** Who we are there; undefined where nobody asks. */
  readonly user?: string
}

export interface Visit {
  readonly settings: ClientSettings
  readonly credentials: Credentials
  /** How the broker's log is to call us. */
  readonly clientId: string
}

/** Long enough for a broker that is just starting, short enough for somebody who waits. */
const CONNECT_MS_MAX = 10_000
const LEAVE_MS_MAX = 1_000

/** Does some work on a cluster and leaves it. Rejects with a ClusterError for whatever a cluster may do to us. */
export async function visit<T>(to: Visit, work: (connection: Connection) => Promise<T>): Promise<T> {
  const { settings, credentials, clientId } = to
  const tried = new Map<string, string>()
  const kafka = clientOf(settings, clientId, credentials, noting(tried))
  const admin = kafka.admin()
  try {
    await connect(admin, settings, tried)
    return await work({ kafka, admin, ...(settings.sasl === 'none' ? {} : { user: credentials.username }) })
  } catch (error) {
    throw explained(error, { ...settings, credentials })
  } finally {
    await leave(admin)
  }
}

/** Ends a client, and does not wait for a broker that hangs. */
export async function leave(client: { disconnect(): Promise<void> }): Promise<void> {
  await Promise.race([client.disconnect().catch(() => undefined), setTimeout(LEAVE_MS_MAX, undefined, { ref: false })])
}

/** Keeps what went wrong at each broker: kafkajs tries one after the other, and tells of the last one only. */
function noting(tried: Map<string, string>): Log {
  return (_level, message, fields) => {
    const [, why] = /^Connection (?:error: )?(.+)$/.exec(message) ?? []
    if (typeof fields.broker === 'string' && why !== undefined) tried.set(fields.broker, why)
  }
}

async function connect(admin: Admin, { brokers }: ClientSettings, tried: ReadonlyMap<string, string>): Promise<void> {
  const cancel = new AbortController()
  const late = setTimeout(CONNECT_MS_MAX, undefined, { signal: cancel.signal }).then(() => {
    throw tried.size > 0 ? new UnreachableError(tried) : new ClusterError(silent(brokers))
  })
  try {
    await Promise.race([admin.connect(), late])
  } catch (error) {
    throw (error as Error).name === 'KafkaJSNumberOfRetriesExceeded' && tried.size > 0
      ? new UnreachableError(tried)
      : error
  } finally {
    cancel.abort()
    late.catch(() => undefined)
  }
}

function silent(brokers: readonly string[]): string {
  return (
    `${brokers.join(', ')} takes the connection and says nothing for ${CONNECT_MS_MAX / 1000} s: it hangs, or is no ` +
    'Kafka broker. Look at the port and at the log of the broker'
  )
}

/** Rejects with a ClusterError that names the topics which are not there, or which this user may not see. */
export async function assertTopics(admin: Admin, topics: readonly string[], user?: string): Promise<void> {
  const known = new Set(await admin.listTopics())
  const missing = topics.filter(topic => !known.has(topic))
  if (missing.length === 0) return
  const unseen = user === undefined ? '' : ` (or the user ${user} is not allowed to see it)`
  throw new ClusterError(`no such topic${unseen}: ${missing.join(', ')}. Make what is missing: banken topics create`)
}
