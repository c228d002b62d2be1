import { inputTopics, outputTopics } from '../../events/topics.js'
import type { KafkaSettings } from '../../files/kafka-settings.js'
import { type TopicPlan, topicPlans } from '../../kafka/topics-plan.js'
import type { AsyncApi, Channel, Server } from '../../report/asyncapi.js'
import type { Meanings } from './asyncapi-comments.js'
import type { Examples } from './asyncapi-examples.js'
import { BINDING, messagesOf } from './asyncapi-messages.js'
import { guide, inputWords, outputWords } from './asyncapi-texts.js'

export interface DocumentSources {
  readonly version: string
  readonly settings: KafkaSettings
  readonly meanings: Meanings
  readonly examples: Examples
}

const ALERT = ['alert', 'retractedAlert', 'alertTombstone']
const OUTPUT_MESSAGES: Readonly<Record<keyof typeof outputTopics, readonly string[]>> = {
  alerts: ALERT,
  shadowAlerts: ALERT,
  tallies: ['tally', 'tallyTombstone'],
  rules: ['rule'],
  deadLetters: ['deadLetter'],
}
const LICENSE = { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' }

interface Words {
  readonly title: string
  readonly description: string
}

/** A topic with what is said of it and what it carries. */
interface Told {
  readonly topic: string
  readonly action: 'send' | 'receive'
  readonly words: Words
  readonly messages: readonly string[]
}

/** What goes out comes first: most readers are subscribers. */
function everyTopic(): Told[] {
  const outputs = Object.entries(outputTopics) as [keyof typeof outputTopics, string][]
  return [
    ...outputs.map(([name, topic]) => ({
      topic,
      action: 'send' as const,
      words: outputWords[name],
      messages: OUTPUT_MESSAGES[name],
    })),
    ...Object.entries(inputTopics).map(([topic, messages]) => ({
      topic,
      action: 'receive' as const,
      words: inputWords[topic] ?? { title: topic, description: '' },
      messages,
    })),
  ]
}

/** The AsyncAPI document of this configuration: topics as they are called here, schemas as the code has them. */
export function documentOf({ version, settings, meanings, examples }: DocumentSources): AsyncApi {
  const plans = new Map(topicPlans(settings.topics, '').map(plan => [plan.topic, plan]))
  const topics = everyTopic()
  const security = securityOf(settings)
  const channel = ({ topic, words, messages }: Told) => {
    const plan = plans.get(topic) as TopicPlan
    return [idOf(topic), channelOf({ ...plan, topic: settings.topicPrefix + topic }, words, messages)] as const
  }
  return {
    asyncapi: '3.0.0',
    info: { title: '番犬 banken', version, description: guide(settings.tombstoneDays), license: LICENSE },
    defaultContentType: 'application/json',
    servers: serversOf(settings, security !== undefined),
    channels: Object.fromEntries(topics.map(channel)),
    operations: Object.fromEntries(topics.map(operation)),
    components: {
      messages: messagesOf(meanings, examples),
      ...(security ? { securitySchemes: { sasl: security } } : {}),
    },
  }
}

/** `two-factor` of `instant-transfer.two-factor.v1`. */
function idOf(topic: string): string {
  return topic.replace(/^instant-transfer\./, '').replace(/\.v\d+$/, '')
}

function serversOf({ brokers, tls }: KafkaSettings, hasPassword: boolean): AsyncApi['servers'] {
  const server = (host: string): Server => ({
    host,
    protocol: tls ? 'kafka-secure' : 'kafka',
    description: 'A broker to begin with; it names the others',
    ...(hasPassword ? { security: [{ $ref: '#/components/securitySchemes/sasl' }] } : {}),
  })
  return Object.fromEntries(brokers.map((host, i) => [`broker-${i + 1}`, server(host)]))
}

const SASL = { plain: 'plain', 'scram-sha-256': 'scramSha256', 'scram-sha-512': 'scramSha512' } as const

function securityOf({ sasl }: KafkaSettings) {
  return sasl === 'none' ? undefined : { type: SASL[sasl], description: `SASL ${sasl.toUpperCase()}` }
}

/** As `banken topics create` makes it. */
function channelOf(plan: TopicPlan, words: Words, messages: readonly string[]): Channel {
  const { topic, partitions, replication, configs } = plan
  const { 'cleanup.policy': policy, 'retention.ms': retention } = configs
  const topicConfiguration = {
    'cleanup.policy': [policy === 'compact' ? ('compact' as const) : ('delete' as const)],
    ...(retention === undefined ? {} : { 'retention.ms': Number(retention) }),
  }
  return {
    address: topic,
    ...words,
    messages: Object.fromEntries(messages.map(name => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: { kafka: { topic, partitions, replicas: replication, topicConfiguration, bindingVersion: BINDING } },
  }
}

function operation({ topic, action, words, messages }: Told) {
  const $ref = `#/channels/${idOf(topic)}`
  const references = messages.map(name => ({ $ref: `${$ref}/messages/${name}` }))
  return [`${action}-${idOf(topic)}`, { action, channel: { $ref }, title: words.title, messages: references }] as const
}
