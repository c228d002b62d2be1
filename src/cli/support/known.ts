import type { Config } from '../../files/config.js'
import type { Known } from '../../ingest/validate.js'

/** What validation must know of the configuration. */
export function knownOf({ providers }: Config): Known {
  return { providers: new Set(providers.keys()) }
}
