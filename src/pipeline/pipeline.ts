import type { AlertChange } from '../detect/alert-changes.js'
import type { Admitted, EventChange } from '../detect/detector.js'
import { inTurns } from '../detect/turns.js'
import { Brake, type BrakeLimits } from '../ingest/brake.js'
import type { Known } from '../ingest/validate.js'
import { batchesWithNext } from './batches.js'
import type { SetChange } from './event-set.js'
import { IdFilter } from './id-filter.js'
import type { Detection, EventStore, Source } from './ports.js'
import { outcomesOf, receivedOf } from './received.js'
import { type Received, Settlement } from './settle.js'
import { inTransaction } from './transaction.js'

export interface PipelineOptions extends BrakeLimits {
  readonly batchCountMax: number
  readonly known: Known
}

/** What a batch has changed, while its transaction is still open. */
export interface BatchChange {
  readonly change: SetChange
  readonly alerts: readonly AlertChange[]
}

/** Writes what belongs to a batch besides its events and alerts, in the same transaction. */
type Alongside = (changed: BatchChange) => Promise<void>

export interface BatchReport extends BatchChange {
  readonly received: number
}

/** A batch of which is known what it changes, and which detection has in its memory or is taking there. */
interface Settled {
  readonly received: number
  readonly change: SetChange
  readonly events: EventChange
  readonly admitted: Promise<Admitted>
}

/**
 * From messages to events, alerts and dead letters, one transaction a batch. While the database works on one batch the
 * next is read, decoded, settled and taken into memory. After an error the pipeline is of no further use: what it keeps in
 * memory may be ahead of the database. Open a new one; what was committed is there.
 */
export class Pipeline {
  readonly #store: EventStore
  readonly #detector: Detection
  readonly #options: PipelineOptions
  readonly #filter = new IdFilter()
  readonly #brake: Brake
  #ahead: { readonly batch: readonly Received[]; readonly settled: Promise<Settled> } | undefined
  /** What changed rules have judged anew before it was opened. */
  readonly renewed: readonly AlertChange[]

  private constructor(
    store: EventStore,
    detector: Detection,
    options: PipelineOptions,
    renewed: readonly AlertChange[],
  ) {
    this.renewed = renewed
    this.#store = store
    this.#detector = detector
    this.#options = options
    this.#brake = new Brake(options)
  }

  static async open(
    store: EventStore,
    detector: Detection,
    options: PipelineOptions,
    renewed: readonly AlertChange[] = [],
  ): Promise<Pipeline> {
    const pipeline = new Pipeline(store, detector, options, renewed)
    for await (const ids of store.ids()) for (const id of ids) pipeline.#filter.add(id)
    return pipeline
  }

  /**
   * Reads a source to its end, or to the end of the batch at hand once `signal` is aborted. Yields after each commit.
   * `alongside`: as for each of them.
   */
  async *run(source: Source, signal?: AbortSignal, alongside?: Alongside): AsyncGenerator<BatchReport> {
    const { batchCountMax, known } = this.#options
    const decoded = batchesWithNext(source.messages(), batchCountMax, message => receivedOf(message, known))
    for await (const { batch, next } of decoded) {
      yield await this.commit(batch, alongside, next)
      if (signal?.aborted) return
    }
  }

  /**
   * To be called when there is nothing more to read for now: does what detection has put off. `until`: as though the
   * set held an event at this time, in microseconds.
   */
  async finish(until?: number): Promise<BatchReport> {
    const alerts = await inTransaction(this.#store, () => this.#detector.settle(until))
    return { received: 0, change: { fresh: [], displaced: [], deadLetters: [], counts: new Map() }, alerts }
  }

  /**
   * One batch in one transaction, with what `alongside` writes. `next`: takes the batch that will be committed after this
   * one, or nothing where none waits; called when this one is judged and the database has the rest to do.
   */
  async commit(
    batch: readonly Received[],
    alongside?: Alongside,
    next: () => readonly Received[] = () => [],
  ): Promise<BatchReport> {
    const settled = await this.#settled(batch)
    const { received, change } = settled
    try {
      const alerts = await inTransaction(this.#store, async () => {
        const alerts = await this.#stored(settled, () => this.#lookAhead(next()))
        await alongside?.({ change, alerts })
        return alerts
      })
      return { received, change, alerts }
    } finally {
      // Nobody who comes after this batch finds work that goes on by itself.
      await Promise.allSettled([this.#ahead?.settled.then(({ admitted }) => admitted)])
    }
  }

  /** Whether this batch may be the next one: where one was looked ahead to, memory holds that one, and no other. */
  expects(batch: readonly Received[]): boolean {
    return this.#ahead === undefined || this.#ahead.batch === batch
  }

  /** What goes wrong is told when the batch's turn comes. */
  #lookAhead(batch: readonly Received[]): void {
    if (batch.length === 0) return
    const settled = this.#settle(batch)
    settled.catch(() => undefined)
    this.#ahead = { batch, settled }
  }

  #settled(batch: readonly Received[]): Promise<Settled> {
    if (!this.expects(batch)) throw new Error('memory holds another batch than the one that comes')
    const settled = this.#ahead?.settled ?? this.#settle(batch)
    this.#ahead = undefined
    return settled
  }

  async #settle(batch: readonly Received[]): Promise<Settled> {
    const outcomes: Received[] = []
    // Events may be made of their contents as they are looked at, which takes as long as all that follows here.
    await inTurns(outcomesOf(batch), received => {
      if (received.outcome.ok !== null) outcomes.push(received)
    })
    const settlement = new Settlement(await this.#store.lookUp(this.#perhapsKnown(outcomes)))
    for (const received of batch) settlement.add(received)
    this.#brake.record(outcomes.length, settlement.letters)
    const change = settlement.change(await this.#store.knownLetters(settlement.letters))
    for (const { event } of change.fresh) this.#filter.add(event.id)
    const events = {
      fresh: change.fresh.map(({ event }) => event),
      displaced: change.displaced.map(({ event }) => event),
    }
    const admitted = this.#detector.admit(events)
    admitted.catch(() => undefined)
    return { received: outcomes.length, change, events, admitted }
  }

  /** Writes a change, and what it means for alerts: while the database writes, detection may still take it into memory. */
  async #stored({ change, events, admitted }: Settled, onJudged: () => void): Promise<readonly AlertChange[]> {
    await this.#store.apply(change)
    return this.#detector.detect(events, admitted, onJudged)
  }

  #perhapsKnown(batch: readonly Received[]): string[] {
    const ids = new Set<string>()
    for (const { outcome } of batch) {
      if (outcome.ok && this.#filter.mayHave(outcome.value.id)) ids.add(outcome.value.id)
    }
    return [...ids]
  }
}
