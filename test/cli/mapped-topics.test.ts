import { mappedTopics } from '../../src/cli/support/mapped-topics.js'
import { type Config, readConfig } from '../../src/files/config.js'
import { root } from '../support/cli.js'

const config = readConfig(root)
type Sources = Config['settings']['kafka']['sources']

function topics(...sources: Sources) {
  const settings = { ...config.settings.kafka, topicPrefix: 'x.', sources }
  return mappedTopics({ home: root, config, settings }).mapperOf
}

const before = process.env.BANKEN_TOKEN_KEY
beforeEach(() => {
  process.env.BANKEN_TOKEN_KEY = 'a key of the tests, which is long enough to be one'
})
afterAll(() => {
  if (before === undefined) delete process.env.BANKEN_TOKEN_KEY
  else process.env.BANKEN_TOKEN_KEY = before
})

test('a topic by name or pattern has its mapping, under the prefix alone', () => {
  const mapperOf = topics(
    { topic: 'instant-transfer.links.v1' },
    { topic: 'providers.paypay.v1', mapping: 'paypay' },
    { pattern: 'providers\\.other\\..*', mapping: 'paypay' },
  )
  expect(mapperOf('x.providers.paypay.v1')?.id).toBe('paypay')
  expect(mapperOf('x.providers.other.v9')?.id).toBe('paypay')
  for (const topic of ['x.instant-transfer.links.v1', 'providers.paypay.v1', 'x.providers.paypay.v10'])
    expect(mapperOf(topic)).toBeUndefined()
})

test('what cannot be read from a topic is refused before anything is', () => {
  expect(() => topics({ topic: 't', mapping: 'nopay' })).toThrow(/nopay\.yaml: no such mapping/)
  expect(() => topics({ topic: 't', mapping: 'yume-card' })).toThrow(/yume-card reads fixed files.*banken replay/)
  delete process.env.BANKEN_TOKEN_KEY
  expect(() => topics({ topic: 't', mapping: 'paypay' })).toThrow(/BANKEN_TOKEN_KEY: is not set/)
  expect(topics({ topic: 't' })('x.t')).toBeUndefined()
})
