import { Brake, BrakeError } from '../../src/ingest/brake.js'

const limits = { deadLetterRatioMax: 0.5, deadLetterSampleMin: 10 }

test('few messages say nothing', () => {
  expect(() => new Brake(limits).record(9, 9)).not.toThrow()
})

test('the share itself is allowed, more is not', () => {
  expect(() => new Brake(limits).record(10, 5)).not.toThrow()
  expect(() => new Brake(limits).record(10, 6)).toThrow(BrakeError)
  expect(() => new Brake(limits).record(10, 6)).toThrow(/^6 of 10 messages are dead letters.*deadLetterRatioMax/)
})

test('counts a whole run', () => {
  const brake = new Brake(limits)
  brake.record(5, 5)
  expect(() => brake.record(5, 0)).not.toThrow()
  expect(() => brake.record(1, 1)).toThrow('6 of 11')
})
