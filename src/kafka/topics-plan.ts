import { inputTopics, outputTopics } from '../events/topics.js'

/** How topics are to be: the part `kafka.topics` of the configuration. */
export interface TopicSettings {
  readonly partitions: number
  readonly outputPartitions: number
  readonly replication: number
  readonly minInsyncReplicas: number
  readonly retentionDays: number
  readonly deadLetterRetentionDays: number
}

/** A topic as it is to be. */
export interface TopicPlan {
  /** As it is called on the cluster. */
  readonly topic: string
  readonly partitions: number
  readonly replication: number
  readonly configs: Readonly<Record<string, string>>
}

/** A topic as it is. */
export type TopicState = Omit<TopicPlan, 'topic'>

export interface Difference {
  /** `topic` (it is not there), `partitions`, `replication`, or the name of a setting of the topic. */
  readonly what: string
  readonly planned: string
  readonly found: string
}

const DAY_MS = 86_400_000
/** A message as large as a broker takes by default (1 MiB) is there with the headers that say what is wrong with it. */
const ROOM = { 'max.message.bytes': String(2 * 1024 * 1024) }
const COMPACT = { 'cleanup.policy': 'compact' }

/** Every topic of the contract, under this prefix, and those of `providers` that are read through a mapping. */
export function topicPlans(settings: TopicSettings, prefix: string, providers: readonly string[] = []): TopicPlan[] {
  const { partitions, outputPartitions, retentionDays, deadLetterRetentionDays } = settings
  const plan = (name: string, count: number, configs: Record<string, string>): TopicPlan => ({
    topic: prefix + name,
    partitions: count,
    replication: settings.replication,
    configs: { ...configs, 'min.insync.replicas': String(settings.minInsyncReplicas) },
  })
  const { alerts, shadowAlerts, tallies, rules, deadLetters } = outputTopics
  return [
    ...[...Object.keys(inputTopics), ...providers].map(name => plan(name, partitions, keptFor(retentionDays))),
    ...[alerts, shadowAlerts, tallies].map(name => plan(name, outputPartitions, COMPACT)),
    // The order of its history matters, and who is given its only partition leads.
    plan(rules, 1, COMPACT),
    plan(deadLetters, outputPartitions, { ...keptFor(deadLetterRetentionDays), ...ROOM }),
  ]
}

function keptFor(days: number): Record<string, string> {
  return { 'cleanup.policy': 'delete', 'retention.ms': String(days * DAY_MS) }
}

/** What is not as planned; `undefined`: the topic is not there. */
export function differencesOf(plan: TopicPlan, state: TopicState | undefined): Difference[] {
  if (!state) return [{ what: 'topic', planned: 'there', found: 'missing' }]
  const pairs: [string, string, string][] = [
    ['partitions', String(plan.partitions), String(state.partitions)],
    ['replication', String(plan.replication), String(state.replication)],
    ...Object.entries(plan.configs).map(([name, value]): [string, string, string] => [
      name,
      value,
      state.configs[name] ?? 'not set',
    ]),
  ]
  return pairs
    .filter(([, planned, found]) => planned !== found)
    .map(([what, planned, found]) => ({ what, planned, found }))
}
