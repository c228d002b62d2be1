export interface BrakeLimits {
  readonly deadLetterRatioMax: number
  readonly deadLetterSampleMin: number
}

export class BrakeError extends Error {
  override name = 'BrakeError'
}

/** A message that is no event, as far as the sentence of the brake needs it. */
export interface BadMessage {
  readonly reason: string
  readonly why: string
  readonly position: { readonly source: string; readonly offset: number }
}

/**
 * When many messages are bad we are probably the fault: a wrong mapping must not empty a topic into the dead letters.
 * Counts what one run receives and stops it, before the batch that went too far is committed.
 */
export class Brake {
  readonly #limits: BrakeLimits
  #received = 0
  #dead = 0
  #first: BadMessage | undefined

  constructor(limits: BrakeLimits) {
    this.#limits = limits
  }

  record(received: number, bad: readonly BadMessage[]): void {
    this.#received += received
    this.#dead += bad.length
    this.#first ??= bad[0]
    if (this.#received < this.#limits.deadLetterSampleMin) return
    if (this.#dead / this.#received <= this.#limits.deadLetterRatioMax) return
    throw new BrakeError(this.#sentence())
  }

  #sentence(): string {
    const first = this.#first
    const example = first
      ? ` The first: ${first.position.source}, line ${first.position.offset}: ${first.reason}: ${first.why}.`
      : ''
    return (
      `stopped: ${this.#dead} of ${this.#received} messages are bad, more than the share of ` +
      `${this.#limits.deadLetterRatioMax} that is allowed (deadLetterRatioMax).${example} Nothing of the batch at hand was ` +
      'committed. Mend the source; if the messages really are that bad, raise the limit in config/default.yaml and run again.'
    )
  }
}
