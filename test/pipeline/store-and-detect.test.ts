import { Pipeline } from '../../src/pipeline/pipeline.js'
import type { EventStore } from '../../src/pipeline/ports.js'

const OPTIONS = {
  batchCountMax: 10,
  deadLetterRatioMax: 1,
  deadLetterSampleMin: 1,
  known: { providers: new Set<string>() },
}

/** A store that takes two turns to apply a change, and notes in which order things end. */
function storeOf(log: string[], apply: () => Promise<void>): EventStore {
  const noted = (what: string) => async () => {
    log.push(what)
  }
  return {
    async *ids() {},
    lookUp: async () => new Map(),
    knownLetters: async () => new Set(),
    begin: noted('begin'),
    commit: noted('commit'),
    rollback: noted('rollback'),
    stage: noted('stage'),
    apply,
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))
const failing = (what: string) => Promise.reject(new Error(what))

test('detection that fails waits for the store: nothing is written on a transaction that was rolled back', async () => {
  const log: string[] = []
  const store = storeOf(log, async () => {
    await turn()
    log.push('applied')
  })
  const pipeline = await Pipeline.open(store, { detect: () => failing('detection'), settle: async () => [] }, OPTIONS)
  await expect(pipeline.commit([])).rejects.toThrow('detection')
  expect(log).toEqual(['begin', 'stage', 'applied', 'rollback'])
})

test('what the store says is told, not that detection waited for it in vain', async () => {
  const log: string[] = []
  const detect = async (_change: unknown, stored: Promise<void>) => {
    await stored.catch(() => failing('detection'))
    return []
  }
  const store = storeOf(log, () => failing('the disk is full'))
  const pipeline = await Pipeline.open(store, { detect, settle: async () => [] }, OPTIONS)
  await expect(pipeline.commit([])).rejects.toThrow('the disk is full')
  expect(log).toEqual(['begin', 'stage', 'rollback'])
})
