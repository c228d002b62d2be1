import { type OwnBroker, ownBroker } from '../support/broker.js'
import { Scratch } from '../support/cli.js'
import { type BrokerProxy, brokerBehindProxy } from '../support/proxy.js'
import { replayed } from './events.js'
import {
  aftermath,
  brokerKilled,
  connectionsLost,
  coordinatorSilent,
  cutWhileStarting,
  FAULT_BROKER,
} from './faults.js'
import { COUNTS, expectUndisturbed, lines, MINUTE } from './undisturbed.js'

/** Each of them ends a consumer. */
const SILENCES = 2
/** Four seconds of them: a start outlasts the first ones and is through soon after the last. */
const CUTS_AT_START = 36

const scratch = new Scratch()
let answer: Readonly<Record<string, string>>

beforeAll(async () => {
  answer = await replayed(scratch, lines)
})

afterAll(() => scratch.remove())

test(
  `kill -9 of the broker, ${COUNTS.broker} times: every record once and in order, and the answer of the files`,
  async () => {
    const broker: OwnBroker = await ownBroker(FAULT_BROKER)
    try {
      const after = await aftermath(broker.brokers, lines, brokerKilled(broker, COUNTS.broker))
      expect(after.strikes).toBe(COUNTS.broker)
      expectUndisturbed(after, answer)
    } finally {
      await broker.remove()
    }
  },
  (2 + COUNTS.moments) * MINUTE,
)

describe('between an instance and the broker', () => {
  let behind: { readonly broker: OwnBroker; readonly proxy: BrokerProxy }

  beforeAll(async () => {
    behind = await brokerBehindProxy(FAULT_BROKER)
  })

  afterAll(async () => {
    await behind.proxy.close()
    await behind.broker.remove()
  })

  test.each([
    ['connections cut and answers lost', COUNTS.connections, connectionsLost],
    ['connections cut while an instance starts', CUTS_AT_START, cutWhileStarting],
    ['no answer where the coordinator is', SILENCES, coordinatorSilent],
  ])(
    '%s, %i times: every record once and in order',
    async (_name, count, disturb) => {
      const after = await aftermath(behind.broker.brokers, lines, disturb(behind.proxy, count))
      expect(after.strikes).toBe(count)
      expectUndisturbed(after, answer)
    },
    (2 + COUNTS.connections) * MINUTE,
  )
})
