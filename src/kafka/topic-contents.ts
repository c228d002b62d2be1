import type { Admin, Kafka, KafkaMessage } from 'kafkajs'
import { placeKey } from '../pipeline/positions.js'
import { boundsOf } from './bounds.js'

const WAIT_MS_MAX = 60_000

/** Everything that a small topic holds now, committed records only, in the order of each partition. */
export async function topicContents(kafka: Kafka, admin: Admin, topic: string, group: string): Promise<KafkaMessage[]> {
  const bounds = await boundsOf(admin, [topic])
  const left = new Map([...bounds].filter(([, { low, high }]) => high > low).map(([place, { high }]) => [place, high]))
  if (left.size === 0) return []
  const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 100, allowAutoTopicCreation: false })
  const messages: KafkaMessage[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`topic ${topic} was not read to its end in a minute`)),
        WAIT_MS_MAX,
      )
      // The end of a batch is told also where it holds nothing but the markers of transactions.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        const place = placeKey(payload.topic, payload.partition)
        if (Number(payload.lastOffset) + 1 >= (left.get(place) ?? 0)) left.delete(place)
        if (left.size === 0) resolve(clearTimeout(timer))
      })
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (!payload.restart) reject(payload.error)
      })
      readAll(consumer, topic, messages).catch(reject)
    })
    return messages
  } finally {
    await consumer.disconnect()
  }
}

async function readAll(
  consumer: ReturnType<Kafka['consumer']>,
  topic: string,
  messages: KafkaMessage[],
): Promise<void> {
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      messages.push(...batch.messages)
    },
  })
}
