import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Decoder } from '../../src/cli/support/decoder.js'
import { knownOf } from '../../src/cli/support/known.js'
import { readConfig } from '../../src/files/config.js'
import { decodedOf } from '../../src/pipeline/decoded.js'

/** As it is installed: a thread is begun from a file of its own. */
const built = await import(pathToFileURL('dist/cli/support/decoder.js').href)
const config = readConfig('.')
const settings = config.settings.kafka

async function withDecoder<Result>(
  sources: typeof settings.sources,
  use: (decoder: Decoder) => Promise<Result>,
): Promise<Result> {
  const decoder: Decoder = new built.Decoder({ home: '.', config, settings: { ...settings, sources } })
  try {
    return await use(decoder)
  } finally {
    await decoder.end()
  }
}

test('a thread of its own says of messages what this one would, and answers in the order in which it was asked', async () => {
  const lines = ['no event', ...readFileSync('fixtures/september-2020/controls.ndjson', 'utf8').split('\n')]
  const messages = lines.map((line, offset) => ({ source: 't', partition: 0, offset, bytes: Buffer.from(line) }))
  const parts = [messages.slice(0, 1), messages.slice(1), []]
  const decoded = await withDecoder(settings.sources, decoder => {
    return Promise.all(parts.map(part => decoder.decode('t', part)))
  })
  expect(decoded).toEqual(parts.map(part => decodedOf(part, knownOf(config), undefined)))
})

test('why the thread has ended is what it answers, then and from then on', async () => {
  await withDecoder([{ topic: 't', mapping: 'nobody' }], async decoder => {
    await expect(decoder.decode('t', [])).rejects.toThrow('nobody')
    await expect(decoder.decode('t', [])).rejects.toThrow('nobody')
  })
})
