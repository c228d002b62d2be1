import { type OwnBroker, ownBroker } from '../support/broker.js'
import { Scratch } from '../support/cli.js'
import { brokerBehindProxy } from '../support/proxy.js'
import { shuffled } from '../support/shuffled.js'
import { lateSeptember, replayed } from './events.js'
import {
  type Aftermath,
  aftermath,
  brokerKilled,
  connectionsLost,
  coordinatorSilent,
  cutWhileStarting,
  type Disturb,
  databaseLost,
  FAULT_BROKER,
  killedAtMoments,
  killedAtSteps,
  leaderStopped,
} from './faults.js'
import { gapless } from './verdict.js'

/** How often each thing goes wrong: some in every run of the tests, many with `npm run faults:kafka`. */
const COUNTS =
  process.env.BANKEN_FAULTS === 'long'
    ? { steps: 96, moments: 100, database: 5, broker: 20, stopped: 10, connections: 56 }
    : { steps: 8, moments: 3, database: 1, broker: 2, stopped: 1, connections: 8 }
const MINUTE = 60_000

const lines = shuffled(lateSeptember(5_000), 11)
const scratch = new Scratch()
let broker: OwnBroker
/** Each of them ends a consumer. */
const SILENCES = 2
/** Four seconds of them: a start outlasts the first ones and is through soon after the last. */
const CUTS_AT_START = 36

let answer: Readonly<Record<string, string>>

beforeAll(async () => {
  broker = await ownBroker(FAULT_BROKER)
  answer = await replayed(scratch, lines)
})

afterAll(async () => {
  await broker.remove()
  scratch.remove()
})

function expectUndisturbed({ files, topics }: Aftermath): void {
  expect(topics.sequence).toEqual(gapless(topics.sequence.length))
  expect(topics.inOrder).toBe(true)
  expect(topics.alerts).toBe(answer['alerts.ndjson'])
  expect(files).toEqual(answer)
}

const series: readonly (readonly [string, number, (broker: OwnBroker) => Disturb])[] = [
  ['kill -9 at each named step', COUNTS.steps, () => killedAtSteps(COUNTS.steps)],
  ['kill -9 at any moment', COUNTS.moments, () => killedAtMoments(COUNTS.moments)],
  ['the database deleted', COUNTS.database, () => databaseLost(COUNTS.database)],
  ['kill -9 of the broker', COUNTS.broker, own => brokerKilled(own, COUNTS.broker)],
  [
    'the leader stopped while it publishes, and a standby that takes over',
    COUNTS.stopped,
    () => leaderStopped(COUNTS.stopped),
  ],
]

test.each(series)(
  '%s, %i times: every record once and in order, and the answer of the files',
  async (_name, count, disturb) => {
    const after = await aftermath(broker.brokers, lines, disturb(broker))
    expect(after.strikes).toBe(count)
    expectUndisturbed(after)
  },
  (2 + COUNTS.moments) * MINUTE,
)

test(
  `connections cut and answers lost, ${COUNTS.connections} times: every record once and in order`,
  async () => {
    const { broker: behind, proxy } = await brokerBehindProxy(FAULT_BROKER)
    try {
      expectUndisturbed(await aftermath(behind.brokers, lines, connectionsLost(proxy, COUNTS.connections)))
      expectUndisturbed(await aftermath(behind.brokers, lines, cutWhileStarting(proxy, CUTS_AT_START)))
      expectUndisturbed(await aftermath(behind.brokers, lines, coordinatorSilent(proxy, SILENCES)))
    } finally {
      await proxy.close()
      await behind.remove()
    }
  },
  (2 + COUNTS.connections) * MINUTE,
)

test(
  'the tests would see it: with a transactional id of its own, a stopped leader publishes twice',
  async () => {
    const { topics } = await aftermath(broker.brokers, lines, leaderStopped(2, true))
    expect(topics.sequence).not.toEqual(gapless(topics.sequence.length))
  },
  5 * MINUTE,
)
