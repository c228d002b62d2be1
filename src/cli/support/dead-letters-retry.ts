import { isKept } from '../../ingest/mapping/kept.js'
import type { Connection } from '../../kafka/connect.js'
import { type Outgoing, RECORD_BYTES_MAX, Sender } from '../../kafka/sender.js'
import {
  CONFLICT,
  isChosen,
  type KeptLetter,
  type LetterChoice,
  MASKED,
  passOver,
  type Retried,
} from './dead-letters-letter.js'
import { topicLetters } from './dead-letters-topic.js'
import type { Cluster } from './kafka.js'

/** Sends the bytes and key of dead letters to the topic again on which they came. */
export async function retryOnTopics(
  connection: Connection,
  cluster: Cluster,
  choice: LetterChoice,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Retried> {
  const retried: Retried = { tried: 0, passedOver: {} }
  const known = new Set(await connection.admin.listTopics())
  const sender = await Sender.open(
    connection,
    [...known].filter(topic => isRead(topic, cluster)),
  )
  try {
    for await (const letters of topicLetters(connection, cluster)) {
      if (signal.aborted) break
      const records = letters.filter(
        letter => isChosen(letter, choice) && !passOver(retried, whyNot(letter, cluster, known)),
      )
      if (!dryRun) await sender.send(records.map(recordOf))
      retried.tried += records.length
    }
    return retried
  } finally {
    await sender.close()
  }
}

function recordOf({ source, key, bytes }: KeptLetter): Outgoing {
  return { topic: source, key, value: bytes }
}

function whyNot({ reason, source, bytes, key }: KeptLetter, cluster: Cluster, topics: ReadonlySet<string>) {
  if (reason === 'conflict') return CONFLICT
  if (isKept(bytes)) return MASKED
  // A header is what anybody may have written: it must not lead us to write to any topic.
  if (!isRead(source, cluster)) return `${source} is none of the topics that this pipeline reads (kafka.sources)`
  if (!topics.has(source)) return `${source} is not there any more`
  const size = bytes.length + (key?.length ?? 0)
  return size > RECORD_BYTES_MAX ? `larger than the ${RECORD_BYTES_MAX} bytes that a topic takes` : undefined
}

/** Whether the pipeline of this configuration reads the topic. */
function isRead(topic: string, { settings: { sources, topicPrefix } }: Cluster): boolean {
  if (!topic.startsWith(topicPrefix)) return false
  const name = topic.slice(topicPrefix.length)
  return sources.some(source =>
    'topic' in source ? source.topic === name : new RegExp(`^(?:${source.pattern})$`).test(name),
  )
}
