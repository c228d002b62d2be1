import fc from 'fast-check'
import { decodedOf } from '../../src/pipeline/decoded.js'
import { Feed } from '../../src/pipeline/feed.js'
import { outcomesOf, ReceivedContent, receivedOf } from '../../src/pipeline/received.js'
import { Settlement } from '../../src/pipeline/settle.js'
import { spends } from './spends.js'

const known = { providers: new Set(['newpay']) }

/** A message of these amounts; 0 makes a bad item, 3 one that is ignored. */
function messageOf(offset: number, yens: readonly number[]) {
  const items = yens.map((yen, i) => ({ id: `${offset}-${i}`, at: 1600214400 + offset, yen }))
  const bytes = Buffer.from(JSON.stringify({ items }))
  return { source: 't', partition: 0, offset, bytes, key: Buffer.from('1234567'), mapped: spends.message(bytes) }
}

test('a message that gives several events is one place, and of a bad one neither bytes nor key are kept', () => {
  const received = receivedOf(messageOf(7, [5, 0, 6]), known)
  const all = outcomesOf([received])
  expect(all.map(({ outcome }) => outcome.ok)).toEqual([true, false, true])
  expect(all.map(({ message }) => message.offset)).toEqual([7, 7, 7])
  expect(all[1]?.message).toMatchObject({ key: null })
  expect(Buffer.from(all[1]?.message.bytes ?? []).toString()).toMatch(/^\{"mapping":"newpay","hmac":/)
})

test('of an event its content is kept alone, of anything else the bytes and the key as they came', () => {
  const place = { source: 't', partition: 1, offset: 7 }
  const came = (text: string) => ({ ...place, bytes: Buffer.from(text), key: Buffer.from('k') })
  const event = {
    id: 'w',
    type: 'wallet',
    at: '2020-09-16T09:00:00+09:00',
    provider: 'newpay',
    wallet: 'a',
    change: 'kyc',
  }
  const received = receivedOf(came(JSON.stringify(event)), known)
  expect(received.message).toEqual({ ...place, bytes: new Uint8Array(0) })
  expect(JSON.parse(received.content ?? '')).toMatchObject({ ...event, at: Date.parse(event.at) * 1000 })
  expect(receivedOf(came('no event'), known).message).toEqual(came('no event'))
})

test('of what was decoded before, the event is made of its content when it is asked for, and once', () => {
  const received = new ReceivedContent({ source: 't', partition: 0, offset: 0, bytes: new Uint8Array(0) }, '{"id":"w"}')
  expect(received.outcome).toEqual({ ok: true, value: { id: 'w' } })
  expect(received.outcome).toBe(received.outcome)
})

test('whatever the batches: what one message gave is never taken apart, and everything is counted', async () => {
  const messages = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(messages, fc.integer({ min: 1, max: 5 }), async (all, countMax) => {
      const feed = new Feed({ skewMax: 1e12 })
      const messages = all.map((yens, i) => messageOf(i, yens))
      feed.push(decodedOf('t', 0, messages, known, spends), false)
      const settlement = new Settlement(new Map())
      let next = 0
      while (next < all.length) {
        const batch = await feed.next({ countMax, bytesMax: 1e6 }, 0, 0)
        for (const { message, also = [] } of batch) {
          expect([message.offset, 1 + also.length]).toEqual([next, Math.max(1, all[next]?.length ?? 0)])
          next += 1
        }
        for (const received of batch) settlement.add(received)
      }
      const counts = settlement.change(new Set()).counts.get('t')
      const ignored = all.flat().filter(yen => yen === 3).length
      const outcomes = all.reduce((sum, yens) => sum + Math.max(1, yens.length), 0) - ignored
      expect(counts).toMatchObject({ messages: all.length, received: outcomes, ignored })
      expect((counts?.stored ?? 0) + (counts?.duplicates ?? 0) + (counts?.deadLettered ?? 0)).toBe(outcomes)
      expect(counts?.stored).toBe(all.flat().filter(yen => yen === 1 || yen === 2).length)
    }),
    { numRuns: 100 },
  )
})
