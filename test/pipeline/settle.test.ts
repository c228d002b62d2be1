import fc from 'fast-check'
import type { BankenEvent } from '../../src/events/catalogue.js'
import { contentOf, sha256 } from '../../src/events/content.js'
import { refuse } from '../../src/ingest/dead-letter.js'
import { type Counts, deadLetterKey, type StoredEvent } from '../../src/pipeline/event-set.js'
import { type Received, Settlement } from '../../src/pipeline/settle.js'

/** What a store would hold after some batches. */
interface Held {
  readonly events: Map<string, StoredEvent>
  readonly letters: Set<string>
  readonly counts: Map<string, Counts>
}

function eventOf(id: string, content: number): BankenEvent {
  return { at: content, id, list: 'L', person: 'p', type: 'leak' } as BankenEvent
}

/** Three contents for each of four ids, and two bad messages. */
const deliveries = fc.oneof(
  fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), content: fc.nat(2) }),
  fc.record({ bad: fc.constantFrom('x', 'y') }),
)
type Delivery = { id: string; content: number } | { bad: string }

function receivedOf(delivery: Delivery, source: string, offset: number): Received {
  const position = { source, partition: 0, offset }
  if ('bad' in delivery) {
    return { message: { ...position, bytes: Buffer.from(delivery.bad) }, outcome: refuse('json', 'bad') }
  }
  const value = eventOf(delivery.id, delivery.content)
  return { message: { ...position, bytes: Buffer.from('') }, outcome: { ok: true, value } }
}

function settle(held: Held, batch: readonly Received[]): void {
  const settlement = new Settlement(held.events)
  for (const received of batch) settlement.add(received)
  const change = settlement.change(held.letters)
  for (const { event } of change.displaced) held.events.delete(event.id)
  for (const stored of change.fresh) held.events.set(stored.event.id, stored)
  for (const letter of change.deadLetters) held.letters.add(deadLetterKey(letter))
  for (const [source, more] of change.counts) {
    const now = held.counts.get(source) ?? {
      messages: 0,
      received: 0,
      stored: 0,
      duplicates: 0,
      deadLettered: 0,
      ignored: 0,
    }
    for (const key of ['messages', 'received', 'stored', 'duplicates', 'deadLettered', 'ignored'] as const)
      now[key] += more[key]
    held.counts.set(source, now)
  }
}

function run(batches: readonly (readonly Received[])[]): Held {
  const held: Held = { events: new Map(), letters: new Set(), counts: new Map() }
  for (const batch of batches) settle(held, batch)
  return held
}

function said({ events, letters }: Held): unknown {
  return [[...events.values()].map(({ content }) => content).sort(), [...letters].sort()]
}

const inTwoSources = (delivery: Delivery, i: number) => receivedOf(delivery, i % 3 === 0 ? 's' : 't', i)

function cut<T>(items: readonly T[], size: number): T[][] {
  return items.flatMap((_, i) => (i % size === 0 ? [items.slice(i, i + size)] : []))
}

test('the set does not depend on order, batches or repetitions', () => {
  const shuffled = fc
    .array(deliveries, { minLength: 1, maxLength: 30 })
    .chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length })))
  fc.assert(
    fc.property(shuffled, fc.integer({ min: 1, max: 40 }), ([list, again], size) => {
      const once = run([list.map(inTwoSources)])
      expect(said(run(cut(again.map(inTwoSources), size)))).toEqual(said(once))
      expect(said(run(cut(list.map(inTwoSources), 1)))).toEqual(said(once))
    }),
    { numRuns: 300 },
  )
})

test('the set is the one that the contract names', () => {
  fc.assert(
    fc.property(fc.array(deliveries, { maxLength: 30 }), list => {
      const { events, letters } = run([list.map(inTwoSources)])
      const contents = new Map<string, Set<string>>()
      for (const delivery of list) {
        if ('bad' in delivery) continue
        const content = contentOf(eventOf(delivery.id, delivery.content))
        contents.set(delivery.id, (contents.get(delivery.id) ?? new Set()).add(content))
      }
      const conflicts: string[] = []
      for (const [id, all] of contents) {
        const [winner, ...losers] = [...all].sort((a, b) => (sha256(a) < sha256(b) ? -1 : 1))
        expect(events.get(id)?.content).toBe(winner)
        conflicts.push(...losers.map(content => `conflict:${sha256(content)}`))
      }
      const bad = list.flatMap(delivery => ('bad' in delivery ? [`json:${sha256(delivery.bad)}`] : []))
      expect([...letters].sort()).toEqual([...new Set([...conflicts, ...bad])].sort())
      expect(events.size).toBe(contents.size)
    }),
  )
})

test('every source balances after every batch, and stored counts its own events', () => {
  fc.assert(
    fc.property(fc.array(deliveries, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (list, size) => {
      const held: Held = { events: new Map(), letters: new Set(), counts: new Map() }
      for (const batch of cut(list.map(inTwoSources), size)) {
        settle(held, batch)
        for (const [source, { received, stored, duplicates, deadLettered }] of held.counts) {
          expect(received).toBe(stored + duplicates + deadLettered)
          expect(stored).toBe([...held.events.values()].filter(({ position }) => position.source === source).length)
        }
        const dead = [...held.counts.values()].reduce((sum, { deadLettered }) => sum + deadLettered, 0)
        expect(dead).toBe(held.letters.size)
      }
    }),
  )
})

test('three contents of one id: the lowest hash stays, the others are letters once each', () => {
  const one = [0, 1, 2, 1, 0, 2].map((content, i) => receivedOf({ id: 'a', content }, 's', i))
  const { events, letters, counts } = run([one])
  const hashes = [0, 1, 2].map(content => sha256(contentOf(eventOf('a', content)))).sort()
  expect(sha256(events.get('a')?.content ?? '')).toBe(hashes[0])
  expect([...letters].sort()).toEqual([`conflict:${hashes[1]}`, `conflict:${hashes[2]}`])
  expect(counts.get('s')).toEqual({ messages: 6, received: 6, stored: 1, duplicates: 3, deadLettered: 2, ignored: 0 })
})

test('a stored event that is displaced is named, and counted off its own source', () => {
  const [low, high] = [0, 1].sort((a, b) =>
    sha256(contentOf(eventOf('a', a))) < sha256(contentOf(eventOf('a', b))) ? -1 : 1,
  )
  const held = run([[receivedOf({ id: 'a', content: high as number }, 's', 1)]])
  const settlement = new Settlement(held.events)
  settlement.add(receivedOf({ id: 'a', content: low as number }, 't', 2))
  const { fresh, displaced, deadLetters, counts } = settlement.change(new Set())
  expect(displaced.map(({ event }) => event.at)).toEqual([high])
  expect(fresh.map(({ event }) => event.at)).toEqual([low])
  expect(deadLetters).toMatchObject([
    {
      reason: 'conflict',
      position: { source: 's', offset: 1 },
      why:
        'id: a has other content (at) in t, line or offset 2; that one stays, for its SHA-256 is lower. If both happened, ' +
        'the producer must send this one again under an id of its own',
    },
  ])
  expect(counts.get('s')).toEqual({ messages: 0, received: 0, stored: -1, duplicates: 0, deadLettered: 1, ignored: 0 })
  expect(counts.get('t')).toEqual({ messages: 1, received: 1, stored: 1, duplicates: 0, deadLettered: 0, ignored: 0 })
})
