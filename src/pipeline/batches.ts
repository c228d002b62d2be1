import { setImmediate } from 'node:timers/promises'
import { ITEMS_PER_TURN } from '../detect/turns.js'

/** Some items, and those that come after them: none where they were not read yet, or where there are none. */
export interface BatchWithNext<Item> {
  readonly batch: readonly Item[]
  readonly next: () => readonly Item[]
}

/**
 * Cuts pieces of any size into batches of at most `countMax` converted items, and reads one batch ahead: while the
 * consumer awaits its own work, the next batch is read and converted.
 */
export async function* batches<In, Out>(
  pieces: AsyncIterable<readonly In[]>,
  countMax: number,
  convert: (item: In) => Out,
): AsyncGenerator<readonly Out[]> {
  for await (const { batch } of batchesWithNext(pieces, countMax, convert)) yield batch
}

/** The same, where each batch comes with the one that is given after it. */
export async function* batchesWithNext<In, Out>(
  pieces: AsyncIterable<readonly In[]>,
  countMax: number,
  convert: (item: In) => Out,
): AsyncGenerator<BatchWithNext<Out>> {
  const cut = cutting(pieces, countMax, convert)
  let ahead = cut.next()
  for (;;) {
    const current = await ahead
    if (current.done) return
    let next: readonly Out[] = []
    ahead = cut.next()
    ahead.then(
      ({ done, value }) => {
        next = done ? [] : value
        return next
      },
      // A rejection while the consumer is busy is reported by the next await, not as an unhandled one.
      () => undefined,
    )
    yield { batch: current.value, next: () => next }
  }
}

async function* cutting<In, Out>(
  pieces: AsyncIterable<readonly In[]>,
  countMax: number,
  convert: (item: In) => Out,
): AsyncGenerator<Out[]> {
  let batch: Out[] = []
  let failure: { error: unknown } | undefined
  try {
    for await (const piece of pieces) {
      for (const item of piece) {
        batch.push(convert(item))
        if (batch.length % ITEMS_PER_TURN === 0) await setImmediate()
        if (batch.length < countMax) continue
        yield batch
        batch = []
      }
    }
  } catch (error) {
    failure = { error }
  }
  // What was read whole before the source broke off is kept.
  if (batch.length > 0) yield batch
  if (failure) throw failure.error
}
