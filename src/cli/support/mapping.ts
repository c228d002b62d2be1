import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../files/config.js'
import { Mappings, TOKEN_KEY } from '../../files/mappings.js'
import type { Mapper } from '../../ingest/mapping/mapper.js'
import { UsageError } from './errors.js'

/** What the fixtures' tokens are made with. They are for everybody to read, and so is this key. */
export const FIXTURES_KEY = 'banken fixtures: nothing secret is behind this key'

/** How a mapping marks what is not known yet. */
export const UNDECIDED = '???'

/** The mappings of a home, with the key of the environment. */
export function mappingsOf(home: string, config: Config): Mappings {
  return new Mappings(home, config, process.env[TOKEN_KEY])
}

/** The mapping that the command line names. */
export function chosenMapper(home: string, config: Config, id: string): Mapper {
  const mappings = mappingsOf(home, config)
  if (mappings.has(id)) return mappings.mapper(id)
  throw noMapping(home, id, mappings.ids)
}

/** What `mappings init` did not know and nobody has decided since: a sentence, or nothing. */
export function undecidedText(home: string, id: string): string {
  const path = join(home, 'config', 'providers', `${id}.yaml`)
  const lines = readFileSync(path, 'utf8').split('\n')
  const marked = lines.flatMap((line, i) => (line.includes(UNDECIDED) ? [i + 1] : []))
  if (marked.length === 0) return ''
  return `${path}: ${UNDECIDED} on line ${marked.join(', ')}: guesses that nobody has confirmed; decide, and take the mark away\n`
}

export function noMapping(home: string, id: string, known: readonly string[]): UsageError {
  const those = known.length > 0 ? `there are: ${known.join(', ')}` : 'there is none yet'
  return new UsageError(`no mapping ${JSON.stringify(id)} in ${home}/config/providers; ${those}`)
}
