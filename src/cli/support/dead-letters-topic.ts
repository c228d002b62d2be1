import { outputTopics } from '../../events/topics.js'
import { boundsOf } from '../../kafka/bounds.js'
import { assertTopics, type Connection } from '../../kafka/connect.js'
import { type Scanned, scan } from '../../kafka/topics-scan.js'
import { readerGroup } from './broker-visit.js'
import type { KeptLetter } from './dead-letters-letter.js'
import type { Cluster } from './kafka.js'

/** What the dead letter topic holds now, in pieces. */
export async function* topicLetters(connection: Connection, cluster: Cluster): AsyncGenerator<readonly KeptLetter[]> {
  const topic = cluster.settings.topicPrefix + outputTopics.deadLetters
  await assertTopics(connection.admin, [topic], connection.user)
  const bounds = await boundsOf(connection.admin, [topic])
  const ranges = new Map([...bounds].map(([place, { low, high }]) => [place, { from: low, to: high }]))
  for await (const records of scan(connection.kafka, ranges, { group: readerGroup(cluster, 'dead-letters') })) {
    yield records.map(letterOf)
  }
}

/** Reads a record back; one that banken did not write is shown too, as far as it tells what it is. */
export function letterOf({ key, value, headers, topic, partition, offset }: Scanned): KeptLetter {
  const text = (name: string) => headers[name]?.toString()
  return {
    reason: text('banken.reason') ?? 'unknown',
    source: text('__connect.errors.topic') ?? topic,
    partition: Number(text('__connect.errors.partition') ?? partition),
    offset: Number(text('__connect.errors.offset') ?? offset),
    why: text('__connect.errors.exception.message') ?? 'the record has none of the headers of a dead letter',
    sha256: text('banken.sha256') ?? '',
    isOfFile: false,
    key,
    bytes: value ?? Buffer.alloc(0),
  }
}
