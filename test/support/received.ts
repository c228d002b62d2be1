import { knownOf } from '../../src/cli/support/known.js'
import type { Config } from '../../src/files/config.js'
import { receivedOf } from '../../src/pipeline/received.js'
import type { Received } from '../../src/pipeline/settle.js'

/** A line as the message of a canonical topic of one partition. */
export function receivedLine(line: string, offset: number, config: Config): Received {
  return receivedOf({ source: 't', partition: 0, offset, bytes: Buffer.from(line) }, knownOf(config))
}
