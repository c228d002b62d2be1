import type { AlertChange } from './alert-changes.js'
import type { Admitted, Detector, EventChange } from './detector.js'
import type { Sweeps } from './sweeps.js'
import { bothEnded } from './turns.js'

/** Rules that judge each event, and rules that sweep over periods, as one. All but `admit` is called inside a transaction. */
export class SweptDetector {
  readonly #detector: Detector
  readonly #sweeps: Sweeps
  readonly #isEager: boolean

  /** `isEager`: what is due is swept with each batch, so that whatever is committed is a function of the set. */
  constructor(detector: Detector, sweeps: Sweeps, isEager: boolean) {
    this.#detector = detector
    this.#sweeps = sweeps
    this.#isEager = isEager
  }

  admit(change: EventChange): Promise<Admitted> {
    return this.#detector.admit(change)
  }

  /** Rules over periods are asked while this thread tells what the others need. */
  async detect(
    change: EventChange,
    admitted: Promise<Admitted>,
    onJudged?: () => void,
  ): Promise<readonly AlertChange[]> {
    const noted = this.#note(change)
    const [alerts] = await bothEnded(this.#detector.detect(admitted, onJudged), noted)
    return this.#isEager ? [...alerts, ...(await this.#sweeps.run())] : alerts
  }

  async #note(change: EventChange): Promise<void> {
    await this.#sweeps.note(change)
    if (this.#isEager) await this.#sweeps.ask()
  }

  /** Sweeps what waits. `until`: as though the set held an event at this time, in microseconds. */
  settle(until?: number): Promise<readonly AlertChange[]> {
    return this.#sweeps.run(until)
  }
}
