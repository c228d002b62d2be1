import { inputTopics } from '../../events/topics.js'
import { providerTopics } from '../../files/kafka-settings.js'
import { boundsOf } from '../../kafka/bounds.js'
import type { Connection } from '../../kafka/connect.js'
import { topicStates } from '../../kafka/topics-admin.js'
import { differencesOf, type TopicPlan, topicPlans } from '../../kafka/topics-plan.js'
import { type Range, scan } from '../../kafka/topics-scan.js'
import { readerGroup } from './broker-visit.js'
import type { Cluster } from './kafka.js'
import { type Hazard, HazardFinder } from './topics-hazards.js'
import type { TopicFinding } from './topics-report.js'

export interface CheckReport {
  readonly topics: readonly TopicFinding[]
  readonly hazards: readonly Hazard[]
  /** Records that were looked at for hazards. */
  readonly sampled: number
}

/** The newest records of each partition, where a producer of today shows. */
const SAMPLE_PER_PARTITION = 2_000

export async function checkTopics(connection: Connection, cluster: Cluster): Promise<CheckReport> {
  const { topicPrefix, topics } = cluster.settings
  const plans = topicPlans(topics, topicPrefix, providerTopics(cluster.settings))
  const states = await topicStates(connection.admin, plans)
  const findings = plans.map(plan => ({ topic: plan.topic, differences: differencesOf(plan, states.get(plan.topic)) }))
  const inputs = plans.filter(plan => isInput(plan, topicPrefix) && states.has(plan.topic)).map(plan => plan.topic)
  const partitions = new Map(inputs.map(topic => [topic, states.get(topic)?.partitions ?? 1]))
  const known = { providers: new Set(cluster.config.providers.keys()) }
  const finder = new HazardFinder(topicPrefix, partitions, known)
  let sampled = 0
  for await (const records of scan(connection.kafka, await newest(connection, inputs), {
    group: readerGroup(cluster, 'check'),
    uncommitted: true,
  })) {
    for (const record of records) finder.add(record)
    sampled += records.length
  }
  return { topics: findings, hazards: finder.hazards, sampled }
}

function isInput({ topic }: TopicPlan, prefix: string): boolean {
  return topic.slice(prefix.length) in inputTopics
}

async function newest({ admin }: Connection, topics: readonly string[]): Promise<ReadonlyMap<string, Range>> {
  const bounds = await boundsOf(admin, topics)
  return new Map(
    [...bounds].map(([place, { low, high }]) => [
      place,
      { from: Math.max(low, high - SAMPLE_PER_PARTITION), to: high },
    ]),
  )
}
