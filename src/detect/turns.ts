import { setImmediate } from 'node:timers/promises'

/** So few that the database, which works beside this thread, never waits long for its next statement. */
export const ITEMS_PER_TURN = 256

/** Visits items in their order, and lets others have their turn now and then. */
export async function inTurns<Item>(items: readonly Item[], visit: (item: Item, nth: number) => void): Promise<void> {
  for (const [i, item] of items.entries()) {
    visit(item, i)
    if (i % ITEMS_PER_TURN === ITEMS_PER_TURN - 1) await setImmediate()
  }
}

/** Both results, once both have ended, whatever fails: only then may a transaction be given up. The first failure is told. */
export async function bothEnded<A, B>(first: Promise<A>, second: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([first, second])
  return [await first, await second]
}
