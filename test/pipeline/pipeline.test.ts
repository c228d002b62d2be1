import { setTimeout } from 'node:timers/promises'
import { Pipeline } from '../../src/pipeline/pipeline.js'
import type { Detection, EventStore } from '../../src/pipeline/ports.js'

/** A store without a database, which says what is asked of it; it takes a while to write, and may fail. */
function storeOf(said: string[], failure?: Error): EventStore {
  const say = (word: string) => async () => {
    said.push(word)
  }
  return {
    async *ids() {
      yield []
    },
    lookUp: async () => new Map(),
    knownLetters: async () => new Set(),
    begin: say('begin'),
    commit: say('commit'),
    rollback: say('rollback'),
    async apply() {
      await setTimeout(20)
      said.push(failure ? 'not written' : 'written')
      if (failure) throw failure
    },
  }
}

async function committed(store: EventStore, detect: Detection['detect']): Promise<unknown> {
  const options = {
    batchCountMax: 10,
    known: { providers: new Set<string>() },
    deadLetterRatioMax: 1,
    deadLetterSampleMin: 1000,
  }
  const pipeline = await Pipeline.open(store, { detect, settle: async () => [] }, options)
  return pipeline.commit([]).catch((error: Error) => error.message)
}

test('detection begins while the events are written, and may wait for them', async () => {
  const said: string[] = []
  await committed(storeOf(said), async (_change, stored) => {
    said.push('noted')
    await stored
    said.push('judged')
    return []
  })
  expect(said).toEqual(['begin', 'noted', 'written', 'judged', 'commit'])
})

test('what could not be written is told, and nothing is given up before detection has ended', async () => {
  const said: string[] = []
  const told = await committed(storeOf(said, new Error('disk full')), async (_change, stored) => {
    await stored.catch(() => setTimeout(20))
    said.push('ended')
    throw new Error('no events')
  })
  expect(told).toBe('disk full')
  expect(said).toEqual(['begin', 'not written', 'ended', 'rollback'])
})

test('where detection fails at once, the events are written before the transaction is given up', async () => {
  const said: string[] = []
  const told = await committed(storeOf(said), async () => {
    throw new Error('a bug')
  })
  expect(told).toBe('a bug')
  expect(said).toEqual(['begin', 'written', 'rollback'])
})
