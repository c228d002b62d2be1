import { appendFileSync, cpSync, readFileSync, rmSync } from 'node:fs'
import { readConfig, thresholdsOf } from '../../src/files/config.js'
import { root, Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())
beforeEach(() => {
  cpSync(`${root}/config`, scratch.path('config'), { recursive: true })
  // Whoever runs the tests may have one.
  rmSync(scratch.path('config/local.yaml'), { force: true })
})

test('the configuration of the project is good', () => {
  const { settings, providers } = readConfig(scratch.folder)
  expect(settings).toMatchObject({ deadLetterRatioMax: 0.5, deadLetterSampleMin: 1000 })
  expect(providers.get('paypay')).toMatchObject({ names: { en: 'PayPay' } })
  expect(providers.size).toBe(12)
})

test.each([
  [
    'default.yaml',
    'batchCountMax: 0',
    /default\.yaml: (line \d+: )?batchCountMax: expected a whole number, 1 or more$/,
  ],
  ['default.yaml', 'batchCountMax: [', /default\.yaml: line 1: /],
  [
    'default.yaml',
    'batchCountMax: 1\nbatchCountMax: 2',
    /default\.yaml: line 2: batchCountMax is there a second time; put both together$/,
  ],
  ['default.yaml', 'kafka:\n\tgroup: a', /default\.yaml: line 2: begins with a tab; YAML is indented with spaces$/],
  ['providers/kyash.yaml', 'names: {\n\tja: a }', /kyash\.yaml: line 2: begins with a tab/],
  ['providers/kyash.yaml', 'names: @index', /kyash\.yaml: line 1: .*reserved character @; put the value in quotes$/],
  ['providers/kyash.yaml', 'names: { ja: a }', /kyash\.yaml: (line \d+: )?names\.en: expected a name$/],
  ['providers/kyash.yaml', 'a: &a [1]\nb: *a', /kyash\.yaml: /],
  ['rules.yaml', 'rapid-drain: [', /rules\.yaml: line 1: /],
])('%s: %j', (file, text, says) => {
  scratch.write(`config/${file}`, text)
  expect(() => readConfig(scratch.folder)).toThrow(says)
  expect(() => readConfig(scratch.folder)).toThrow(expect.objectContaining({ name: 'ConfigError' }))
})

test.each([
  [Buffer.from('# a\nnames: { ja: \x83\x81 }\n', 'latin1'), /kyash\.yaml: line 2: is not UTF-8 \(Shift_JIS\?\)/],
  [Buffer.from('\ufeffnames: 1', 'utf16le'), /kyash\.yaml: is UTF-16; save the file as UTF-8$/],
])('a file in another encoding says so', (bytes, says) => {
  scratch.write('config/providers/kyash.yaml', bytes)
  expect(() => readConfig(scratch.folder)).toThrow(says)
})

test.each(['providers/newpay.yml', 'local.YAML'])('%s would be read by nobody', file => {
  scratch.write(`config/${file}`, '')
  expect(() => readConfig(scratch.folder)).toThrow(
    /: is not read, for its name does not end in \.yaml; call it \w+\.yaml$/,
  )
  rmSync(scratch.path(`config/${file}`))
})

test('a key that is not known is named', () => {
  appendFileSync(scratch.path('config/default.yaml'), 'hotWindowDay: 1\n')
  expect(() => readConfig(scratch.folder)).toThrow(/default\.yaml: (line \d+: )?no such key: hotWindowDay$/)
})

test('thresholds with a slip are those of their own rule alone', () => {
  scratch.write('config/rules.yaml', 'rapid-drain: { yen_min: lots }\nshared-device: { accounts_min: 3 }')
  const { thresholds } = readConfig(scratch.folder)
  expect(thresholdsOf(thresholds, 'shared-device')).toEqual({ accounts_min: 3 })
  expect(() => thresholdsOf(thresholds, 'rapid-drain')).toThrow(
    /rules\.yaml: line 1: rapid-drain\.yen_min: expected a number, or a list of \{ since, value \}$/,
  )
})

test('a profile holds instead of rules.yaml, and only where it says so', () => {
  scratch.write('config/rules.yaml', 'shared-device: { accounts_min: 3, wallets_min: 2 }')
  scratch.write('config/rules.one-bank.yaml', 'shared-device: { accounts_min: 2 }')
  expect(readConfig(scratch.folder).thresholds['shared-device']).toEqual({ accounts_min: 3, wallets_min: 2 })
  scratch.write('config/local.yaml', 'profile: one-bank')
  expect(readConfig(scratch.folder).thresholds['shared-device']).toEqual({ accounts_min: 2, wallets_min: 2 })
  scratch.write('config/local.yaml', 'profile: nobody')
  expect(() => readConfig(scratch.folder)).toThrow(/rules\.nobody\.yaml: no such file$/)
})

test('every key has its row in config/README.md, with its default', () => {
  const readme = readFileSync(`${root}/config/README.md`, 'utf8')
  for (const [key, value] of leaves('', readConfig(scratch.folder).settings)) {
    const [, , , byDefault] =
      readme
        .split('\n')
        .find(line => line.startsWith(`| \`${key}\` |`))
        ?.split('|') ?? []
    expect({ key, byDefault: byDefault?.trim() }).toEqual({ key, byDefault: shown(value) })
  }
})

/** Every key that holds a value, with it; lists are values. */
function leaves(prefix: string, value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[prefix, value]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(prefix === '' ? key : `${prefix}.${key}`, inner))
}

function shown(value: unknown): string {
  if (!Array.isArray(value)) return value === '' ? 'empty' : String(value)
  return value.length === 7 ? 'the seven input topics' : value.join(', ')
}

test('no configuration at all', () => {
  expect(() => readConfig(scratch.path('none'))).toThrow(/none\/config: no such folder; --home names the folder/)
})

describe('local.yaml', () => {
  test('says otherwise, and only where it does', () => {
    scratch.write('config/local.yaml', "kafka: { brokers: ['a:1'], topics: { partitions: 3 } }\nhotWindowDays: 1")
    const { settings } = readConfig(scratch.folder)
    expect(settings).toMatchObject({ hotWindowDays: 1, deadLetterRatioMax: 0.5 })
    expect(settings.kafka).toMatchObject({ brokers: ['a:1'], group: 'banken' })
    expect(settings.kafka.topics).toMatchObject({ partitions: 3, outputPartitions: 6 })
  })

  test.each(['', '# nothing yet\n', 'kafka:\n  # brokers: [...]\n'])('%j says nothing', text => {
    scratch.write('config/local.yaml', text)
    expect(readConfig(scratch.folder).settings.kafka.group).toBe('banken')
  })

  test.each([
    ['kafka: { group: "a b" }', /^[^ ]*local\.yaml: (line \d+: )?kafka\.group: expected a name of letters/],
    ['kafka: { brokers: [nowhere] }', /^[^ ]*local\.yaml: (line \d+: )?kafka\.brokers\.0: expected host:port$/],
    ['kafka: { topics: { partition: 3 } }', /^[^ ]*local\.yaml: (line \d+: )?no such key: kafka\.topics\.partition$/],
    ['kafka: 1', /^[^ ]*local\.yaml: (line \d+: )?kafka: expected object/],
    ['batchCount: 5', /^[^ ]*local\.yaml: (line \d+: )?no such key: batchCount$/],
    ['[1]', /default\.yaml and [^ ]*local\.yaml: the file: expected /],
    [
      'kafka: { topics: { minInsyncReplicas: 2 } }',
      /^[^ ]*local\.yaml: (line \d+: )?.*minInsyncReplicas: expected at most as many as/,
    ],
    ['kafka: {', /^[^ ]*local\.yaml: line 1: /],
  ])('%j is wrong', (text, says) => {
    scratch.write('config/local.yaml', text)
    expect(() => readConfig(scratch.folder)).toThrow(says)
  })

  test('what is wrong in default.yaml is said of default.yaml', () => {
    scratch.write('config/local.yaml', 'hotWindowDays: 1')
    scratch.write('config/default.yaml', 'batchCountMax: 0')
    expect(() => readConfig(scratch.folder)).toThrow(/^[^ ]*default\.yaml: (line \d+: )?batchCountMax: expected/)
  })
})
