import type { EventStore } from './ports.js'

/** Runs `work` in one transaction: committed where it resolves, rolled back where it rejects. */
export async function inTransaction<T>(store: EventStore, work: () => Promise<T>): Promise<T> {
  await store.begin()
  try {
    const result = await work()
    await store.commit()
    return result
  } catch (error) {
    // The first error is the one to tell; a failed roll-back only says that the transaction is gone already.
    await store.rollback().catch(() => undefined)
    throw error
  }
}
