import { parentPort, workerData } from 'node:worker_threads'
import { decodedOf } from '../../pipeline/decoded.js'
import type { Cluster } from './kafka.js'
import { knownOf } from './known.js'
import { mappedTopics } from './mapped-topics.js'
import { type Packed, unpacked } from './packed.js'

/** What the thread must know: as the main thread has read it, so that both hold the same. */
export type Choice = Pick<Cluster, 'home' | 'config' | 'settings'>

const choice = workerData as Choice
const known = knownOf(choice.config)
const { mapperOf } = mappedTopics(choice)

parentPort?.on('message', (messages: Packed) => {
  const decoded = decodedOf(unpacked(messages), known, mapperOf(messages.source))
  parentPort?.postMessage(decoded, [decoded.ats.buffer, decoded.ends.buffer])
})
