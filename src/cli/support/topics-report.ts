import type { Difference } from '../../kafka/topics-plan.js'
import type { Hazard, HazardKind } from './topics-hazards.js'

/** What a check says about one topic. */
export interface TopicFinding {
  readonly topic: string
  readonly differences: readonly Difference[]
}

const DAY_MS = 86_400_000

export function differenceText(topic: string, { what, planned, found }: Difference): string {
  if (what === 'topic') return `${topic}: is missing`
  return `${topic}: ${what} is ${valueText(what, found)}, config/ says ${valueText(what, planned)}`
}

function valueText(what: string, value: string): string {
  const days = Number(value) / DAY_MS
  return what === 'retention.ms' && days > 0 ? `${value} (${Math.round(100 * days) / 100} days)` : value
}

const HAZARDS: Readonly<Record<HazardKind, (count: number) => string>> = {
  'no-key': count => `${count} events have no key`,
  'other-key': count => `${count} events have another key than the contract says`,
  'other-topic': count => `${count} events belong on another topic`,
  'other-partitioner': count => `${count} events lie on another partition than their key belongs on`,
  'two-partitions': count => `${count} keys are on two partitions`,
}

export function hazardText({ kind, topic, count, example }: Hazard): string {
  return `${topic}: ${HAZARDS[kind](count)}; first ${example}`
}

/** What to do, one sentence for each kind of thing that was found. */
export function remedies(findings: readonly TopicFinding[], hazards: readonly Hazard[]): string[] {
  const differences = findings.flatMap(finding => finding.differences)
  const kinds = new Set([
    ...differences.map(({ what }) => remedyOf(what)),
    ...hazards.map(({ kind }) => remedyOf(kind)),
  ])
  return Object.entries(REMEDIES)
    .filter(([kind]) => kinds.has(kind))
    .map(([, says]) => says)
}

function remedyOf(what: string): string {
  if (what in REMEDIES) return what
  return what === 'two-partitions' ? 'other-partitioner' : 'setting'
}

const REMEDIES: Readonly<Record<string, string>> = {
  topic: 'missing topics: banken topics create makes them',
  partitions:
    'partitions: more of them would move keys away from their history, fewer cannot be had. Say in config/ what there ' +
    'is; the rules topic must have 1: delete it while nothing runs, and banken topics create makes it anew',
  replication: 'replication: kafka-reassign-partitions of your Kafka changes it, or say in config/ what there is',
  setting:
    'settings: kafka-configs --bootstrap-server HOST:PORT --alter --topic TOPIC --add-config NAME=VALUE (of your Kafka) ' +
    'sets them, or say in config/ what there is',
  'no-key':
    'no key: the producer must send the key that the contract names, or events of one account come in any order',
  'other-key': "another key: the producer must send the contract's, such as the account on links and charges",
  'other-topic':
    'another topic: they are taken in all the same, but not with the retention and order of their own topic',
  'other-partitioner':
    'another partition: all producers must choose it by murmur2 as Java and kafkajs do; those built on librdkafka ' +
    '(C, C#, Go, Python, kcat) need partitioner=murmur2_random. Or the topic has been given more partitions since',
}
