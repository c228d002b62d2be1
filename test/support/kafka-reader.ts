import { execFile, execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './cli.js'

const execute = promisify(execFile)
const DUMP = join(root, 'test', 'kafka', 'dump.mjs')
const KCAT = 'kcat'
const MOST_BYTES = 2 ** 30

/** A record as it lies in the topic. `null` is none: as a value, a tombstone. */
export interface TopicRow {
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | null>>
}

export type Isolation = 'read_committed' | 'read_uncommitted'

/**
 * Everything in a topic now, by partition and offset, as Kafka's own Java client reads it. What is committed ends at the
 * first open transaction of a partition.
 */
export async function readTopic(
  brokers: string,
  topic: string,
  isolation: Isolation = 'read_committed',
): Promise<TopicRow[]> {
  return (await readTopics(brokers, [topic], isolation))[0] ?? []
}

/** The same of several topics in their order, by one Java process: to start it and compile its source takes 2 s of CPU. */
export async function readTopics(
  brokers: string,
  topics: readonly string[],
  isolation: Isolation = 'read_committed',
): Promise<TopicRow[][]> {
  const { stdout } = await execute(process.execPath, [DUMP, brokers, isolation, ...topics], { maxBuffer: MOST_BYTES })
  const byTopic = new Map<string | undefined, TopicRow[]>(topics.map(topic => [topic, []]))
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [topic, ...rest] = line.split(' ')
    byTopic.get(topic)?.push(rowOf(rest))
  }
  return topics.map(topic => (byTopic.get(topic) ?? []).sort(byPlace))
}

/** Base64 after a `=`, so that what is empty is not what is not there. */
function bytesOf(text: string | undefined): Buffer | null {
  return text?.startsWith('=') ? Buffer.from(text.slice(1), 'base64') : null
}

function rowOf([partition, offset, key, value, ...rest]: readonly string[]): TopicRow {
  const headers: Record<string, Buffer | null> = {}
  for (let i = 0; i < rest.length; i += 2) headers[String(bytesOf(rest[i]))] = bytesOf(rest[i + 1])
  return { partition: Number(partition), offset: Number(offset), key: bytesOf(key), value: bytesOf(value), headers }
}

function byPlace(a: TopicRow, b: TopicRow): number {
  return a.partition - b.partition || a.offset - b.offset
}

/** Whether kcat is installed, which stands on librdkafka: a third client, and what many operators have at hand. */
export function hasKcat(): boolean {
  try {
    execFileSync(KCAT, ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What is committed in a topic, as kcat reads it. Header values are text without commas and equals signs. */
export async function kcatTopic(brokers: string, topic: string): Promise<TopicRow[]> {
  const args = ['-C', '-b', brokers, '-t', topic, '-o', 'beginning', '-e', '-q', '-X', 'isolation.level=read_committed']
  // Lengths come first, -1 for none: keys and values may hold any byte.
  const format = ['-f', '%p %o %K %S\n%k%s%h\n']
  const { stdout } = await execute(KCAT, [...args, ...format], { maxBuffer: MOST_BYTES, encoding: 'buffer' })
  return [...kcatRows(stdout)].sort(byPlace)
}

function* kcatRows(bytes: Buffer): Generator<TopicRow> {
  let at = 0
  const until = (end: number) => {
    const part = bytes.subarray(at, end)
    at = end
    return part
  }
  const line = () => {
    const text = until(bytes.indexOf('\n', at)).toString()
    at += 1
    return text
  }
  const field = (length: number) => (length < 0 ? null : until(at + length))
  while (at < bytes.length) {
    const [partition = 0, offset = 0, keyLength = 0, valueLength = 0] = line().split(' ').map(Number)
    yield { partition, offset, key: field(keyLength), value: field(valueLength), headers: kcatHeaders(line()) }
  }
}

function kcatHeaders(text: string): Record<string, Buffer> {
  const pairs = text.split(',').filter(Boolean)
  return Object.fromEntries(
    pairs.map(pair => {
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      return [name, Buffer.from(value)]
    }),
  )
}
