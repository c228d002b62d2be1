import fc from 'fast-check'
import { Backlog } from '../../src/pipeline/backlog.js'

test('a partition that holds too much is paused when that comes in, and read on when enough was taken', () => {
  const calls: string[] = []
  const backlog = new Backlog(6)
  backlog.onFull = place => calls.push(`full ${place}`)
  backlog.onDrain = place => calls.push(`drain ${place}`)
  backlog.add('t:0', 9)
  expect(calls).toEqual(['full t:0'])
  backlog.taken(new Map([['t:0', 3]]))
  expect(calls).toHaveLength(1)
  backlog.taken(new Map([['t:0', 6]]))
  expect(calls).toEqual(['full t:0', 'drain t:0'])
  backlog.add('t:0', 3)
  expect(calls).toHaveLength(2)
  backlog.add('t:0', 3)
  expect(calls).toEqual(['full t:0', 'drain t:0', 'full t:0'])
  // A reader that began anew has forgotten that it was paused.
  backlog.add('t:0', 1)
  expect(calls.slice(3)).toEqual(['full t:0'])
})

test('whoever reads on only where he may holds a bounded number of bytes, and whoever takes it all is never left waiting', () => {
  const place = fc.integer({ min: 0, max: 3 }).map(String)
  const bytes = fc.integer({ min: 1, max: 50 })
  const steps = fc.array(fc.record({ place, bytes, isTaking: fc.boolean() }), { maxLength: 60 })
  fc.assert(
    fc.property(steps, all => {
      const backlog = new Backlog(100)
      const paused = new Set<string>()
      backlog.onFull = each => paused.add(each)
      backlog.onDrain = each => paused.delete(each)
      const held = new Map<string, number>()
      const heldOf = (each: string) => held.get(each) ?? 0
      for (const { place, bytes, isTaking } of all) {
        if (isTaking) {
          const taken = Math.min(bytes, heldOf(place))
          held.set(place, heldOf(place) - taken)
          backlog.taken(new Map([[place, taken]]))
        } else if (!paused.has(place)) {
          held.set(place, heldOf(place) + bytes)
          backlog.add(place, bytes)
        }
        // Of each place at most what came last goes beyond its share, and a first place's share is all.
        const sum = [...held.values()].reduce((a, b) => a + b, 0)
        expect(sum).toBeLessThan(2 * 100 + 4 * 50)
        for (const each of paused) expect(heldOf(each)).toBeGreaterThan(0)
      }
      backlog.taken(held)
      expect(paused.size).toBe(0)
    }),
    { numRuns: 500 },
  )
})
