import { HotWindow } from '../../src/detect/hot-window.js'
import type { DetectStore } from '../../src/detect/store.js'
import { MICROS } from '../../src/events/time.js'

const shape = { fields: ['account'], chains: ['account'] }
const store = { quantileAt: async () => null } as unknown as DetectStore

/** A window of a day that so many charges have come into, over so many days. */
async function windowAfter(count: number, days: number): Promise<HotWindow> {
  const hot = await HotWindow.load(store, shape, 1)
  const step = (days * MICROS.day) / count
  for (let i = 0; i < count; i++) hot.insert({ id: `c${i}`, type: 'charge', at: i * step, account: `a${i % 999}` })
  return hot
}

test('what is old is forgotten once it is a good part of the window', async () => {
  const hot = await windowAfter(210_000, 2)
  const all = hot.window
  hot.trim()
  expect(hot.window).not.toBe(all)
  // A day of it, and what is later than the 99th percentile of the last 8,192.
  expect(hot.window.size).toBeGreaterThan(104_900)
  expect(hot.window.size).toBeLessThan(105_200)
  expect(hot.covers(2 * MICROS.day, MICROS.day / 2)).toBe(true)
  expect(hot.covers(2 * MICROS.day, 2 * MICROS.day)).toBe(false)
})

test('a window of which little is old is not copied', async () => {
  const hot = await windowAfter(210_000, 1.2)
  const all = hot.window
  hot.trim()
  expect(hot.window).toBe(all)
  expect(hot.covers(1.2 * MICROS.day, MICROS.day)).toBe(true)
})
