/** Tells when something has changed and then held still from one look to the next: a half-written file does not. */
export class Stillness {
  #held: string
  #last: string

  constructor(state: string) {
    this.#held = state
    this.#last = state
  }

  /** The state that was last taken. */
  get held(): string {
    return this.#held
  }

  /** True once for each state that is held. */
  isNew(state: string): boolean {
    const isStill = state === this.#last
    this.#last = state
    if (!isStill || state === this.#held) return false
    this.#held = state
    return true
  }
}
