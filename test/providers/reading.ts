import { readdirSync } from 'node:fs'
import { FIXTURES_KEY } from '../../src/cli/support/mapping.js'
import { readConfig } from '../../src/files/config.js'
import { MappedSource } from '../../src/files/mapped.js'
import { Mappings } from '../../src/files/mappings.js'
import { receivedOf } from '../../src/pipeline/received.js'
import { Settlement } from '../../src/pipeline/settle.js'
import { root } from '../support/cli.js'

const config = readConfig(root)
export const mappings = new Mappings(root, config, FIXTURES_KEY)
const known = { providers: new Set(config.providers.keys()) }

/** What a provider's file comes to: ids, letters as `reason: sentence`, and how many outcomes were counted. */
export interface Came {
  readonly ids: readonly string[]
  readonly letters: readonly string[]
  readonly received: number
}

export async function read(id: string, file: string): Promise<Came> {
  const settlement = new Settlement(new Map())
  for await (const messages of new MappedSource(file, mappings.mapper(id)).messages())
    for (const message of messages) settlement.add(receivedOf(message, known))
  const { fresh, deadLetters, counts } = settlement.change(new Set())
  return {
    ids: fresh.map(({ event }) => event.id),
    letters: deadLetters.map(({ reason, why }) => `${reason}: ${why}`),
    received: [...counts.values()].reduce((sum, each) => sum + each.received, 0),
  }
}

/** The raw file of a provider's sample. */
export function sampleFile(id: string): string {
  const folder = `${root}/fixtures/providers/${id}`
  const name = readdirSync(folder).find(each => each.startsWith('raw.'))
  if (!name) throw new Error(`${folder} has no raw file`)
  return `${folder}/${name}`
}
