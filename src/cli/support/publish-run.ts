import { inputTopics } from '../../events/topics.js'
import type { Mapper } from '../../ingest/mapping/mapper.js'
import type { Connection } from '../../kafka/connect.js'
import { RECORD_BYTES_MAX, Sender } from '../../kafka/sender.js'
import { batches } from '../../pipeline/batches.js'
import type { Source } from '../../pipeline/ports.js'
import type { Cluster } from './kafka.js'
import { type Addressed, addressing, rawAddressing } from './publish-address.js'
import { byTime, inTurn, shuffled } from './publish-order.js'
import { type Pace, paced } from './publish-pace.js'
import type { Tally } from './publish-totals.js'

/** A topic that takes a provider's own messages. */
export interface RawTopic {
  readonly topic: string
  readonly mapper: Mapper
}

export interface PublishPlan {
  /** Where the lines are a provider's own. */
  readonly raw?: RawTopic
  readonly sources: readonly Source[]
  /** `time`: all files at once, by event time. */
  readonly order: 'as-given' | 'time' | { readonly seed: number }
  readonly pace: Pace
  /** Milliseconds of a clock that only runs forward. */
  readonly now: () => number
}

/** Large enough that what a request costs does not count, small enough that Ctrl-C is obeyed at once. */
const SEND_COUNT_MAX = 4_000

/** Sends the lines of the sources until they end or `signal` is aborted. */
export async function publish(
  connection: Connection,
  cluster: Cluster,
  plan: PublishPlan,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  const { topicPrefix } = cluster.settings
  const topics = plan.raw ? [plan.raw.topic] : Object.keys(inputTopics).map(name => topicPrefix + name)
  const sender = await Sender.open(connection, topics, error => tally.waiting(error))
  try {
    const lines = paced(ordered(plan, cluster, signal), plan.pace, SEND_COUNT_MAX, plan.now, signal)
    for await (const piece of lines) {
      const small = piece.filter(record => isSmall(record, tally))
      await sender.send(small)
      tally.add(small)
    }
  } finally {
    await sender.close()
  }
}

function ordered({ sources, order, raw }: PublishPlan, cluster: Cluster, signal: AbortSignal) {
  const known = { providers: new Set(cluster.config.providers.keys()) }
  const address = raw ? rawAddressing(raw.topic, raw.mapper) : addressing(cluster.settings.topicPrefix, known)
  // While one piece is sent the next is read.
  const files = sources.map(source => batches(until(signal, source.messages()), SEND_COUNT_MAX, address))
  if (order === 'time') return byTime(files)
  return order === 'as-given' ? inTurn(files) : shuffled(inTurn(files), order.seed)
}

async function* until<T>(signal: AbortSignal, pieces: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const piece of pieces) {
    if (signal.aborted) return
    yield piece
  }
}

function isSmall({ source, line, value, key }: Addressed, tally: Tally): boolean {
  const bytes = value.length + (key?.length ?? 0)
  if (bytes <= RECORD_BYTES_MAX) return true
  tally.totals.tooLarge += 1
  process.stderr.write(`${source}, line ${line}: ${bytes} bytes, and a topic takes ${RECORD_BYTES_MAX}; not sent\n`)
  return false
}
