import type { Config } from '../../files/config.js'
import { Mappings, TOKEN_KEY } from '../../files/mappings.js'
import type { Mapper } from '../../ingest/mapping/mapper.js'
import { UsageError } from './errors.js'

/** The mappings of a home, with the key of the environment. */
export function mappingsOf(home: string, config: Config): Mappings {
  return new Mappings(home, config, process.env[TOKEN_KEY])
}

/** The mapping that the command line names. */
export function chosenMapper(home: string, config: Config, id: string): Mapper {
  const mappings = mappingsOf(home, config)
  if (mappings.has(id)) return mappings.mapper(id)
  const known = mappings.ids.join(', ') || 'there is none yet'
  throw new UsageError(`--mapping: no mapping ${JSON.stringify(id)} in ${home}/config/providers; ${known}`)
}
