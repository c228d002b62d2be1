import type { Message } from '../ingest/receive.js'
import type { Source } from '../pipeline/ports.js'

/** A source that counts what it gives away, so that what became of it can be held against a count of its own. */
export class CountedSource implements Source {
  readonly name: string
  readonly #source: Source
  records = 0

  constructor(source: Source) {
    this.name = source.name
    this.#source = source
  }

  get share(): number {
    return this.#source.share ?? 0
  }

  async *messages(): AsyncGenerator<readonly Message[]> {
    for await (const piece of this.#source.messages()) {
      this.records += piece.length
      yield piece
    }
  }
}
