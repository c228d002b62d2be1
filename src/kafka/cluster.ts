import type { Admin, Kafka } from 'kafkajs'
import { outputTopics } from '../events/topics.js'
import type { Committed, Election } from '../pipeline/live-ports.js'
import { isWithin, type Positions } from '../pipeline/positions.js'
import { assertReadable, assertWhole, boundsOf, pastGaps, startAt } from './bounds.js'
import { type ClientSettings, type Credentials, clientOf, type Log } from './client.js'
import { GroupElection } from './election.js'
import { KafkaOutlet } from './outlet.js'
import { ClusterError, troubleOf } from './trouble.js'

export interface ClusterSettings extends ClientSettings {
  readonly group: string
  readonly topicPrefix: string
  readonly sources: readonly ({ readonly topic: string } | { readonly pattern: string })[]
  readonly transactionMsMax: number
  readonly sessionMs: number
}

/** Where reading begins, and the places whose topics have something there already. */
export interface Start {
  readonly positions: Positions
  readonly behind: readonly string[]
}

/** Everything that the live pipeline needs of one cluster, under one name for this process. */
export class Cluster {
  readonly outlet: KafkaOutlet
  readonly sources: readonly string[]
  readonly #admin: Admin
  readonly #client: (role: string) => Kafka
  readonly #settings: ClusterSettings
  readonly #log: Log
  #election: GroupElection | undefined

  private constructor(
    admin: Admin,
    client: (role: string) => Kafka,
    sources: readonly string[],
    settings: ClusterSettings,
    instance: string,
    log: Log,
  ) {
    this.#log = log
    this.#admin = admin
    this.#client = client
    this.sources = sources
    this.#settings = settings
    const { group, topicPrefix, transactionMsMax } = settings
    const readerGroup = `${group}.rules.${instance}`
    this.outlet = new KafkaOutlet(client('outlet'), admin, {
      group,
      topicPrefix,
      sources,
      transactionMsMax,
      readerGroup,
    })
  }

  /** `instance`: a name that no other process has. Rejects where no broker answers, or where topics are missing. */
  static async connect(
    settings: ClusterSettings,
    credentials: Credentials,
    instance: string,
    log: Log,
  ): Promise<Cluster> {
    const client = (role: string) => clientOf(settings, `banken-${role}-${instance}`, credentials, log)
    const admin = client('admin').admin()
    try {
      await admin.connect()
      const topics = new Set(await admin.listTopics())
      const sources = sourcesOf(settings, topics)
      const wanted = [...sources, ...Object.values(outputTopics).map(name => settings.topicPrefix + name)]
      const missing = wanted.filter(name => !topics.has(name))
      if (missing.length > 0)
        throw new ClusterError(`no such topic: ${missing.join(', ')}. Make them: banken topics create`)
      return new Cluster(admin, client, sources, settings, instance, log)
    } catch (error) {
      await admin.disconnect().catch(() => undefined)
      throw error
    }
  }

  /**
   * Where reading begins. Rejects with a GapError where the topics no longer have what this database needs. With
   * `acceptsGaps` it begins behind what was deleted before it was read, and tells so.
   */
  async startOf(read: Positions, acceptsGaps: boolean): Promise<Start> {
    const bounds = await boundsOf(this.#admin, this.sources)
    const { positions, gaps } = acceptsGaps ? pastGaps(read, bounds) : { positions: read, gaps: [] }
    for (const gap of gaps) this.#log('warn', `${gap}; passed over, as --accept-gaps says`, {})
    assertReadable(positions, bounds)
    const committed = await this.outlet.committed()
    if (committed && !isWithin(committed.positions, positions)) assertWhole(unread(committed, positions), bounds)
    const start = startAt(positions, bounds)
    const behind = [...start].filter(([place, { next }]) => next < (bounds.get(place)?.high ?? next))
    return { positions: start, behind: behind.map(([place]) => place) }
  }

  /** May be called again where it was rejected. */
  async elect(now: () => number): Promise<Election> {
    const { group, topicPrefix, sessionMs } = this.#settings
    const topic = topicPrefix + outputTopics.rules
    await this.#election?.stop().catch(() => undefined)
    this.#election = new GroupElection(this.#client('election'), { group: `${group}.leader`, topic, sessionMs, now })
    await this.#election.start()
    return this.#election
  }

  /** Tells in a sentence what is wrong and is tried again. */
  tell(error: unknown): void {
    this.#log('warn', troubleOf(error, this.#settings.brokers).message, {})
  }

  /** Leaves the election first, so that another instance takes over at once. */
  async close(): Promise<void> {
    await this.outlet.close()
    await this.#election?.stop().catch(() => undefined)
    await this.#admin.disconnect().catch(() => undefined)
  }
}

function sourcesOf({ sources, topicPrefix }: ClusterSettings, topics: ReadonlySet<string>): string[] {
  const named = sources.flatMap(source => {
    if ('topic' in source) return [topicPrefix + source.topic]
    const whole = new RegExp(`^(?:${source.pattern})$`)
    return [...topics].filter(name => name.startsWith(topicPrefix) && whole.test(name.slice(topicPrefix.length)))
  })
  return [...new Set(named)].sort()
}

function unread({ positions }: Committed, read: Positions): Positions {
  return new Map([...positions].filter(([place]) => !read.has(place)))
}
