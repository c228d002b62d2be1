import { NO_MARK, nextMark } from '../../src/pipeline/mark.js'
import { advanced, isWithin, placeKey, placeOf } from '../../src/pipeline/positions.js'

const at = (...nexts: readonly number[]) => new Map(nexts.map((next, i) => [placeKey('a.b', i), { first: 0, next }]))

test('a place is written and read back', () => {
  expect(placeOf(placeKey('instant-transfer.links.v1', 11))).toEqual({
    topic: 'instant-transfer.links.v1',
    partition: 11,
  })
})

test.each([
  [at(1, 2), at(1, 2), true],
  [at(1, 2), at(1, 3), true],
  [at(2, 2), at(1, 3), false],
  [at(0, 2), at(), false],
  [at(0, 0), at(), true],
])('within: %p in %p is %p', (these, those, is) => {
  expect(isWithin(these, those)).toBe(is)
})

test('messages move the positions, and a place begins where its first message lies', () => {
  const messages = [
    { source: 'a.b', partition: 0, offset: 7 },
    { source: 'a.b', partition: 0, offset: 9 },
    { source: 'a.b', partition: 1, offset: 3 },
  ]
  const after = advanced(new Map([[placeKey('a.b', 0), { first: 5, next: 7 }]]), messages)
  expect([...after.values()]).toEqual([
    { first: 5, next: 10 },
    { first: 3, next: 4 },
  ])
})

test('a mark depends on the one before, on what was read, and on how much was published', () => {
  const names = [
    nextMark(NO_MARK, 1, at(1)),
    nextMark(NO_MARK, 2, at(1)),
    nextMark(NO_MARK, 1, at(2)),
    nextMark(nextMark(NO_MARK, 1, at(1)), 1, at(1)),
  ].map(({ name }) => name)
  expect(new Set(names).size).toBe(4)
  expect(nextMark(NO_MARK, 1, new Map([...at(1, 2)].reverse()))).toEqual(nextMark(NO_MARK, 1, at(1, 2)))
})
