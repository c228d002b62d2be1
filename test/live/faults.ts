import { rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { OwnBroker } from '../support/broker.js'
import { API, type BrokerProxy } from '../support/proxy.js'
import { published } from './verdict.js'
import { type Fault, type Instance, LiveWorld } from './world.js'

/** Small batches and a short session: more moments at which something can go wrong. */
const SETTINGS = { batchCountMax: 300, sessionMs: 1500, positionsMsMax: 50, transactionMsMax: 10_000 }
/** For a broker of their own: sessions as short as that. */
export const FAULT_BROKER = { properties: { 'group.min.session.timeout.ms': '1000' } }

/** Many of each fault with `npm run faults:kafka`. */
export const isLong = process.env.BANKEN_FAULTS === 'long'

/** So many that new ones come for as long as faults go on. */
const LINES_PER_SEND = isLong ? 25 : 10
const SEND_EVERY_MS = 100
/** A fault that has not struck by then found nothing to strike at: it comes from outside. */
const STRIKE_MS_MAX = 8_000

/** What a disturbed run has left, and how often it was disturbed. */
export interface Aftermath {
  readonly strikes: number
  readonly files: Readonly<Record<string, string>>
  readonly topics: Awaited<ReturnType<typeof published>>
}

/** One thing that goes wrong, while events come in. Resolves to how often it struck. */
export type Disturb = (world: LiveWorld) => Promise<number>

/** Sends lines little by little while `disturb` goes on; then lets one instance finish, and looks. */
export async function aftermath(brokers: string, lines: readonly string[], disturb: Disturb): Promise<Aftermath> {
  const world = await LiveWorld.open(brokers, 3, SETTINGS)
  try {
    const strikes = await whileSending(world, lines, disturb)
    const last = world.start()
    await world.settled()
    await world.stop(last)
    return { strikes, files: await world.export(), topics: await published(world) }
  } finally {
    await world.close()
  }
}

async function whileSending(world: LiveWorld, lines: readonly string[], disturb: Disturb): Promise<number> {
  const done = new AbortController()
  const sending = trickle(world, lines, done.signal)
  try {
    return await disturb(world)
  } finally {
    done.abort()
    await sending
  }
}

/** Little by little until `done`, from the start again where the lines run out; then what is left at once. */
async function trickle(world: LiveWorld, lines: readonly string[], done: AbortSignal): Promise<void> {
  let sent = 0
  while (!done.aborted) {
    const at = sent % lines.length
    await world.send(lines.slice(at, at + LINES_PER_SEND))
    sent += LINES_PER_SEND
    await setTimeout(SEND_EVERY_MS)
  }
  await world.send(lines.slice(sent))
}

/** Of the start of an instance, which takes about a second, each step is hit in one run or another. */
const CUT_EVERY_MS = 110

const STEPS = ['duckdb', 'send', 'offsets', 'end'] as const
const SIDES = ['before', 'after'] as const

/** The nth fault: all named steps in turn, at the first, second and third time that they come. */
function faultOf(i: number, signal: Fault['signal'] = 'SIGKILL'): Fault {
  const step = STEPS[i % STEPS.length] ?? 'duckdb'
  const when = SIDES[Math.floor(i / STEPS.length) % SIDES.length] ?? 'before'
  return { step, when, nth: 1 + (Math.floor(i / (STEPS.length * SIDES.length)) % 3), signal }
}

/** `kill -9` of the instance at each named step in turn. */
export const killedAtSteps =
  (count: number): Disturb =>
  async world => {
    for (let i = 0; i < count; i++) {
      const instance = world.start({ fault: faultOf(i) })
      await killedWithin(instance)
    }
    return count
  }

/** `kill -9` of the instance at moments that have nothing to do with what it does. */
export const killedAtMoments =
  (count: number): Disturb =>
  async world => {
    for (let i = 0; i < count; i++) {
      const instance = world.start()
      await setTimeout(400 + ((i * 811) % 4000))
      instance.child.kill('SIGKILL')
      await instance.ended
    }
    return count
  }

/** The instance is killed and its database is gone. */
export const databaseLost =
  (count: number): Disturb =>
  async world => {
    for (let i = 0; i < count; i++) {
      const instance = world.start()
      await instance.says(/this instance leads/)
      await setTimeout(1500)
      instance.child.kill('SIGKILL')
      await instance.ended
      for (const file of [world.db(), `${world.db()}.wal`]) rmSync(file, { force: true })
    }
    return count
  }

async function killedWithin(instance: Instance): Promise<void> {
  await within(instance.ended)
  instance.child.kill('SIGKILL')
  await instance.ended
}

async function within(what: Promise<unknown>): Promise<void> {
  const waited = new AbortController()
  await Promise.race([what, setTimeout(STRIKE_MS_MAX, undefined, { signal: waited.signal }).catch(() => undefined)])
  waited.abort()
}

/** The broker is killed and comes back, under a running instance. */
export const brokerKilled =
  (broker: OwnBroker, count: number): Disturb =>
  async world => {
    const instance = world.start()
    for (let i = 0; i < count; i++) {
      await setTimeout(1000 + ((i * 677) % 2500))
      await broker.kill()
      await broker.start()
    }
    await world.stop(instance)
    return count
  }

/** Requests whose answers are lost, in turn: the broker has done what was asked, and nobody hears of it. */
const ANSWERS = [
  API.endTxn,
  API.produce,
  API.txnOffsetCommit,
  API.addOffsetsToTxn,
  API.addPartitionsToTxn,
  API.fetch,
  API.heartbeat,
] as const

/** Answers are lost and all connections cut, in turn, between a running instance and the broker. */
export const connectionsLost =
  (proxy: BrokerProxy, count: number): Disturb =>
  async world => {
    const instance = world.start({ brokers: proxy.brokers })
    await instance.says(/this instance leads/)
    for (let i = 0; i < count; i++) {
      const answer = ANSWERS[i % (ANSWERS.length + 1)]
      if (answer === undefined) proxy.cutAll()
      else proxy.dropAnswers(answer)
      await setTimeout(1500)
    }
    await world.stop(instance)
    return count
  }

/** All connections are cut again and again while an instance starts, at every step of its start. */
export const cutWhileStarting =
  (proxy: BrokerProxy, count: number): Disturb =>
  async world => {
    const instance = world.start({ brokers: proxy.brokers })
    for (let i = 0; i < count; i++) {
      await setTimeout(CUT_EVERY_MS)
      proxy.cutAll()
    }
    await instance.says(/this instance leads/)
    await world.stop(instance)
    return count
  }

/** Longer than a session, so that the consumers look for their coordinator again. */
const AWAY_MS = 2_000

/** The question for the coordinator stays unanswered: kafkajs gives the consumer up, and the instance begins again. */
export const coordinatorSilent =
  (proxy: BrokerProxy, count: number): Disturb =>
  async world => {
    const instance = world.start({ brokers: proxy.brokers })
    await instance.says(/this instance leads/)
    for (let i = 0; i < count; i++) {
      proxy.refuse(true)
      proxy.cutAll()
      await setTimeout(AWAY_MS)
      proxy.dropAnswers(API.findCoordinator, 4)
      proxy.refuse(false)
      await instance.says(new RegExp(`(beginsAgain[^]*this instance leads[^]*){${i + 1}}`))
    }
    await world.stop(instance)
    return count
  }

/** The leading instance stops (SIGSTOP) while it publishes, until another one leads; then it goes on. */
export const leaderStopped =
  (count: number, ownId = false): Disturb =>
  async world => {
    let [leading, following] = ['a', 'b']
    for (let i = 0; i < count; i++) {
      const stopped = world.start({ db: world.db(leading), fault: publishingFaultOf(i), ownId })
      await stopped.says(/this instance leads/)
      const other = world.start({ db: world.db(following), ownId })
      await within(other.says(/this instance leads/))
      stopped.child.kill('SIGSTOP')
      await other.says(/this instance leads/)
      await setTimeout(1000)
      // Its own fault may strike only now, and stop it once more.
      const going = setInterval(() => stopped.child.kill('SIGCONT'), 500)
      await stopped.says(/this instance leads[\s\S]*this instance follows/).finally(() => clearInterval(going))
      for (const instance of [stopped, other]) await world.stop(instance)
      ;[leading, following] = [following, leading]
    }
    return count
  }

/** Of the steps of a Kafka transaction, one after the other. */
function publishingFaultOf(i: number): Fault {
  const fault = faultOf(i, 'SIGSTOP')
  return fault.step === 'duckdb' ? { ...fault, step: 'end', when: 'before' } : fault
}
