import { Worker } from 'node:worker_threads'
import { restored } from '../../kafka/carried.js'
import type { Log } from '../../kafka/client.js'
import { leave } from '../../kafka/connect.js'
import type { Feed } from '../../pipeline/feed.js'
import type { Positions } from '../../pipeline/positions.js'
import type { Cluster } from './kafka.js'
import type { FromReader, ReadingTask, ToReader } from './reading-words.js'

/** Whom the thread tells what else happens than that messages arrive. */
export interface ReadingEars {
  readonly log: Log
  readonly onContact: () => void
  /** It broke off and is tried again. */
  readonly onTrouble: (error: unknown) => void
}

/**
 * A thread that reads the topics and decodes their messages into the feed, while this one works on the batches before.
 * Whatever ends it is the failure of the feed.
 */
export class Reading {
  readonly #worker: Worker
  readonly #feed: Feed
  readonly #ears: ReadingEars
  /** Resolves when there is no thread any more. */
  readonly #gone: Promise<void>
  #started: { resolve: () => void; reject: (error: unknown) => void } | undefined
  #failure: { readonly error: unknown } | undefined
  #onStopped: () => void = () => undefined

  constructor({ cluster, instance, sources }: ReadingTask, feed: Feed, ears: ReadingEars) {
    this.#feed = feed
    this.#ears = ears
    const workerData: ReadingTask = { cluster: bare(cluster), instance, sources }
    this.#worker = new Worker(new URL('./reading-thread.js', import.meta.url), { workerData })
    this.#worker.unref()
    this.#worker.on('message', (message: FromReader) => this.#hear(message))
    this.#worker.on('error', error => this.#fail(error))
    this.#gone = new Promise(resolve => this.#worker.once('exit', () => resolve()))
    feed.onTaken = bytesOf => this.#tell({ kind: 'taken', bytesOf })
  }

  /** Reads from these positions on. May be called again where it was rejected. */
  start(positions: Positions): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure.error)
    this.#tell({ kind: 'start', positions })
    return new Promise((resolve, reject) => {
      this.#started = { resolve, reject }
    })
  }

  /** Leaves the cluster, and does not wait for a broker that hangs. */
  async end(): Promise<void> {
    this.#feed.onTaken = () => undefined
    // Nothing else may keep this process until the thread has gone.
    this.#worker.ref()
    await leave({ disconnect: () => this.#stopped() })
    await this.#worker.terminate()
  }

  #stopped(): Promise<void> {
    const stopped = new Promise<void>(resolve => {
      this.#onStopped = resolve
    })
    this.#tell({ kind: 'stop' })
    return Promise.race([stopped, this.#gone])
  }

  #tell(message: ToReader): void {
    this.#worker.postMessage(message, [])
  }

  #hear(message: FromReader): void {
    const { log, onContact, onTrouble } = this.#ears
    if (message.kind === 'arrived') this.#feed.push(message.decoded, message.hasMore)
    else if (message.kind === 'contact') onContact()
    else if (message.kind === 'log') log(message.level, message.message, JSON.parse(message.fields))
    else if (message.kind === 'trouble') onTrouble(restored(message.error))
    else if (message.kind === 'failed') this.#fail(restored(message.error))
    else if (message.kind === 'not started') this.#started?.reject(restored(message.error))
    else if (message.kind === 'started') this.#started?.resolve()
    else this.#onStopped()
  }

  #fail(error: unknown): void {
    this.#failure = { error }
    this.#started?.reject(error)
    this.#feed.fail(error)
  }
}

/** Thresholds may hold errors, which cannot be sent; nobody there asks for them. */
function bare(cluster: Cluster): Cluster {
  return { ...cluster, config: { ...cluster.config, thresholds: {} } }
}
