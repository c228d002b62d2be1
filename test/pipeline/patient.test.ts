import { FencedError } from '../../src/pipeline/live-ports.js'
import { InterruptedError, patiently } from '../../src/pipeline/patient.js'

/** A clock that moves on by a minute each time it is read. */
function minutes() {
  let now = 0
  return () => {
    now += 60_000
    return now
  }
}

function failing(times: number, error = new Error('away')) {
  let calls = 0
  return async () => {
    calls += 1
    if (calls <= times) throw error
    return calls
  }
}

test('what fails is told and tried again until it works', async () => {
  const told: unknown[] = []
  const patience = { now: () => 0, downMsMax: 1, onTrouble: (error: unknown) => told.push(error) }
  expect(await patiently(failing(2), patience)).toBe(3)
  expect(told).toHaveLength(2)
})

test('after the time that is allowed the error itself is the answer', async () => {
  const patience = { now: minutes(), downMsMax: 100_000, onTrouble: () => undefined }
  await expect(patiently(failing(9), patience)).rejects.toThrow('away')
})

test('what trying again cannot mend is not tried again', async () => {
  const work = failing(1, new FencedError('another leads'))
  const patience = { now: () => 0, downMsMax: 1, onTrouble: () => undefined }
  await expect(patiently(work, patience)).rejects.toBeInstanceOf(FencedError)
})

test('whoever stops does not wait, and it is no failure', async () => {
  const patience = { now: () => 0, downMsMax: 1, onTrouble: () => undefined }
  await expect(patiently(failing(9), patience, () => true)).rejects.toBeInstanceOf(InterruptedError)
})
