import { parentPort, workerData } from 'node:worker_threads'
import { carried } from '../../kafka/carried.js'
import { clientOf } from '../../kafka/client.js'
import { type Intake, Reader } from '../../kafka/reader.js'
import { Backlog } from '../../pipeline/backlog.js'
import { decodedOf } from '../../pipeline/decoded.js'
import { placeKey } from '../../pipeline/positions.js'
import { knownOf } from './known.js'
import { mappedTopics } from './mapped-topics.js'
import type { FromReader, ReadingTask, ToReader } from './reading-words.js'

/** Its configuration is as the main thread has read it, so that both hold the same. */
const { cluster, instance, sources } = workerData as ReadingTask
const { settings, credentials } = cluster
const known = knownOf(cluster.config)
const { mapperOf } = mappedTopics(cluster)
const backlog = new Backlog(settings.bufferBytesMax)
let reader: Reader | undefined

function tell(message: FromReader, moved: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved)
}

const intake: Intake = {
  push(topic, partition, messages, hasMore) {
    const decoded = decodedOf(topic, partition, messages, known, mapperOf(topic))
    const { offsets, sizes, ats, ends } = decoded
    backlog.add(placeKey(topic, partition), decoded.bytes)
    tell(
      { kind: 'arrived', decoded, hasMore },
      [offsets, sizes, ats, ends].map(({ buffer }) => buffer),
    )
  },
  fail: error => tell({ kind: 'failed', error: carried(error) }),
}

function newReader(): Reader {
  const client = clientOf(settings, `banken-reader-${instance}`, credentials, (level, message, fields) => {
    tell({ kind: 'log', level, message, fields: textOf(fields) })
  })
  return new Reader(client, intake, {
    group: `${settings.group}.reader.${instance}`,
    topics: sources,
    onContact: () => tell({ kind: 'contact' }),
    onTrouble: error => tell({ kind: 'trouble', error: carried(error) }),
  })
}

/** What cannot be written down is left out: a client does not fail because of what it says of itself. */
function textOf(fields: object): string {
  try {
    return JSON.stringify(fields)
  } catch {
    return '{}'
  }
}

/** May come again where it was rejected: a cluster may go away at any moment. */
async function start(message: Extract<ToReader, { kind: 'start' }>): Promise<void> {
  await stop()
  const begun = newReader()
  reader = begun
  backlog.onFull = place => begun.pause(place)
  backlog.onDrain = place => begun.resume(place)
  await begun.start(message.positions)
}

async function stop(): Promise<void> {
  await reader?.stop().catch(() => undefined)
  reader = undefined
}

parentPort?.on('message', (message: ToReader) => {
  if (message.kind === 'taken') return backlog.taken(message.bytesOf)
  if (message.kind === 'stop') return void stop().then(() => tell({ kind: 'stopped' }))
  start(message).then(
    () => tell({ kind: 'started' }),
    error => tell({ kind: 'not started', error: carried(error) }),
  )
})
