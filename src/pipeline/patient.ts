import { setTimeout } from 'node:timers/promises'
import { FencedError, GapError, GivenUpError, type Outlet } from './live-ports.js'

export interface Patience {
  /** Milliseconds of a clock that only runs forward. */
  readonly now: () => number
  /** How long a broken connection is tried again before it is an error. */
  readonly downMsMax: number
  readonly onTrouble: (error: unknown) => void
}

/** Whoever stops does not wait for a cluster that is away. What is not on the topics yet is in the outbox. */
export class InterruptedError extends Error {
  override name = 'InterruptedError'
}

const RETRY_MS = 500
const FINAL = [FencedError, GapError, GivenUpError]

/** Tries until it works, for as long as a cluster may be away. What trying again cannot mend is rejected at once. */
export async function patiently<T>(work: () => Promise<T>, patience: Patience, gaveUp = () => false): Promise<T> {
  const since = patience.now()
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (FINAL.some(kind => error instanceof kind) || patience.now() - since > patience.downMsMax) throw error
      if (gaveUp()) throw new InterruptedError('stopped while the cluster was away', { cause: error })
      patience.onTrouble(error)
      await setTimeout(RETRY_MS)
    }
  }
}

/** An outlet that waits for a cluster that is away. Only publish() does not: whether it was done must be looked up. */
export function patientOutlet(outlet: Outlet, patience: Patience, signal: AbortSignal): Outlet {
  const again = <T>(work: () => Promise<T>) => patiently(work, patience, () => signal.aborted)
  return {
    committed: () => again(() => outlet.committed()),
    fence: () => again(() => outlet.fence()),
    rules: () => again(() => outlet.rules()),
    publish: publication => outlet.publish(publication),
  }
}
