// @ts-check
/**
 * How fast the live pipeline is, with a broker on the same machine: events a second from topics to committed alerts,
 * milliseconds from the append of an event to the append of its alert, and seconds of a restart. `npm run bench:kafka`
 * builds, starts a broker and runs it; `--events`, `--rate`, `--seconds` and `--accounts` set the sizes. With `--pace 400`
 * the time of the events passes so many times faster than the clock: as much leaves the window of three days as comes.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import kafkajs from 'kafkajs'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const built = (/** @type {string} */ path) => import(pathToFileURL(join(dist, path)).href)
const { addressOf, inputTopics, outputTopics } = await built('events/topics.js')
const { ordinaryTraffic } = await built('simulate/ordinary-traffic.js')

const { values } = parseArgs({
  options: {
    brokers: { type: 'string', default: process.env.KAFKA_BROKERS ?? '127.0.0.1:9092' },
    events: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '120' },
    accounts: { type: 'string', default: '1000000' },
    partitions: { type: 'string', default: '12' },
    pace: { type: 'string', default: '1' },
  },
})
const [events, rate, seconds, accounts, pace] = /** @type {[number, number, number, number, number]} */ (
  [values.events, values.rate, values.seconds, values.accounts, values.pace].map(Number)
)
/** Of the backlog, at 100,000 events a day. */
const DAYS = Math.max(1, Math.ceil(events / 100_000))
/** What is asked of the broker more often costs it a quarter of a core. */
const LAG_EVERY_MS = 500
/** They raise their alerts when an hour or a day is over: how long that takes says nothing of the pipeline. */
const sweeps = new Set(rulesOverPeriods())
const prefix = `bench-${process.pid}.`
const group = `${prefix}group`
const folder = mkdtempSync(join(tmpdir(), 'banken-bench-'))
const db = join(folder, 'bench.duckdb')
const kafka = new kafkajs.Kafka({ brokers: [values.brokers], logLevel: kafkajs.logLevel.NOTHING })
const admin = kafka.admin()
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })

function rulesOverPeriods() {
  const rules = new URL('../../pipelines/rules/', import.meta.url)
  const files = readdirSync(rules).filter(name => name.endsWith('.sql'))
  return files
    .filter(name => /^-- on: sweep$/m.test(readFileSync(new URL(name, rules), 'utf8')))
    .map(name => name.replace('.sql', ''))
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`)
}

await Promise.all([admin.connect(), producer.connect()])
try {
  await createTopics()
  // Latency is measured within an hour: rules over hours and days hold up what comes when one is over, once in a while.
  const startAt = '2020-06-01T10:20:00+09:00'
  const traffic = withDrains(ordinaryTraffic({ seed: 1, events, accounts, startAt, days: DAYS }))
  say(`${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`)
  await preload(traffic)
  await throughput()
  await latency(withDrains(paced(startAt)))
} finally {
  await Promise.all([admin.disconnect(), producer.disconnect()])
  rmSync(folder, { recursive: true, force: true })
}

/** What comes after the backlog: the time of the events passes about `pace` times as fast as the clock.
 * @param {string} startAt */
function* paced(startAt) {
  const day = 24 * 60 * 60
  const next = new Date(Date.parse(startAt) + DAYS * day * 1000).toISOString()
  const days = Math.ceil((seconds * pace) / day)
  const count = Math.round((rate * day * days) / pace)
  const traffic = ordinaryTraffic({ seed: 2, events: count, accounts, startAt: next, days })
  for (const event of traffic) yield { ...event, id: `paced-${event.id}` }
}

async function createTopics() {
  const topics = [...Object.keys(inputTopics), ...Object.values(outputTopics)].map(topic => ({
    topic: prefix + topic,
    numPartitions: topic === outputTopics.rules ? 1 : Number(values.partitions),
    // So that both ends of a latency are read from one clock: the broker's.
    configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
  }))
  // Without waiting for leaders: a broker that has just begun may not know the topics that it made; the producer tries again.
  await admin.createTopics({ topics, waitForLeaders: false })
}

/** Ordinary traffic raises few alerts: every 1,000th event is followed by an account that is linked and drained.
 * @param {Iterable<any>} traffic */
function* withDrains(traffic) {
  let count = 0
  for (const event of traffic) {
    yield event
    if (++count % 1000 !== 0) continue
    const at = (/** @type {number} */ after) => new Date(Date.parse(event.at) + after * 1000).toISOString()
    const who = {
      provider: 'docomo',
      bank: '9900',
      account: `drained-${event.id}`,
      wallet: `thief-${event.id}`,
      outcome: 'succeeded',
    }
    const id = `drain-${event.id}`
    yield { id: `${id}-0`, type: 'link', at: at(0), ...who, operation: 'register' }
    yield { id: `${id}-1`, type: 'charge', at: at(1), ...who, yen: 50_000 }
    yield { id: `${id}-2`, type: 'charge', at: at(2), ...who, yen: 50_000 }
  }
}

/** @param {any[]} batch */
async function send(batch) {
  /** @type {Map<string, { key: string, value: string }[]>} */
  const byTopic = new Map()
  for (const event of batch) {
    const { topic, key } = addressOf(event)
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), { key, value: JSON.stringify(event) }])
  }
  await producer.sendBatch({
    topicMessages: [...byTopic].map(([topic, messages]) => ({ topic: prefix + topic, messages })),
  })
}

/** @param {Iterator<any>} traffic @param {number} count */
function next(traffic, count) {
  const batch = []
  while (batch.length < count) {
    const { value, done } = traffic.next()
    if (done) break
    batch.push(value)
  }
  return batch
}

/** @param {Iterator<any>} traffic */
async function preload(traffic) {
  for (let left = events; left > 0; left -= 2000) await send(next(traffic, Math.min(2000, left)))
}

function start() {
  const args = ['run', '--brokers', values.brokers, '--topic-prefix', prefix, '--group', group, '--db', db]
  // As its first line has it started.
  const child = spawn(process.execPath, ['--max-semi-space-size=128', join(dist, 'main.js'), ...args])
  let log = ''
  child.stderr.on('data', chunk => {
    log += chunk
  })
  return {
    child,
    says: (/** @type {RegExp} */ what) => until(() => what.test(log)),
    ended: new Promise(resolve => child.on('close', resolve)),
  }
}

/** @param {() => boolean | Promise<boolean>} isTrue @param {number} [everyMs] */
async function until(isTrue, everyMs = 20) {
  while (!(await isTrue())) await setTimeout(everyMs)
}

async function lag() {
  const topics = Object.keys(inputTopics).map(name => prefix + name)
  let sum = 0
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group, topics })) {
    const committed = new Map(partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]))
    for (const { partition, high } of await admin.fetchTopicOffsets(topic))
      sum += Number(high) - (committed.get(partition) ?? 0)
  }
  return sum
}

/** @param {number | undefined} pid */
function residentMegabytes(pid) {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000)
}

async function throughput() {
  const instance = start()
  await instance.says(/this instance leads/)
  const started = performance.now()
  const all = await lag()
  await until(async () => (await lag()) === 0, LAG_EVERY_MS)
  const took = (performance.now() - started) / 1000
  say(
    `${all} events from ${values.partitions} partitions a topic: ${took.toFixed(1)} s, ${Math.round(all / took)} events/s`,
  )
  say(`resident ${residentMegabytes(instance.child.pid)} MB`)
  instance.child.kill('SIGTERM')
  await instance.ended
}

/** @param {Iterator<any>} traffic */
async function latency(traffic) {
  const started = performance.now()
  const instance = start()
  await instance.says(/this instance leads/)
  say(`restart with ${events} events: ${((performance.now() - started) / 1000).toFixed(1)} s until it leads`)
  const from = Date.now()
  const begun = performance.now()
  const tick = 20
  const resident = sampled(() => residentMegabytes(instance.child.pid))
  for (let sent = 0; sent < rate * seconds; ) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - begun) * rate) / 1000))
    if (due > sent) await send(next(traffic, due - sent))
    sent = Math.max(sent, due)
    await setTimeout(tick)
  }
  await until(async () => (await lag()) === 0, LAG_EVERY_MS)
  const megabytes = resident.end()
  instance.child.kill('SIGTERM')
  await instance.ended
  const waits = await latencies(from)
  const at = (/** @type {number} */ share) =>
    Math.round(waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN)
  say(
    `${rate} events/s for ${seconds} s, ${waits.length} alert revisions: p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`,
  )
  say(`resident MB, once a minute: ${megabytes.join(' ')}`)
}

/** Asks once a minute, until it is told to end. @param {() => number} ask */
function sampled(ask) {
  const values = [ask()]
  const timer = setInterval(() => values.push(ask()), 60_000)
  return {
    end() {
      clearInterval(timer)
      return [...values, ask()]
    },
  }
}

/** From the append of the last event that fired an alert to the append of the alert. It names the first 100 of them only:
 * the last is known by its time, to the millisecond. @param {number} from */
async function latencies(from) {
  /** @type {Map<number, number>} */
  const appended = new Map()
  await each(['instant-transfer.links.v1', 'instant-transfer.charges.v1'], message => {
    appended.set(Date.parse(JSON.parse(String(message.value)).at), Number(message.timestamp))
  })
  /** @type {number[]} */
  const waits = []
  await each([outputTopics.alerts], message => {
    const { rule, lastAt } = JSON.parse(String(message.value))
    const last = appended.get(Date.parse(lastAt)) ?? 0
    if (last >= from && !sweeps.has(rule)) waits.push(Number(message.timestamp) - last)
  })
  return waits.sort((a, b) => a - b)
}

/** @param {string[]} names @param {(message: any) => void} take */
async function each(names, take) {
  const topics = names.map(name => prefix + name)
  let left = 0
  for (const topic of topics)
    for (const { high, low } of await admin.fetchTopicOffsets(topic)) left += high === low ? 0 : 1
  const consumer = kafka.consumer({
    groupId: `${prefix}${names.length}`,
    maxBytesPerPartition: 4_000_000,
    maxWaitTimeInMs: 100,
  })
  await consumer.connect()
  await consumer.subscribe({ topics, fromBeginning: true })
  await new Promise(resolve => {
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      if (Number(payload.highWatermark) - Number(payload.lastOffset) <= 1) left -= 1
      if (left === 0) resolve(undefined)
    })
    consumer.run({ autoCommit: false, eachBatch: async ({ batch }) => batch.messages.forEach(take) })
  })
  await consumer.disconnect()
}
