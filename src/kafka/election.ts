import { setTimeout } from 'node:timers/promises'
import kafkajs, { type Assigner, type Consumer, type GroupMember, type Kafka } from 'kafkajs'
import type { Election } from '../pipeline/live-ports.js'
import { RETRY } from './client.js'
import { crashOf } from './connect-errors.js'

export interface ElectionOptions {
  readonly group: string
  /** A topic of one partition: who is given it leads. */
  readonly topic: string
  readonly sessionMs: number
  /** Milliseconds of a clock that only runs forward. */
  readonly now: () => number
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
  #answeredAt = Number.NEGATIVE_INFINITY
  #stopped = false
  #end: { error: unknown } | undefined

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
      // Else a crash on the way out would bring the consumer back after it was stopped.
      retry: { ...RETRY, restartOnFailure: async () => !this.#stopped },
    })
  }

  /** Not where the coordinator was not heard for a session: by then it may have chosen another one. */
  get leads(): boolean {
    this.#check()
    return this.#leads && this.#options.now() - this.#answeredAt < this.#options.sessionMs
  }

  async start(): Promise<void> {
    const { GROUP_JOIN, HEARTBEAT, CRASH } = this.#consumer.events
    const { topic } = this.#options
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#leads = (payload.memberAssignment[topic]?.length ?? 0) > 0
      this.#hear()
      if (this.#leads) this.#consumer.pause([{ topic }])
    })
    this.#consumer.on(HEARTBEAT, () => this.#hear())
    this.#consumer.on(CRASH, ({ payload }) => {
      this.#leads = false
      if (!payload.restart) this.#end = { error: crashOf(payload.error) }
    })
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topics: [topic] })
    await this.#consumer.run({ autoCommit: false, eachBatch: async () => undefined })
  }

  /** A process that was stopped for long believes that it leads until the coordinator has told it otherwise. */
  async confirm(): Promise<boolean> {
    const asked = this.#answers
    for (let waited = 0; waited < 2 * this.#options.sessionMs; waited += POLL_MS) {
      this.#check()
      if (this.#answers > asked) return this.leads
      await setTimeout(POLL_MS)
    }
    throw new Error('the group coordinator does not answer')
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#leads = false
    await this.#consumer.disconnect()
  }

  /** Where kafkajs has given up it can no longer be known who leads. */
  #check(): void {
    if (this.#end) throw this.#end.error
  }

  #hear(): void {
    this.#answers += 1
    this.#answeredAt = this.#options.now()
  }

  #assigner(): Assigner {
    const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol
    const isLeader = ({ memberMetadata }: GroupMember) =>
      MemberMetadata.decode(memberMetadata)?.userData.toString() === LEADS
    return {
      name: 'banken-one-leads',
      version: 1,
      protocol: ({ topics }) => {
        const userData = Buffer.from(this.leads ? LEADS : '')
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
