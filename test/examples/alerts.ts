import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Message } from 'kafkajs'
import type { AlertChange } from '../../src/detect/alert-changes.js'
import type { Alert, OpenAlert } from '../../src/events/outputs.js'
import { alertRecord } from '../../src/pipeline/outgoing.js'
import { kafkaAt } from '../kafka/clients.js'
import { root } from '../support/cli.js'

const EXAMPLES = join(root, 'pipelines', 'reports', 'asyncapi', 'examples.json')
const { alert: sample } = JSON.parse(readFileSync(EXAMPLES, 'utf8')) as { alert: OpenAlert }

/** `a` becomes an id of an alert. */
export const idOf = (letter: string) => letter.repeat(32)

/** An open alert as banken publishes it. */
export function opened(letter: string, fields: Partial<OpenAlert> = {}): Message {
  return message('opened', { ...sample, id: idOf(letter), banks: ['9900'], ...fields })
}

export function retracted(letter: string): Message {
  const { rule, entity, period } = sample
  return message('retracted', { id: idOf(letter), rule, status: 'retracted', entity, period })
}

export const tombstone = (letter: string): Message => ({ key: idOf(letter), value: null })

function message(kind: AlertChange['kind'], payload: Alert): Message {
  const { key, value, headers } = alertRecord({ kind, id: payload.id, mode: 'live', payload })
  return { key: key && Buffer.from(key), value: value && Buffer.from(value), headers: { ...headers } }
}

/** The line that every subscriber prints of an open alert. */
export function lineOf(letter: string, fields: Partial<OpenAlert> = {}): string {
  const { lastAt, severity, yen, rule, entity } = { ...sample, ...fields }
  const figures = `${severity.padEnd(8)}  ${String(yen).padStart(13)} yen`
  return `${lastAt}  ${figures}  ${rule}  ${entity.type} ${entity.id}  ${idOf(letter)}`
}

export interface Transaction {
  readonly messages: readonly Message[]
  readonly isAborted?: boolean
}

/** Sends each of them as one transaction, one after the other. */
export async function transact(brokers: string, topic: string, transactions: readonly Transaction[]): Promise<void> {
  const producer = kafkaAt(brokers).producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  try {
    for (const { messages, isAborted = false } of transactions) {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [...messages] })
      await (isAborted ? transaction.abort() : transaction.commit())
    }
  } finally {
    await producer.disconnect()
  }
}
