import type { ChildProcess } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { outputTopics } from '../../src/events/topics.js'
import { createTopic } from '../kafka/clients.js'
import { sharedBroker, uniquePrefix } from '../support/broker.js'
import { ended } from '../support/cli.js'
import { hasKcat } from '../support/kafka-reader.js'
import { lineOf, opened, retracted, tombstone, transact } from './alerts.js'
import { end, KCAT_IS_MISSING, removeCompiled, type Subscriber, subscribers, withoutKcat } from './subscribers.js'

const prefix = uniquePrefix('examples')
const topic = prefix + outputTopics.alerts
let brokers = ''

const grown = { yen: 130_000, severity: 'high', lastAt: '2020-09-09T01:30:00+09:00' } as const
/** Words that look like fields, to whoever reads JSON with patterns. */
const misleading = { ja: '"banks":["9900"],"status":"open"', en: '\\","yen":1,"severity":"low' }
const elsewhere = { banks: ['0040'], reason: misleading }
const ip = { type: 'ip', id: '2001:db8::1' } as const
const both = { banks: ['0040', '9900'], entity: ip, reason: misleading }
const early = { lastAt: '2020-09-01T00:00:00.5+09:00', yen: 1_000_000_000_000 }

/** Opened, amended, taken back, forgotten, moved between banks, opened again; and what was never committed. */
const history = [
  { messages: [opened('a'), opened('b'), opened('c'), opened('d', elsewhere), opened('f', elsewhere)] },
  { messages: [opened('1'), retracted('a'), opened('d')], isAborted: true },
  { messages: [opened('a', grown), retracted('b'), retracted('c'), opened('f', both), opened('0', early)] },
  { messages: [opened('8'), retracted('8'), opened('8', grown), opened('9')] },
  { messages: [tombstone('c'), tombstone('7'), opened('9', elsewhere)] },
  { messages: [retracted('f'), tombstone('8')], isAborted: true },
]
const left = [lineOf('0', early), lineOf('f', both), lineOf('8', grown), lineOf('a', grown)]

const tableOf = (lines: readonly string[]) =>
  `${[`${lines.length} open alerts of bank 9900`, ...[...lines].sort()].join('\n')}\n\n`

beforeAll(async () => {
  brokers = await sharedBroker()
  await createTopic(brokers, topic, 3)
  await transact(brokers, topic, history)
})
afterAll(removeCompiled)

const there = subscribers.filter(({ name }) => name !== 'kcat' || hasKcat())
const cases: [string, Subscriber][] = there.map(each => [each.name, each])

test.each(cases)('%s: the open alerts of a bank, once', async (_, subscriber) => {
  const ran = await ended(subscriber.start(brokers, '9900', '--prefix', prefix, '--once'))
  expect(ran).toMatchObject({ code: 0, stdout: tableOf(left) })
})

test.each(cases)('%s: a bank without alerts', async (_, subscriber) => {
  const ran = await ended(subscriber.start(brokers, '0001', '--prefix', prefix, '--once'))
  expect(ran).toMatchObject({ code: 0, stdout: '0 open alerts of bank 0001\n\n' })
})

test.each(cases)('%s: goes on, and says what has changed', async (_, subscriber) => {
  const own = uniquePrefix('examples')
  await createTopic(brokers, own + outputTopics.alerts, 2)
  await transact(brokers, own + outputTopics.alerts, [{ messages: [opened('a'), opened('b')] }])
  const child = subscriber.start(brokers, '9900', '--prefix', own)
  const printed = printedBy(child)
  try {
    await until(() => printed().endsWith(tableOf([lineOf('a'), lineOf('b')])))
    await transact(brokers, own + outputTopics.alerts, [
      { messages: [opened('c')], isAborted: true },
      { messages: [opened('b', grown)] },
    ])
    await until(() => printed().endsWith(tableOf([lineOf('a'), lineOf('b', grown)])))
    await transact(brokers, own + outputTopics.alerts, [{ messages: [retracted('a')] }])
    await until(() => printed().endsWith(tableOf([lineOf('b', grown)])))
    expect(printed()).not.toContain(lineOf('c'))
  } finally {
    end(child)
  }
})

test('kcat.sh says it where kcat is missing, and how it is called', async () => {
  const ran = await ended(withoutKcat(brokers, '9900'))
  expect(ran).toMatchObject({ code: 1, stdout: '' })
  expect(ran.stderr).toMatch(KCAT_IS_MISSING)
  expect(await ended(withoutKcat(brokers))).toMatchObject({ code: 2, stderr: expect.stringMatching(/^usage: /) })
})

function printedBy(child: ChildProcess): () => string {
  let text = ''
  child.stdout?.on('data', chunk => {
    text += chunk
  })
  return () => text
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 50) {
    if (waited > 60_000) throw new Error('it did not come in a minute')
    await setTimeout(50)
  }
}
