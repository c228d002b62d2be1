import { type OwnBroker, ownBroker } from '../support/broker.js'
import { Scratch } from '../support/cli.js'
import { replayed } from './events.js'
import {
  aftermath,
  type Disturb,
  databaseLost,
  FAULT_BROKER,
  killedAtMoments,
  killedAtSteps,
  leaderStopped,
} from './faults.js'
import { COUNTS, expectUndisturbed, lines, MINUTE } from './undisturbed.js'
import { gapless } from './verdict.js'

const scratch = new Scratch()
let broker: OwnBroker
let answer: Readonly<Record<string, string>>

beforeAll(async () => {
  broker = await ownBroker(FAULT_BROKER)
  answer = await replayed(scratch, lines)
})

afterAll(async () => {
  await broker.remove()
  scratch.remove()
})

const series: readonly (readonly [string, number, (count: number) => Disturb])[] = [
  ['kill -9 at each named step', COUNTS.steps, killedAtSteps],
  ['kill -9 at any moment', COUNTS.moments, killedAtMoments],
  ['the database deleted', COUNTS.database, databaseLost],
  ['the leader stopped while it publishes, and a standby that takes over', COUNTS.stopped, leaderStopped],
]

test.each(series)(
  '%s, %i times: every record once and in order, and the answer of the files',
  async (_name, count, disturb) => {
    const after = await aftermath(broker.brokers, lines, disturb(count))
    expect(after.strikes).toBe(count)
    expectUndisturbed(after, answer)
  },
  (2 + COUNTS.moments) * MINUTE,
)

test(
  'the tests would see it: with a transactional id of its own, a stopped leader publishes twice',
  async () => {
    const { topics } = await aftermath(broker.brokers, lines, leaderStopped(2, true))
    expect(topics.sequence).not.toEqual(gapless(topics.sequence.length))
  },
  5 * MINUTE,
)
