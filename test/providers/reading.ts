import { readdirSync } from 'node:fs'
import { FIXTURES_KEY } from '../../src/cli/support/mapping.js'
import { contentOf } from '../../src/events/content.js'
import { readConfig } from '../../src/files/config.js'
import { MappedSource } from '../../src/files/mapped.js'
import { Mappings } from '../../src/files/mappings.js'
import { TOKEN_FIELDS } from '../../src/ingest/mapping/tokens.js'
import { receivedOf } from '../../src/pipeline/received.js'
import { Settlement } from '../../src/pipeline/settle.js'
import { root } from '../support/cli.js'

const SECRET_LENGTH_MIN = 6

const config = readConfig(root)
export const mappings = new Mappings(root, config, FIXTURES_KEY)
const known = { providers: new Set(config.providers.keys()) }

/** What a provider's file comes to: ids, letters as `reason: sentence`, and how many outcomes were counted. */
export interface Came {
  readonly ids: readonly string[]
  readonly letters: readonly string[]
  readonly received: number
  /** All that is kept of it, as text: the content of events, sentences and bytes of letters. */
  readonly kept: string
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
    kept: [
      ...fresh.map(({ event }) => contentOf(event)),
      ...deadLetters.flatMap(({ why, bytes }) => [why, Buffer.from(bytes).toString()]),
    ].join('\n'),
  }
}

/** Every text of a file that its mapping makes a token of, and that is long enough not to stand anywhere by chance. */
export async function secretsOf(id: string, file: string): Promise<ReadonlySet<string>> {
  const secrets = new Set<string>()
  const mapper = mappings.watched(id, cursor => {
    const fields = mapper.explain(cursor).flatMap(each => each.fields)
    for (const { name, raw } of fields) if (TOKEN_FIELDS.has(name)) for (const text of raw) secrets.add(String(text))
  })
  const messages = new MappedSource(file, mapper).messages()
  while (!(await messages.next()).done);
  return new Set([...secrets].map(text => text.trim()).filter(text => text.length >= SECRET_LENGTH_MIN))
}

/** The raw file of a provider's sample. */
export function sampleFile(id: string): string {
  const folder = `${root}/fixtures/providers/${id}`
  const name = readdirSync(folder).find(each => each.startsWith('raw.'))
  if (!name) throw new Error(`${folder} has no raw file`)
  return `${folder}/${name}`
}
