import { cpSync } from 'node:fs'
import { readConfig } from '../../src/files/config.js'
import { root, Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())
beforeEach(() => cpSync(`${root}/config`, scratch.path('config'), { recursive: true }))

test('the configuration of the project is good', () => {
  const { settings, providers } = readConfig(scratch.folder)
  expect(settings).toMatchObject({ deadLetterRatioMax: 0.5, deadLetterSampleMin: 1000 })
  expect(providers.get('paypay')).toMatchObject({ names: { en: 'PayPay' } })
  expect(providers.size).toBe(12)
})

test.each([
  ['default.yaml', 'batchCountMax: 0', /default\.yaml: batchCountMax: expected a whole number, 1 or more$/],
  ['default.yaml', 'batchCountMax: [', /default\.yaml: line 1: /],
  ['default.yaml', 'batchCountMax: 1\nbatchCountMax: 2', /default\.yaml: line 2: .*unique/],
  ['providers/kyash.yaml', 'names: { ja: a }', /kyash\.yaml: names\.en: expected a name$/],
  ['providers/kyash.yaml', 'a: &a [1]\nb: *a', /kyash\.yaml: /],
  ['rules.yaml', 'rapid-drain: { yen_min: lots }', /rules\.yaml: rapid-drain\.yen_min: expected a number$/],
])('%s: %j', (file, text, says) => {
  scratch.write(`config/${file}`, text)
  expect(() => readConfig(scratch.folder)).toThrow(says)
  expect(() => readConfig(scratch.folder)).toThrow(expect.objectContaining({ name: 'ConfigError' }))
})

test('a key that is not known is named', () => {
  scratch.write(
    'config/default.yaml',
    'batchCountMax: 1\ndeadLetterRatioMax: 1\ndeadLetterSampleMin: 1\nhotWindowDays: 1\nhotWindowDay: 1',
  )
  expect(() => readConfig(scratch.folder)).toThrow(/hotWindowDay\b/)
})

test('no configuration at all', () => {
  expect(() => readConfig(scratch.path('none'))).toThrow(/none\/config: no such folder; --home names the folder/)
})
