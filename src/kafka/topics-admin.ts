import { setTimeout } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import type { TopicPlan, TopicState } from './topics-plan.js'
import { ClusterError } from './trouble.js'

/** The resource type of a topic in Kafka's protocol. The enum of kafkajs is there for its types alone. */
const TOPIC_RESOURCE = 2
const LEADERS_MS_MAX = 10_000
const POLL_MS = 100

/** How the planned topics are on the cluster; what is not there is left out. */
export async function topicStates(admin: Admin, plans: readonly TopicPlan[]): Promise<ReadonlyMap<string, TopicState>> {
  const known = new Set(await admin.listTopics())
  const there = plans.filter(({ topic }) => known.has(topic))
  if (there.length === 0) return new Map()
  const { topics } = await admin.fetchTopicMetadata({ topics: there.map(({ topic }) => topic) })
  const configs = await configsOf(admin, there)
  return new Map(
    topics.map(({ name, partitions }) => {
      const replication = Math.min(...partitions.map(({ replicas }) => replicas.length))
      return [name, { partitions: partitions.length, replication, configs: configs.get(name) ?? {} }]
    }),
  )
}

async function configsOf(
  admin: Admin,
  plans: readonly TopicPlan[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const resources = plans.map(({ topic, configs }) => ({
    type: TOPIC_RESOURCE,
    name: topic,
    configNames: Object.keys(configs),
  }))
  const { resources: found } = await admin.describeConfigs({ includeSynonyms: false, resources })
  return new Map(
    found.map(({ resourceName, configEntries }) => [
      resourceName,
      Object.fromEntries(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
}

/** Makes topics that are not there, and waits until each has a leader. */
export async function createTopics(admin: Admin, plans: readonly TopicPlan[]): Promise<void> {
  if (plans.length === 0) return
  await assertEnoughBrokers(admin, Math.max(...plans.map(({ replication }) => replication)))
  const topics = plans.map(({ topic, partitions, replication, configs }) => ({
    topic,
    numPartitions: partitions,
    replicationFactor: replication,
    configEntries: Object.entries(configs).map(([name, value]) => ({ name, value })),
  }))
  await admin.createTopics({ topics, waitForLeaders: false }).catch(passOverMade)
  await untilLed(
    admin,
    plans.map(({ topic }) => topic),
  )
}

/** Someone else may have made some of them in between. */
function passOverMade(error: unknown): void {
  const failures = (error as { errors?: readonly { type?: string }[] }).errors ?? []
  const others = failures.filter(({ type }) => type !== 'TOPIC_ALREADY_EXISTS')
  if (failures.length === 0 || others.length > 0) throw others[0] ?? error
}

async function assertEnoughBrokers(admin: Admin, replication: number): Promise<void> {
  const { brokers } = await admin.describeCluster()
  if (brokers.length >= replication) return
  throw new ClusterError(
    `topics are to be kept on ${replication} brokers (kafka.topics.replication) and the cluster has ${brokers.length}. ` +
      'Nothing was made: start more brokers, or lower replication and minInsyncReplicas in config/',
  )
}

/** A broker may not yet have heard of a topic that another one has just made. */
async function untilLed(admin: Admin, names: readonly string[]): Promise<void> {
  for (let waited = 0; waited < LEADERS_MS_MAX; waited += POLL_MS) {
    const known = new Set(await admin.listTopics())
    if (names.every(name => known.has(name)) && (await areLed(admin, names))) return
    await setTimeout(POLL_MS)
  }
  throw new ClusterError('the topics are made, but some have no leader yet. Look at them with: banken topics check')
}

async function areLed(admin: Admin, names: readonly string[]): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...names] })
    return topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))
  } catch (error) {
    const isEarly = ['LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION'].includes((error as { type: string }).type)
    if (!isEarly) throw error
    return false
  }
}
