/**
 * Keeps the open alerts of one bank up to date, and prints them whenever they change:
 *
 *   open-alerts.ts 127.0.0.1:9092 9900 [--prefix P] [--once]
 */
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'

interface Alert {
  readonly id: string
  readonly status: string
  readonly severity: string
  readonly lastAt: string
  readonly yen: number
  readonly rule: string
  readonly entity: { readonly type: string; readonly id: string }
  readonly banks: readonly string[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { prefix: { type: 'string', default: '' }, once: { type: 'boolean', default: false } },
})
const [brokers, bank] = positionals
if (brokers === undefined || bank === undefined)
  throw new Error('usage: open-alerts.ts BROKERS BANK [--prefix P] [--once]')
const topic = `${values.prefix}instant-transfer.alerts.v1`
const kafka = new Kafka({ clientId: 'open-alerts', brokers: brokers.split(','), logLevel: logLevel.ERROR })

/** The newest record of a key holds: a line for each open alert of our bank, by its id. */
const open = new Map<string, string>()

function take(id: string, value: Buffer | null): void {
  // No value is a tombstone. Whatever is not open, or no longer of our bank, comes off the table.
  const alert = value === null ? undefined : (JSON.parse(value.toString()) as Alert)
  if (alert?.status === 'open' && alert.banks.includes(bank as string)) open.set(id, lineOf(alert))
  else open.delete(id)
}

function lineOf({ lastAt, severity, yen, rule, entity, id }: Alert): string {
  return `${lastAt}  ${severity.padEnd(8)}  ${String(yen).padStart(13)} yen  ${rule}  ${entity.type} ${entity.id}  ${id}`
}

let printed = ''
function print(): void {
  const table = [`${open.size} open alerts of bank ${bank}`, ...[...open.values()].sort()].join('\n')
  if (table !== printed) process.stdout.write(`${table}\n\n`)
  printed = table
}

/** Of each partition: where it ended when we began, until we have read up to there. */
async function ends(): Promise<Map<number, number>> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const offsets = await admin.fetchTopicOffsets(topic)
    const held = offsets.filter(({ low, high }) => Number(high) > Number(low))
    return new Map(held.map(({ partition, high }) => [partition, Number(high)]))
  } finally {
    await admin.disconnect()
  }
}

async function follow(): Promise<void> {
  const left = await ends()
  const next = new Map<number, number>()
  const consumer = kafka.consumer({
    // kafkajs reads in groups only. A group of our own gets every partition, and starts at the beginning each time,
    // for our table is in memory.
    groupId: `open-alerts-${randomUUID()}`,
    // The default, written down: whoever reads uncommitted records sees what was aborted.
    readUncommitted: false,
    maxWaitTimeInMs: 500,
  })
  const stop = async (code: number) => {
    await consumer.disconnect()
    process.exit(code)
  }
  const caughtUp = () => {
    print()
    if (values.once) void stop(0)
  }
  // Told also of batches that hold nothing but aborted records and the marks of transactions.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
    if (Number(lastOffset) + 1 >= (left.get(partition) ?? 0)) left.delete(partition)
    if (left.size === 0) caughtUp()
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) void stop(1)
  })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message: { key, value, offset } }) => {
      // After a rebalance kafkajs begins anew, since nothing was committed: what we have had already is passed over.
      if (Number(offset) < (next.get(partition) ?? 0)) return
      next.set(partition, Number(offset) + 1)
      take(String(key), value)
    },
  })
  if (left.size === 0) caughtUp()
}

await follow()
