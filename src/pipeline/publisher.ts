import { setTimeout } from 'node:timers/promises'
import { type Committed, type Election, FencedError, type Outlet, type Publication } from './live-ports.js'
import type { Mark } from './mark.js'
import { type Patience, patiently } from './patient.js'

export interface PublisherOptions extends Patience {
  /** Positions without records are committed this often at most. */
  readonly positionsMsMax: number
}

const QUEUED_RECORDS_MAX = 100_000
/** Whoever stops does not wait for a cluster that is away: what is not sent is in the outbox. */
const DRAIN_MS_MAX = 15_000

/**
 * Sends publications to the topics in order while the next batches are made. After any error it shuts out what is left
 * of the broken transaction, looks up how far the topics are, and goes on from there: nothing twice, nothing left out.
 */
export class Publisher {
  readonly #outlet: Outlet
  readonly #election: Election
  readonly #options: PublisherOptions
  readonly #queue: Publication[] = []
  #queuedRecords = 0
  #published: Mark
  #publishedAt: number
  #stopping = false
  #isLate = false
  #wake: () => void = () => undefined
  #room: () => void = () => undefined
  readonly #ended: Promise<void>
  #failure: { error: unknown } | undefined

  /** `published`: the state that is on the topics. */
  constructor(outlet: Outlet, election: Election, published: Mark, options: PublisherOptions) {
    this.#outlet = outlet
    this.#election = election
    this.#published = published
    this.#options = options
    this.#publishedAt = options.now()
    this.#ended = this.#run().catch(error => {
      this.#failure = { error }
      this.#room()
    })
  }

  get published(): Mark {
    return this.#published
  }

  /** Takes over a committed batch. Waits while too much is queued; rejects with what ended the publisher. */
  async add(publication: Publication): Promise<void> {
    if (this.#failure) throw this.#failure.error
    this.#queue.push(publication)
    this.#queuedRecords += publication.records.length
    this.#wake()
    while (this.#queuedRecords > QUEUED_RECORDS_MAX && !this.#failure) {
      await new Promise<void>(resolve => {
        this.#room = resolve
      })
    }
  }

  check(): void {
    if (this.#failure) throw this.#failure.error
  }

  /** Sends what is queued and ends. Rejects with what ended it before. */
  async drain(): Promise<void> {
    this.#stopping = true
    this.#wake()
    const late = new AbortController()
    const timer = this.#lateAfter(DRAIN_MS_MAX, late.signal)
    await this.#ended
    late.abort()
    await timer
    this.check()
  }

  async #lateAfter(ms: number, signal: AbortSignal): Promise<void> {
    await setTimeout(ms, undefined, { signal }).catch(() => undefined)
    this.#isLate = true
  }

  /** Ends without sending what is queued: it stays in the outbox of the database. */
  async abandon(): Promise<void> {
    this.#stopping = true
    this.#queue.length = 0
    this.#queuedRecords = 0
    this.#wake()
    await this.#ended
  }

  async #run(): Promise<void> {
    for (;;) {
      if (this.#queue.length === 0) {
        if (this.#stopping) return
        await new Promise<void>(resolve => {
          this.#wake = resolve
        })
        continue
      }
      if (this.#queuedRecords === 0 && !this.#stopping) await this.#untilDue()
      await this.#sendAll()
    }
  }

  /** Positions alone are in no hurry: waits until they are due, or until there are records. */
  async #untilDue(): Promise<void> {
    const due = this.#publishedAt + this.#options.positionsMsMax
    while (this.#queuedRecords === 0 && !this.#stopping) {
      const left = due - this.#options.now()
      if (left <= 0) return
      const cancel = new AbortController()
      await Promise.race([
        setTimeout(left, undefined, { signal: cancel.signal }).catch(() => undefined),
        new Promise<void>(resolve => {
          this.#wake = resolve
        }),
      ])
      cancel.abort()
    }
  }

  async #sendAll(): Promise<void> {
    const count = this.#queue.length
    const last = this.#queue[count - 1] as Publication
    const records = this.#queue.flatMap(publication => publication.records)
    try {
      await this.#outlet.publish({ records, positions: last.positions, mark: last.mark })
      this.#passed(count)
    } catch (error) {
      this.#options.onTrouble(error)
      await this.#recover()
    }
    this.#publishedAt = this.#options.now()
  }

  /** `count` publications are on the topics. */
  #passed(count: number): void {
    for (const { records, mark } of this.#queue.splice(0, count)) {
      this.#queuedRecords -= records.length
      this.#published = mark
    }
    this.#room()
  }

  async #recover(): Promise<void> {
    const committed = await patiently(
      () => this.#fenced(),
      this.#options,
      () => this.#isLate,
    )
    const mark = committed?.mark.name ?? ''
    if (mark === this.#published.name) return
    const reached = this.#queue.findIndex(publication => publication.mark.name === mark)
    if (reached === -1) throw new FencedError('another instance has published since')
    this.#passed(reached + 1)
  }

  async #fenced(): Promise<Committed | undefined> {
    if (!(await this.#election.confirm())) throw new FencedError('this instance no longer leads')
    return this.#outlet.fence()
  }
}
