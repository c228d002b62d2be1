import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ordinaryTraffic } from '../../simulate/ordinary-traffic.js'

const START = '2020-06-01T00:00:00+09:00'
const EVENTS_PER_DAY = 100_000
const LINES_PER_CHUNK = 5000

/** One stream of events in two files: what comes before, and what is measured. */
export async function writeTraffic(folder: string, history: number, events: number, accounts: number) {
  const all = history + events
  const days = Math.max(1, Math.ceil(all / EVENTS_PER_DAY))
  const traffic = ordinaryTraffic({ seed: 1, events: all, accounts, startAt: START, days })[Symbol.iterator]()
  const files = { history: join(folder, 'history.ndjson'), measured: join(folder, 'measured.ndjson') }
  await pipeline(chunks(traffic, history), createWriteStream(files.history))
  await pipeline(chunks(traffic, events), createWriteStream(files.measured))
  return files
}

function* chunks(traffic: Iterator<object>, count: number): Generator<string> {
  for (let left = count; left > 0; left -= LINES_PER_CHUNK) {
    let text = ''
    for (let i = Math.min(left, LINES_PER_CHUNK); i > 0; i--) text += `${JSON.stringify(traffic.next().value)}\n`
    yield text
  }
}
