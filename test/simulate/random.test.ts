import { splitYen } from '../../src/simulate/attack.js'
import { amounts } from '../../src/simulate/cases.js'
import { fromJst, toJst } from '../../src/simulate/moments.js'
import { Random } from '../../src/simulate/random.js'

const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)

test('one seed gives one sequence, on every machine', () => {
  const random = new Random(20_200_915)
  expect([random.bits(), random.bits(), random.bits()]).toEqual([2_814_807_905, 3_346_989_605, 1_165_701_215])
})

test('amounts sum to their total and are never less than 10,000 yen', () => {
  const list = amounts(new Random(1), 9_960_000, 93)
  expect(list).toHaveLength(93)
  expect(sum(list)).toBe(9_960_000)
  expect(Math.min(...list)).toBeGreaterThanOrEqual(10_000)
})

test('a claim of 300,000 yen is four charges within the limits', () => {
  expect(splitYen(300_000)).toEqual([100_000, 90_000, 90_000, 20_000])
  expect(splitYen(5_341)).toEqual([5_341])
  expect(sum(splitYen(498_000))).toBe(498_000)
})

test('instants are written in Japanese time and their texts sort as they do', () => {
  expect(toJst(fromJst('2020-09-16T09:00:00'))).toBe('2020-09-16T09:00:00+09:00')
  expect(toJst(fromJst('2020-09-16T09:00:00') - 1)).toBe('2020-09-16T08:59:59.999+09:00')
})
