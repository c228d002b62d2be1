import { z } from 'zod'

const whole = (min: number, unit: string) => {
  const says = `${unit}: a whole number, ${min} or more`
  return z.int(says).min(min, says)
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false
  }
}

const PORT_MAX = 65_535

/** `host:port`, with a port that there can be. */
export function isBroker(text: string): boolean {
  const [, port] = /^[^:\s]+:(\d{1,5})$/.exec(text) ?? []
  return port !== undefined && Number(port) >= 1 && Number(port) <= PORT_MAX
}

/** One entry of `sources`: a topic by name, or every topic whose whole name matches a pattern. */
const source = z.union(
  [
    z.strictObject({ topic: z.string().min(1), mapping: z.string().min(1).optional() }),
    z.strictObject({
      pattern: z.string().min(1).refine(isPattern, 'a regular expression'),
      mapping: z.string().min(1).optional(),
    }),
  ],
  'topic: NAME, or pattern: REGULAR EXPRESSION; each may have mapping: ID',
)

/** The part `kafka` of `config/default.yaml`. config/README.md explains every key. */
export const kafkaSettings = z.strictObject({
  brokers: z.array(z.string('host:port').refine(isBroker, 'host:port'), 'a list of host:port').min(1, 'a broker'),
  group: z.string('a name').regex(/^[A-Za-z0-9._-]{1,200}$/, 'a name of letters, digits, . _ -'),
  topicPrefix: z.string('a text').regex(/^[A-Za-z0-9._-]{0,100}$/, 'a text of letters, digits, . _ -'),
  tls: z.boolean('true or false'),
  sasl: z.enum(['none', 'plain', 'scram-sha-256', 'scram-sha-512'], 'none, plain, scram-sha-256 or scram-sha-512'),
  sources: z.array(source, 'a list of topics or patterns').min(1, 'at least one topic or pattern'),
  batchCountMax: whole(1, 'messages'),
  batchBytesMax: whole(1024, 'bytes'),
  batchWaitMsMax: whole(0, 'milliseconds'),
  bufferBytesMax: whole(1024, 'bytes'),
  skewMinutesMax: whole(1, 'minutes of event time'),
  positionsMsMax: whole(1, 'milliseconds'),
  transactionMsMax: whole(1000, 'milliseconds'),
  sessionMs: whole(1000, 'milliseconds'),
  brokerDownMsMax: whole(1000, 'milliseconds'),
  tombstoneDays: whole(1, 'days of event time'),
  topics: z.strictObject({
    partitions: whole(1, 'partitions'),
    outputPartitions: whole(1, 'partitions'),
    replication: whole(1, 'replicas'),
    minInsyncReplicas: whole(1, 'replicas'),
    retentionDays: whole(1, 'days'),
    deadLetterRetentionDays: whole(1, 'days'),
  }),
})

export type KafkaSettings = z.output<typeof kafkaSettings>

/** The topics by name whose messages are read through a mapping, without the prefix. */
export function providerTopics({ sources }: KafkaSettings): string[] {
  return sources.flatMap(source => ('topic' in source && source.mapping !== undefined ? source.topic : []))
}
