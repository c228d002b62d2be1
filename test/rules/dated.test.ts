import { chargeCases, headOf, sentencesOf } from './home.js'

const sql = `${headOf('x', { reason: '{yen}円(基準{yen_min}円) | {yen} yen (threshold {yen_min})' })}SELECT id FROM work WHERE yen >= $yen_min`
const cases = chargeCases(
  ['before', 'quiet', 5, 50],
  ['before', 'alert', 6, 100],
  ['from then on', 'alert', 10, 50],
  ['from then on', 'quiet', 11, 49],
)

test('a threshold may change at an instant: each event is held to the one of its own time', async () => {
  const dated = "x: { yen_min: [{ value: 100 }, { since: '2020-09-08T10:00:10+09:00', value: 50 }] }"
  expect(await sentencesOf({ sql, cases }, dated)).toEqual([])
  expect(await sentencesOf({ sql, cases }, 'x: { yen_min: 100 }')).not.toEqual([])
})

test.each([
  "x: { yen_min: [{ since: '2020-09-08T10:00:10+09:00', value: 50 }] }",
  "x: { yen_min: [{ value: 1 }, { since: '2020-10-01T00:00:00+09:00', value: 2 }, { since: '2020-09-01T00:00:00+09:00', value: 3 }] }",
  'x: { yen_min: [] }',
  "x: { yen_min: [{ value: 1 }, { since: 'soon', value: 2 }] }",
])('values that are not in order, or without a first one, are refused: %s', async thresholds => {
  await expect(sentencesOf({ sql, cases }, thresholds)).rejects.toThrow(/rules\.yaml: line 1: x\.yen_min/)
})
