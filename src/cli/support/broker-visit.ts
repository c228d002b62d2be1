import { randomUUID } from 'node:crypto'
import { type Connection, visit } from '../../kafka/connect.js'
import type { Cluster } from './kafka.js'

const LEAVE_MS = 2_000

/** Does some work on the cluster that the command was given. A short command: it gives up after some ten seconds. */
export async function onCluster<T>(
  { settings, credentials }: Cluster,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  try {
    return await visit({ settings, credentials, clientId: 'banken' }, work)
  } catch (error) {
    // kafkajs goes on trying for a while after we have given up; nobody is to wait for that.
    setTimeout(() => process.exit(), LEAVE_MS).unref()
    throw error
  }
}

/** A consumer group for one reading, which no other process has. */
export function readerGroup({ settings }: Cluster, purpose: string): string {
  return `${settings.group}.${purpose}.${randomUUID().slice(0, 8)}`
}
