import { Kafka, logLevel, type SASLOptions } from 'kafkajs'

/** A kafkajs that says nothing and gives up early. */
export function kafkaAt(brokers: string, sasl?: SASLOptions): Kafka {
  return new Kafka({
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { initialRetryTime: 50, retries: 3 },
    ...(sasl ? { sasl } : {}),
  })
}

export async function createTopic(brokers: string, topic: string, numPartitions = 1): Promise<void> {
  const admin = kafkaAt(brokers).admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true })
  await admin.disconnect()
}

export async function send(brokers: string, topic: string, ...values: readonly string[]): Promise<void> {
  const producer = kafkaAt(brokers).producer()
  await producer.connect()
  await producer.send({ topic, messages: values.map(value => ({ value })) })
  await producer.disconnect()
}
