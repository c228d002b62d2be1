import type { AlertChange } from '../detect/alert-changes.js'
import { bothEnded } from '../detect/turns.js'
import { Brake, type BrakeLimits } from '../ingest/brake.js'
import type { Known } from '../ingest/validate.js'
import { batches } from './batches.js'
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

/**
 * From messages to events, alerts and dead letters, one transaction a batch. While the database works on one batch the
 * next is read and decoded. After an error the pipeline is of no further use: what it keeps in memory may be ahead of
 * the database. Open a new one; what was committed is there.
 */
export class Pipeline {
  readonly #store: EventStore
  readonly #detector: Detection
  readonly #options: PipelineOptions
  readonly #filter = new IdFilter()
  readonly #brake: Brake
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
    const decoded = batches(source.messages(), batchCountMax, message => receivedOf(message, known))
    for await (const batch of decoded) {
      yield await this.commit(batch, alongside)
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

  /** One batch in one transaction, with what `alongside` writes. */
  async commit(batch: readonly Received[], alongside?: Alongside): Promise<BatchReport> {
    const outcomes = outcomesOf(batch).filter(({ outcome }) => outcome.ok !== null)
    const settlement = new Settlement(await this.#store.lookUp(this.#perhapsKnown(outcomes)))
    for (const received of batch) settlement.add(received)
    this.#brake.record(outcomes.length, settlement.letters)
    const change = settlement.change(await this.#store.knownLetters(settlement.letters))
    const alerts = await inTransaction(this.#store, async () => {
      const alerts = await this.#stored(change)
      await alongside?.({ change, alerts })
      return alerts
    })
    for (const { event } of change.fresh) this.#filter.add(event.id)
    return { received: outcomes.length, change, alerts }
  }

  /** Writes a change, and what it means for alerts: while the database writes, detection takes it into its memory. */
  async #stored(change: SetChange): Promise<readonly AlertChange[]> {
    const stored = this.#store.apply(change)
    const events = {
      fresh: change.fresh.map(({ event }) => event),
      displaced: change.displaced.map(({ event }) => event),
    }
    const [, alerts] = await bothEnded(stored, this.#detector.detect(events, stored))
    return alerts
  }

  #perhapsKnown(batch: readonly Received[]): string[] {
    const ids = new Set<string>()
    for (const { outcome } of batch) {
      if (outcome.ok && this.#filter.mayHave(outcome.value.id)) ids.add(outcome.value.id)
    }
    return [...ids]
  }
}
