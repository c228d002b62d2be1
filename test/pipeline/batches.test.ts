import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { batches, batchesWithNext } from '../../src/pipeline/batches.js'

async function* from<T>(pieces: readonly (readonly T[])[]): AsyncGenerator<readonly T[]> {
  for (const piece of pieces) {
    await setImmediate()
    yield piece
  }
}

async function allOf<T>(generator: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of generator) all.push(item)
  return all
}

test('the same items in the same order, in full batches but the last', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(), { maxLength: 9 })),
      fc.integer({ min: 1, max: 10 }),
      async (pieces, n) => {
        const cut = await allOf(batches(from(pieces), n, item => item + 1))
        expect(cut.flat()).toEqual(pieces.flat().map(item => item + 1))
        expect(cut.slice(0, -1).every(batch => batch.length === n)).toBe(true)
        expect(cut.every(batch => batch.length > 0 && batch.length <= n)).toBe(true)
      },
    ),
  )
})

test('while one batch is worked on, the next one is read, and no more', async () => {
  const converted: number[] = []
  const source = batches(from([[1], [2], [3], [4]]), 1, item => converted.push(item))
  await source.next()
  for (let i = 0; i < 20; i++) await setImmediate()
  expect(converted).toEqual([1, 2])
  await source.next()
  for (let i = 0; i < 20; i++) await setImmediate()
  expect(converted).toEqual([1, 2, 3])
  await source.return(undefined)
})

test('each batch comes with the one after it, once that is read', async () => {
  const source = batchesWithNext(from([[1], [2, 3]]), 1, item => item)
  const [first, second, third] = [await source.next(), await source.next(), await source.next()].map(
    ({ value }) => value,
  )
  for (let i = 0; i < 20; i++) await setImmediate()
  expect([first.batch, second.batch, third.batch]).toEqual([[1], [2], [3]])
  expect(first.next()).toBe(second.batch)
  expect(second.next()).toBe(third.batch)
  expect(third.next()).toEqual([])
  expect((await source.next()).done).toBe(true)
})

test('an error of the source comes after the batches before it', async () => {
  async function* broken(): AsyncGenerator<readonly number[]> {
    yield [1, 2]
    throw new Error('the disk is gone')
  }
  const source = batches(broken(), 2, item => item)
  expect(await source.next()).toEqual({ done: false, value: [1, 2] })
  // The source fails while the first batch is worked on: that must not end the process.
  for (let i = 0; i < 20; i++) await setImmediate()
  await expect(source.next()).rejects.toThrow('the disk is gone')
})

test('an error of the conversion, too', async () => {
  const source = batches(from([[1, 2, 3]]), 1, item => {
    if (item === 2) throw new Error('a bug')
    return item
  })
  await source.next()
  await expect(source.next()).rejects.toThrow('a bug')
})
