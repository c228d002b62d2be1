import { setTimeout } from 'node:timers/promises'
import type { AlertChange } from '../../src/detect/alert-changes.js'
import type { Admitted, Detector } from '../../src/detect/detector.js'
import type { Sweeps } from '../../src/detect/sweeps.js'
import { SweptDetector } from '../../src/detect/swept-detector.js'

const CHANGE = { fresh: [], displaced: [] }
const ADMITTED = Promise.resolve({} as Admitted)

/** A detector and sweeps that say what is asked of them; `ends`: how each of the two slow steps does. */
function parts(said: string[], ends: { detect?: Error; ask?: Error } = {}) {
  const slow = (word: string, failure: Error | undefined, ms: number) => async () => {
    said.push(`${word} begins`)
    await setTimeout(ms)
    said.push(`${word} ends`)
    if (failure) throw failure
    return [] as AlertChange[]
  }
  const note = async () => {
    said.push('note')
  }
  const run = async () => {
    said.push('run')
    return []
  }
  const detector = { detect: slow('detect', ends.detect, 10) } as unknown as Detector
  return new SweptDetector(detector, { note, ask: slow('ask', ends.ask, 40), run } as unknown as Sweeps, true)
}

test('rules over periods are asked while events are judged, and run after both', async () => {
  const said: string[] = []
  await parts(said).detect(CHANGE, ADMITTED)
  expect(said).toEqual(['note', 'detect begins', 'ask begins', 'detect ends', 'ask ends', 'run'])
})

test.each(['detect', 'ask'] as const)(
  'where %s fails, nothing is given up before the other one has ended',
  async step => {
    const said: string[] = []
    const failing = parts(said, { [step]: new Error(`no ${step}`) })
    await expect(failing.detect(CHANGE, ADMITTED)).rejects.toThrow(`no ${step}`)
    expect(said.slice(-2)).toEqual(['detect ends', 'ask ends'])
  },
)
