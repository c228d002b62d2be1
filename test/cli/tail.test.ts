import { spawn } from 'node:child_process'
import type { Message } from 'kafkajs'
import type { OpenAlert, PublishedTally } from '../../src/events/outputs.js'
import { outputTopics } from '../../src/events/topics.js'
import type { OutRecord } from '../../src/pipeline/outbox.js'
import { deadLetterRecord, tallyRecord } from '../../src/pipeline/outgoing.js'
import { idOf, opened, retracted, tombstone, transact } from '../examples/alerts.js'
import { createTopic } from '../kafka/clients.js'
import { ownBroker, sharedBroker, uniquePrefix } from '../support/broker.js'
import { banken, ended, expectSentence, main } from '../support/cli.js'
import { endTailing, tailing } from './tailing.js'

const prefix = uniquePrefix('tail')
const alerts = prefix + outputTopics.alerts
let there: string[] = []

const yucho: Partial<OpenAlert> = { banks: ['9900'], yen: 130_000, severity: 'critical' }
const aeon: Partial<OpenAlert> = { banks: ['0040', '9900', '0001', '0005'], severity: 'high' }
const faint: Partial<OpenAlert> = { banks: ['9900'], severity: 'low', rule: 'shared-device' }
const escapes = { reason: { ja: '\u001b[31m赤\u202e\n次', en: 'red' } }
const reason = '初回登録から'
const title = '登録直後の上限までのチャージ  account acc-39c40a1c2572'
const at = '2020-09-09 01:25:11'

const history = [
  { messages: [opened('a', yucho), opened('b', aeon), opened('c', faint), opened('d', { banks: ['0001'] })] },
  { messages: [opened('e', yucho)], isAborted: true },
  { messages: [{ key: 'x', value: 'no JSON' }, { key: 'y', value: '{"status":"open"}' }, tombstone('z')] },
  { messages: [opened('a', { ...yucho, severity: 'medium' }), retracted('b'), retracted('f')] },
  { messages: [opened('c', { ...faint, ...escapes })] },
]

afterEach(endTailing)
beforeAll(async () => {
  const brokers = await sharedBroker()
  there = ['--brokers', brokers, '--topic-prefix', prefix]
  for (const name of Object.values(outputTopics)) await createTopic(brokers, prefix + name)
  await transact(brokers, alerts, history)
})

const send = (name: string, ...messages: readonly Message[]) => transact(there[1] ?? '', prefix + name, [{ messages }])

test('alerts: a line for each revision, with names, and nothing that a terminal obeys', async () => {
  const tail = tailing('alerts', '--from-beginning', ...there)
  const lines = await tail.lines(8)
  expect(lines).toEqual([
    expect.stringMatching(`^${at}  critical  opened     ${title}  130,000円  ゆうちょ銀行  ${reason}.*。確認が必要$`),
    expect.stringMatching(
      `^${at}  high      opened     ${title}  30,000円  イオン銀行、ゆうちょ銀行、みずほ銀行ほか1行  `,
    ),
    expect.stringMatching(`^${at}  low       opened     `),
    expect.stringMatching(`^${at}  critical  opened     .*  みずほ銀行  `),
    expect.stringMatching(`^${at}  medium    amended    ${title}  130,000円  ゆうちょ銀行  `),
    `${at}  high      retracted  ${title}  30,000円  イオン銀行、ゆうちょ銀行、みずほ銀行ほか1行`,
    '2020-09-09 00:00:00  -         retracted  rapid-drain  account acc-39c40a1c2572',
    expect.stringMatching(/^.{19} {2}low {7}amended {4}.* {2}\\u001b\[31m赤\\u202e\\u000a次$/),
  ])
  const { code, stderr } = await tail.stop()
  expect(code).toBe(0)
  expect(stderr).toMatch(`${alerts}, from the beginning; Ctrl-C ends\n`)
  expect(stderr).toMatch(
    'passed over: partition 0 offset 7 is no JSON\npassed over: partition 0 offset 8 is no alert\n',
  )
})

test('alerts of a bank, grave ones: told to their end, whatever becomes of them', async () => {
  const tail = tailing('alerts', '--bank', '9900', '--severity', 'high', '--from-beginning', '--json', ...there)
  const told = (await tail.lines(4)).map(line => JSON.parse(line))
  expect(told.map(({ change, key, alert }) => [change, key, alert.id, alert.severity])).toEqual([
    ['opened', idOf('a'), idOf('a'), 'critical'],
    ['opened', idOf('b'), idOf('b'), 'high'],
    ['amended', idOf('a'), idOf('a'), 'medium'],
    ['retracted', idOf('b'), idOf('b'), undefined],
  ])
  expect((await tail.stop()).code).toBe(0)
})

test('alerts of a rule', async () => {
  const tail = tailing('alerts', '--rule', 'shared-device', '--from-beginning', ...there)
  expect(await tail.lines(2)).toEqual([
    expect.stringMatching(/ low {7}opened {5}/),
    expect.stringMatching(/ low {7}amended {4}/),
  ])
  expect((await tail.stop()).stdout.split('\n')).toHaveLength(3)
})

test('from now on: an alert that was open before is only known to be open', async () => {
  const tail = tailing('alerts', ...there)
  await tail.says(/from now on/)
  for (const message of [opened('a', yucho), retracted('a'), opened('a', yucho), opened('a', aeon)]) {
    await send(outputTopics.alerts, message)
  }
  const changes = (await tail.lines(4)).map(line => line.split(/ +/)[3])
  expect(changes).toEqual(['open', 'retracted', 'opened', 'amended'])
  expect(await tail.stop()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^([^\n]*\n){4}$/) })
})

const tally: PublishedTally = {
  provider: 'docomo',
  bank: '9900',
  basis: 'declared',
  as_of: '2020-09-14T23:41:07.5+09:00',
  state: 'reported',
  cases: 50,
  yen: 8_830_000,
  cases_so_far: null,
  yen_so_far: null,
  accounts: 50,
  charges: 125,
  prevented_yen: 0,
  recovered_yen: 0,
  net_yen: 8_830_000,
  first_occurred_at: null,
  last_occurred_at: null,
  cases_after_stop: 1,
  yen_after_stop: 20_000,
  links: null,
  cases_per_100k_links: null,
  rate_low: null,
  rate_high: null,
}

test('tallies', async () => {
  const none = { cases: null, yen: null, accounts: null, charges: null, net_yen: null }
  const line = { ...tally, ...none, provider: 'linepay', state: 'investigating', cases_so_far: 1, yen_so_far: 300_000 }
  const record = (payload: object | null, key: string) => messageOf(tallyRecord({ key, payload }))
  await send(
    outputTopics.tallies,
    record(tally, 'docomo|9900|declared'),
    record({ ...tally, bank: '0040' }, 'docomo|0040|declared'),
    record(line, 'linepay|9900|declared'),
    record({ ...tally, ...none, provider: 'x', state: 'undisclosed', added: 1 }, 'x|9900|declared'),
    record(null, 'x|9900|declared'),
  )
  const tail = tailing('tallies', '--bank', '9900', '--from-beginning', ...there)
  expect(await tail.lines(4)).toEqual([
    '2020-09-14 23:41:07  NTTドコモ×ゆうちょ銀行  申告 declared  50件・883万円',
    '2020-09-14 23:41:07  LINE Pay×ゆうちょ銀行  申告 declared  調査中(これまでに1件・30万円)',
    '2020-09-14 23:41:07  x×ゆうちょ銀行  申告 declared  未公表',
    'x|9900|declared  is gone: no event names it any more',
  ])
  expect(await tail.stop()).toMatchObject({ code: 0, stderr: expect.not.stringContaining('passed over') })
  const json = tailing('tallies', '--from-beginning', '--json', ...there)
  const told = (await json.lines(5)).map(each => JSON.parse(each))
  expect(told[0]).toEqual({ partition: 0, offset: 0, key: 'docomo|9900|declared', tally })
  expect(told[4]).toMatchObject({ key: 'x|9900|declared', tally: null })
  await json.stop()
})

test('dead letters', async () => {
  const position = { source: 'in\u001b', partition: 3, offset: 18_244 }
  const letter = {
    reason: 'json',
    why: 'no JSON',
    bytes: Buffer.from('{\xff'),
    key: null,
    sha256: '0',
    position,
  } as const
  await send(outputTopics.deadLetters, messageOf(deadLetterRecord(letter)), { key: 'k', value: 'stray' })
  const tail = tailing('dead-letters', '--from-beginning', ...there)
  expect(await tail.lines(2)).toEqual([
    expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}json {2}in\\u001b partition 3 offset 18244 {2}no JSON$/),
    expect.stringMatching(
      / {2}unknown {2}.* partition 0 offset 1 {2}the record has none of the headers of a dead letter$/,
    ),
  ])
  await tail.stop()
  const json = tailing('dead-letters', '--from-beginning', '--json', ...there)
  expect(JSON.parse((await json.lines(1))[0] ?? '')).toMatchObject({
    reason: 'json',
    topic: 'in\u001b',
    bytes: letter.bytes.toString('base64'),
    key: null,
  })
  await json.stop()
})

function messageOf({ key, value, headers }: OutRecord): Message {
  return { key: key && Buffer.from(key), value: value && Buffer.from(value), headers: { ...headers } }
}

test('a reader that has seen enough', async () => {
  const quoted = ['tail', 'alerts', '--from-beginning', ...there].map(word => `'${word}'`).join(' ')
  const child = spawn('bash', [
    '-c',
    `set -o pipefail; '${process.execPath}' '${main}' ${quoted} 2>/dev/null | head -1`,
  ])
  const more = setInterval(() => send(outputTopics.alerts, opened('9', yucho)).catch(() => undefined), 1_000)
  try {
    expect(await ended(child)).toMatchObject({ code: 0, stderr: '' })
  } finally {
    clearInterval(more)
  }
})

test('a broker that dies, comes back and dies: nothing is lost, nothing is told twice, and Ctrl-C ends it', async () => {
  const broker = await ownBroker()
  try {
    await createTopic(broker.brokers, outputTopics.alerts)
    await transact(broker.brokers, outputTopics.alerts, [{ messages: [opened('a', yucho)] }])
    const tail = tailing('alerts', '--from-beginning', '--brokers', broker.brokers)
    await tail.lines(1)
    await broker.kill()
    await tail.says(/no broker answers at .*\(trying again\)/)
    await broker.start()
    await transact(broker.brokers, outputTopics.alerts, [{ messages: [opened('a', { ...yucho, yen: 1 })] }])
    expect((await tail.lines(2))[1]).toMatch(/ amended .* 1円 /)
    // Ctrl-C must end it also where there is no broker to leave.
    await broker.kill()
    const { code, stdout } = await tail.stop()
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(2)
  } finally {
    await broker.remove()
  }
})

test('what is wrong is a sentence', async () => {
  expectSentence(await banken('tail', 'alerts', '--brokers', '127.0.0.1:9'), 1, /no broker answers|127\.0\.0\.1:9/)
  const missing = await banken('tail', 'alerts', ...there.slice(0, 2), '--topic-prefix', 'nobody.')
  expectSentence(missing, 1, /no such topic: nobody\.instant-transfer\.alerts\.v1/)
  expectSentence(
    await banken('tail', 'alerts', '--bank', '99'),
    2,
    /--bank: expected a bank code of 4 digits, got "99"/,
  )
})

test.each([
  [['tail', 'alerts', '--severity', 'grave'], /Allowed choices are info, low, medium, high, critical/],
  [['tail', 'events'], /unknown command 'events'/],
])('%j is no command', async (args, says) => {
  const ran = await banken(...args)
  expect(ran.stderr).toMatch(says)
  expect(ran.code).toBe(2)
})
