import { SingleBar } from 'cli-progress'
import type { Source } from '../../pipeline/ports.js'
import type { Addressed } from './publish-address.js'

/** What was sent. */
export interface PublishTotals {
  sent: number
  events: number
  /** Lines that are no events: the pipeline makes dead letters of them. */
  notEvents: number
  /** Lines that no topic takes. */
  tooLarge: number
  /** Records by topic. */
  readonly topics: Record<string, number>
  seconds: number
  /** False where it was interrupted, or where the cluster failed. */
  complete: boolean
}

const EVERY_MS = 100

/** Counts what is sent, and shows it on stderr where a person watches a terminal. */
export class Tally {
  readonly totals: PublishTotals = {
    sent: 0,
    events: 0,
    notEvents: 0,
    tooLarge: 0,
    topics: {},
    seconds: 0,
    complete: false,
  }
  readonly #sources: readonly Source[]
  readonly #now: () => number
  readonly #start: number
  readonly #bar: SingleBar | undefined
  #shownAt = 0
  #isWaiting = false

  constructor(sources: readonly Source[], now: () => number) {
    this.#sources = sources
    this.#now = now
    this.#start = now()
    if (!process.stderr.isTTY) return
    const format = '{bar} {percentage} % | {sent} sent | {rate} a second | {duration_formatted}'
    this.#bar = new SingleBar({ format, stream: process.stderr, clearOnComplete: false })
    this.#bar.start(1, 0, { sent: 0, rate: 0 })
  }

  add(records: readonly Addressed[]): void {
    const { totals } = this
    const counts = new Map<string, number>()
    let events = 0
    for (const { topic, at } of records) {
      counts.set(topic, (counts.get(topic) ?? 0) + 1)
      if (at !== undefined) events += 1
    }
    for (const [topic, count] of counts) totals.topics[topic] = (totals.topics[topic] ?? 0) + count
    this.#isWaiting = false
    totals.sent += records.length
    totals.events += events
    totals.notEvents += records.length - events
    totals.seconds = (this.#now() - this.#start) / 1_000
    this.#show()
  }

  /** The cluster does not take what is to be sent. Said once, until it does again. */
  waiting(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    if (!this.#isWaiting) process.stderr.write(`waiting for the cluster (${why})\n`)
    this.#isWaiting = true
  }

  done(complete: boolean): PublishTotals {
    this.#bar?.stop()
    this.totals.complete = complete
    return this.totals
  }

  #show(): void {
    const now = this.#now()
    if (!this.#bar || now - this.#shownAt < EVERY_MS) return
    this.#shownAt = now
    const share = this.#sources.reduce((sum, source) => sum + (source.share ?? 0), 0) / this.#sources.length
    this.#bar.update(share, { sent: this.totals.sent, rate: rateOf(this.totals) })
  }
}

function rateOf({ sent, seconds }: PublishTotals): number {
  return seconds > 0 ? Math.round(sent / seconds) : 0
}

export function totalsText(totals: PublishTotals): string {
  const { sent, events, notEvents, tooLarge, seconds, complete } = totals
  const lines = [
    `sent ${sent} = events ${events} + lines that are no events ${notEvents}, in ${seconds.toFixed(1)} s (${rateOf(totals)} a second)`,
    ...(notEvents > 0 ? ['the pipeline makes dead letters of what is no event: banken dead-letters list'] : []),
    ...(tooLarge > 0 ? [`not sent: ${tooLarge} lines that are larger than a topic takes`] : []),
    ...(complete
      ? []
      : ['not everything was sent: the same command again does it, and the pipeline passes over what it knows']),
  ]
  return `${lines.join('\n')}\n`
}
