import { setTimeout } from 'node:timers/promises'
import kafkajs, { type Assigner, type Consumer, type GroupMember, type Kafka } from 'kafkajs'
import type { Election } from '../pipeline/live-ports.js'

export interface ElectionOptions {
  readonly group: string
  /** A topic of one partition: who is given it leads. */
  readonly topic: string
  readonly sessionMs: number
}

const LEADS = 'leads'
const POLL_MS = 50

/**
 * Chooses one instance to lead, by the membership of a consumer group: who dies or stops is found out after
 * `sessionMs`, who leaves is followed at once. The one that leads keeps leading when others come.
 */
export class GroupElection implements Election {
  readonly #consumer: Consumer
  readonly #options: ElectionOptions
  #leads = false
  #answers = 0

  constructor(kafka: Kafka, options: ElectionOptions) {
    this.#options = options
    this.#consumer = kafka.consumer({
      groupId: options.group,
      sessionTimeout: options.sessionMs,
      rebalanceTimeout: options.sessionMs,
      heartbeatInterval: Math.floor(options.sessionMs / 5),
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
      partitionAssigners: [() => this.#assigner()],
    })
  }

  get leads(): boolean {
    return this.#leads
  }

  async start(): Promise<void> {
    const { GROUP_JOIN, HEARTBEAT, CRASH } = this.#consumer.events
    const { topic } = this.#options
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#leads = (payload.memberAssignment[topic]?.length ?? 0) > 0
      this.#answers += 1
      if (this.#leads) this.#consumer.pause([{ topic }])
    })
    this.#consumer.on(HEARTBEAT, () => {
      this.#answers += 1
    })
    this.#consumer.on(CRASH, () => {
      this.#leads = false
    })
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topics: [topic] })
    await this.#consumer.run({ autoCommit: false, eachBatch: async () => undefined })
  }

  /** A process that was stopped for long believes that it leads until the coordinator has told it otherwise. */
  async confirm(): Promise<boolean> {
    const asked = this.#answers
    for (let waited = 0; waited < 2 * this.#options.sessionMs; waited += POLL_MS) {
      if (this.#answers > asked) return this.#leads
      await setTimeout(POLL_MS)
    }
    throw new Error('the group coordinator does not answer')
  }

  async stop(): Promise<void> {
    this.#leads = false
    await this.#consumer.disconnect()
  }

  #assigner(): Assigner {
    const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol
    const isLeader = ({ memberMetadata }: GroupMember) =>
      MemberMetadata.decode(memberMetadata)?.userData.toString() === LEADS
    return {
      name: 'banken-one-leads',
      version: 1,
      protocol: ({ topics }) => {
        const userData = Buffer.from(this.#leads ? LEADS : '')
        return { name: 'banken-one-leads', metadata: MemberMetadata.encode({ version: 1, topics, userData }) }
      },
      assign: async ({ members, topics }) => {
        const chosen = members.find(isLeader) ?? members[0]
        return members.map(({ memberId }) => {
          const assignment = memberId === chosen?.memberId ? Object.fromEntries(topics.map(name => [name, [0]])) : {}
          const userData = Buffer.alloc(0)
          return { memberId, memberAssignment: MemberAssignment.encode({ version: 1, assignment, userData }) }
        })
      },
    }
  }
}
