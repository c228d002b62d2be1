import { Worker } from 'node:worker_threads'
import type { Message } from '../../ingest/receive.js'
import type { Decoded } from '../../pipeline/decoded.js'
import type { Reading } from './mapped-topics.js'
import { packed } from './packed.js'

interface Waiting {
  readonly resolve: (decoded: Decoded) => void
  readonly reject: (error: unknown) => void
}

/**
 * A thread that decodes messages while this one works on the batches before: what is asked first is answered first.
 */
export class Decoder {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #failure: unknown

  constructor({ home, config, settings }: Reading) {
    const workerData: Reading = { home, config: { ...config, thresholds: {} }, settings }
    this.#worker = new Worker(new URL('./decoder-thread.js', import.meta.url), { workerData })
    this.#worker.unref()
    this.#worker.on('message', (decoded: Decoded) => this.#waiting.shift()?.resolve(decoded))
    this.#worker.on('error', error => this.#fail(error))
  }

  /** Rejects where the thread has failed. */
  decode(source: string, messages: readonly Message[]): Promise<Decoded> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    const message = packed(source, messages)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.postMessage(message, [message.bytes.buffer, message.ends.buffer])
    })
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(error: unknown): void {
    this.#failure = error
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
