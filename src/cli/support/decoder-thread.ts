import { parentPort, workerData } from 'node:worker_threads'
import { decodedOf } from '../../pipeline/decoded.js'
import { knownOf } from './known.js'
import { mappedTopics, type Reading } from './mapped-topics.js'
import { type Packed, unpacked } from './packed.js'

/** As the main thread has read it, so that both hold the same. */
const reading = workerData as Reading
const known = knownOf(reading.config)
const { mapperOf } = mappedTopics(reading)

parentPort?.on('message', (messages: Packed) => {
  const decoded = decodedOf(unpacked(messages), known, mapperOf(messages.source))
  parentPort?.postMessage(decoded, [decoded.ats.buffer, decoded.ends.buffer])
})
