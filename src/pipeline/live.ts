import { setTimeout } from 'node:timers/promises'
import type { HistoryEntry } from '../detect/rule-history.js'
import type { Message } from '../ingest/receive.js'
import type { BatchLimits, Feed } from './feed.js'
import {
  type Committed,
  type Election,
  FencedError,
  GapError,
  type Journal,
  type Outlet,
  type Publication,
} from './live-ports.js'
import { type Mark, NO_MARK, nextMark } from './mark.js'
import type { OutRecord } from './outbox.js'
import { patientOutlet } from './patient.js'
import type { BatchReport } from './pipeline.js'
import { advanced, isWithin, type Positions } from './positions.js'
import { publicationAfter } from './publication.js'
import { Publisher, type PublisherOptions } from './publisher.js'
import type { Received } from './settle.js'

/** Keeps what a batch leaves for the topics, inside its transaction. */
export type Keep = (records: readonly OutRecord[]) => Promise<void>

/** The database with its rules, as the live loop needs it. */
export interface Engine {
  /** `next`: takes the batch that comes after this one, if it waits; see Pipeline.commit. */
  commit(batch: readonly Received[], keep: Keep, next: () => readonly Received[]): Promise<BatchReport>
  /** Takes over the history of rule versions of the topic. Rejects where this database has entries of its own. */
  adoptRules(history: readonly HistoryEntry[]): Promise<void>
  /** Puts this instance's own rules in force; calls `keep` where that, or the first start, leaves anything to publish. */
  enforceRules(keep: Keep): Promise<void>
  /** The same between two batches, where the rules have changed since; at once where they have not. */
  renewRules(keep: Keep): Promise<void>
}

/** The database cannot be continued: it has gone another way than the topics. It must be built anew from the topics. */
export class SupersededError extends Error {
  override name = 'SupersededError'
}

export interface LiveOptions extends PublisherOptions {
  readonly batch: BatchLimits
  readonly batchWaitMsMax: number
  readonly onRole: (role: 'follows' | 'catches up' | 'leads') => void
  readonly onBatch: (report: BatchReport) => void
}

const IDLE_MS = 200
const FOLLOW_MS = 500

/**
 * Follows what the leading instance has published until it leads itself; then publishes what its own batches leave.
 * Ends when `signal` is aborted, after the batch at hand is on the topics.
 */
export class Live {
  readonly #engine: Engine
  readonly #journal: Journal
  #outlet: Outlet
  readonly #election: Election
  readonly #feed: Feed
  readonly #options: LiveOptions
  #positions: Positions
  #mark: Mark

  constructor(
    parts: {
      engine: Engine
      journal: Journal
      outlet: Outlet
      election: Election
      feed: Feed
      positions: Positions
      mark: Mark
    },
    options: LiveOptions,
  ) {
    this.#engine = parts.engine
    this.#journal = parts.journal
    this.#outlet = parts.outlet
    this.#election = parts.election
    this.#feed = parts.feed
    this.#positions = parts.positions
    this.#mark = parts.mark
    this.#options = options
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#outlet = patientOutlet(this.#outlet, this.#options, signal)
    while (!signal.aborted) {
      await this.#follow(signal)
      if (signal.aborted) return
      try {
        await this.#lead(signal)
      } catch (error) {
        if (!(error instanceof FencedError)) throw error
        this.#options.onTrouble(error)
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    this.#options.onRole('follows')
    while (!signal.aborted && !this.#election.leads) {
      const committed = await this.#outlet.committed()
      // A leader that was stopped may be ahead of its successor: then it waits until that one has passed it.
      if (committed && isWithin(this.#positions, committed.positions)) await this.#catchUp(committed, signal)
      await setTimeout(FOLLOW_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  /** Reads to where the topics are without publishing anything, for it was published; then takes over the mark. */
  async #catchUp(committed: Committed, signal: AbortSignal): Promise<void> {
    if (committed.mark.name === this.#mark.name) return
    await this.#engine.adoptRules(await this.#outlet.rules())
    const limits = { ...this.#options.batch, until: committed.positions }
    const next = () => this.#feed.takeAhead(limits)
    while (!isWithin(committed.positions, this.#positions)) {
      if (signal.aborted) return
      const batch = await this.#feed.next(limits, 0, IDLE_MS, signal)
      if (batch.length > 0) this.#options.onBatch(await this.#commitUnpublished(batch, next))
    }
    await this.#adopt(committed)
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const publisher = await this.#resume(await this.#outlet.fence(), signal)
    if (!publisher) return
    this.#options.onRole('leads')
    try {
      await this.#step(publisher, this.#positions, keep => this.#engine.enforceRules(keep))
      while (!signal.aborted) await this.#leadOn(publisher, signal)
      await publisher.drain()
    } finally {
      await publisher.abandon()
    }
  }

  async #leadOn(publisher: Publisher, signal: AbortSignal): Promise<void> {
    publisher.check()
    if (!this.#election.leads) throw new FencedError(NO_LONGER)
    await this.#step(publisher, this.#positions, keep => this.#engine.renewRules(keep))
    const limits = this.#options.batch
    const batch = await this.#feed.next(limits, this.#options.batchWaitMsMax, IDLE_MS, signal)
    if (batch.length === 0) return
    const after = advanced(this.#positions, placesOf(batch))
    const next = () => this.#feed.takeAhead(limits)
    this.#options.onBatch(await this.#step(publisher, after, keep => this.#engine.commit(batch, keep, next)))
  }

  /** Finds out where the topics are in what this database has done, and takes up publishing there. */
  async #resume(committed: Committed | undefined, signal: AbortSignal): Promise<Publisher | undefined> {
    let marks = await this.#journal.marks()
    if (marks.length === 0 && !committed) {
      await this.#adopt({ positions: this.#positions, mark: NO_MARK })
      marks = [NO_MARK]
    }
    const published = marks.find(({ name }) => name === (committed?.mark.name ?? NO_MARK.name))
    const last = marks.at(-1) ?? published
    // Rules are on the topics with the first publication of all.
    const isLost = !committed && last?.name !== NO_MARK.name && (await this.#outlet.rules()).length > 0
    if (published && last && !isLost) return this.#withUnsent(published, last)
    if (!committed) throw new GapError(POSITIONS_LOST)
    if (!isWithin(this.#positions, committed.positions)) throw new SupersededError(OTHER_WAY)
    this.#options.onRole('catches up')
    await this.#catchUp(committed, signal)
    return signal.aborted ? undefined : new Publisher(this.#outlet, this.#election, committed.mark, this.#options)
  }

  /** What was committed to the database and not to the topics is sent first. */
  async #withUnsent(published: Mark, last: Mark): Promise<Publisher> {
    const publisher = new Publisher(this.#outlet, this.#election, published, this.#options)
    if (last.name === published.name) return publisher
    const records = await this.#journal.recordsAfter(published.seq)
    await publisher.add({ records, positions: this.#positions, mark: last })
    return publisher
  }

  async #adopt(committed: Committed): Promise<void> {
    await this.#journal.adopt(committed)
    this.#positions = committed.positions
    this.#mark = committed.mark
  }

  /** Runs work that commits one transaction; what it leaves is sent once it is durable, never before. */
  async #step<T>(publisher: Publisher, positions: Positions, work: (keep: Keep) => Promise<T>): Promise<T> {
    let left: Publication | undefined
    const result = await work(async records => {
      left = publicationAfter(this.#mark, records, positions)
      await this.#journal.write(left, publisher.published)
    })
    if (!left) return result
    this.#positions = left.positions
    this.#mark = left.mark
    await publisher.add(left)
    return result
  }

  async #commitUnpublished(batch: readonly Received[], next: () => readonly Received[]): Promise<BatchReport> {
    const positions = advanced(this.#positions, placesOf(batch))
    // Nobody publishes this state, so that its name must not be one that a leader could give.
    const mark = { name: `~${nextMark(this.#mark, 0, positions).name}`, seq: this.#mark.seq }
    const keep = () => this.#journal.write({ records: [], positions, mark }, NO_MARK)
    const report = await this.#engine.commit(batch, keep, next)
    this.#positions = positions
    this.#mark = mark
    return report
  }
}

function placesOf(batch: readonly Received[]): Message[] {
  return batch.map(({ message }) => message)
}

const POSITIONS_LOST =
  'the cluster no longer knows what this group has published (offsets expired, or the group was renamed), but the ' +
  'database says that it did. Give the group its old name back in config/; or, if the output topics may be written ' +
  'again from the start, move the database away'

const NO_LONGER = 'this instance no longer leads, or cannot know whether it does'

const OTHER_WAY = 'this database has read what another instance did not; it is built anew from the topics'
