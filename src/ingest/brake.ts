export interface BrakeLimits {
  readonly deadLetterRatioMax: number
  readonly deadLetterSampleMin: number
}

export class BrakeError extends Error {
  override name = 'BrakeError'
}

/**
 * When many messages are bad we are probably the fault: a wrong mapping must not empty a topic into the dead letters.
 * Counts what one run receives and stops it, before the batch that went too far is committed.
 */
export class Brake {
  readonly #limits: BrakeLimits
  #received = 0
  #dead = 0

  constructor(limits: BrakeLimits) {
    this.#limits = limits
  }

  record(received: number, dead: number): void {
    this.#received += received
    this.#dead += dead
    if (this.#received < this.#limits.deadLetterSampleMin) return
    if (this.#dead / this.#received <= this.#limits.deadLetterRatioMax) return
    throw new BrakeError(
      `${this.#dead} of ${this.#received} messages are dead letters, more than the share of ` +
        `${this.#limits.deadLetterRatioMax} that is allowed (deadLetterRatioMax). The batches before this one are stored. ` +
        'Look at them with: banken dead-letters list. If they are really bad, raise the limit and run again.',
    )
  }
}
