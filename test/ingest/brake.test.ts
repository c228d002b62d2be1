import { Brake, BrakeError } from '../../src/ingest/brake.js'

const bad = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    reason: 'json',
    why: 'not JSON',
    position: { source: 'f.ndjson', offset: i + 3 },
  }))

const limits = { deadLetterRatioMax: 0.5, deadLetterSampleMin: 10 }

test('few messages say nothing', () => {
  expect(() => new Brake(limits).record(9, bad(9))).not.toThrow()
})

test('the share itself is allowed, more is not', () => {
  expect(() => new Brake(limits).record(10, bad(5))).not.toThrow()
  expect(() => new Brake(limits).record(10, bad(6))).toThrow(BrakeError)
  expect(() => new Brake(limits).record(10, bad(6))).toThrow(
    /^stopped: 6 of 10 messages are bad.*deadLetterRatioMax.*f.ndjson, line 3: json: not JSON/,
  )
})

test('counts a whole run', () => {
  const brake = new Brake(limits)
  brake.record(5, bad(5))
  expect(() => brake.record(5, bad(0))).not.toThrow()
  expect(() => brake.record(1, bad(1))).toThrow('6 of 11')
})
