import fc from 'fast-check'
import { refuse } from '../../src/ingest/dead-letter.js'
import type { Message } from '../../src/ingest/receive.js'
import { decodedOf } from '../../src/pipeline/decoded.js'
import { Delivery } from '../../src/pipeline/delivery.js'
import { receivedOf } from '../../src/pipeline/received.js'
import type { Received } from '../../src/pipeline/settle.js'
import { spends } from './spends.js'

const known = { providers: new Set(['newpay']) }

const event = (id: string) =>
  JSON.stringify({
    id,
    type: 'wallet',
    at: '2020-09-16T09:00:00.5+09:00',
    provider: 'newpay',
    wallet: id,
    change: 'kyc',
  })
const records = (yens: readonly number[]) =>
  JSON.stringify({ items: yens.map((yen, i) => ({ id: `${i}`, at: 1600214400, yen })) })

/** One event in ASCII and beyond, none, and not even JSON; of a mapped source also several, none that counts, and both. */
const texts = fc.oneof(
  fc.constantFrom(event('a'), event('口座'), '{"type":"wallet"}', '{', '', '\u0000', '[]'),
  fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).map(records),
)
const bytesOf = fc.oneof(
  texts.map(text => Buffer.from(text)),
  fc.constant(Buffer.from([0xff, 0x7b])),
)
const tombstone = { bytes: new Uint8Array(0), read: refuse('json', 'the message has no value') }
const sent = fc.array(
  fc.oneof(
    bytesOf.map(bytes => ({ bytes })),
    fc.constant(tombstone),
  ),
  { maxLength: 12 },
)

/** As it came, and copied from the thread that has decoded it. */
test.each([undefined, spends])('decoded elsewhere, messages say what they say here', mapping => {
  fc.assert(
    fc.property(sent, all => {
      const messages = all.map((one, i): Message => {
        return { source: 't', partition: 3, offset: 10 + 2 * i, key: Buffer.from(`k${i}`), ...one }
      })
      const delivery = new Delivery(structuredClone(decodedOf('t', 3, messages, known, mapping)))
      const here = messages.map(message => {
        return receivedOf(mapping ? { ...message, mapped: mapping.message(message.bytes) } : message, known)
      })
      expect(messages.map((_, place) => plain(delivery.received(place)))).toEqual(here.map(plain))
      expect(messages.map((_, place) => delivery.at(place))).toEqual(here.map(timeOf))
      expect(messages.map((_, place) => delivery.size(place))).toEqual(messages.map(({ bytes }) => bytes.length))
      const last = here.map(timeOf).filter(Number.isFinite).at(-1)
      expect([delivery.count, delivery.lastAt]).toEqual([messages.length, last])
    }),
    { numRuns: 200 },
  )
})

test('of a mapped message neither bytes nor key go on, for they may be raw identifiers', () => {
  const bytes = Buffer.from(records([0, 1, 3]))
  const message = { source: 't', partition: 0, offset: 7, bytes, key: Buffer.from('1234567') }
  const delivery = new Delivery(decodedOf('t', 0, [message], known, spends))
  const received = delivery.received(0)
  for (const { message: kept } of [received, ...(received.also ?? [])]) {
    expect(kept.key ?? null).toBeNull()
    expect(Buffer.from(kept.bytes).toString()).not.toContain('1600214400')
  }
})

test('what goes to the main thread holds none of the bytes that came, for all of them would go along', () => {
  const texts = [event('a'), '{', records([0, 1])]
  // Of a buffer of its own: Node lets small ones share one.
  const came = new Uint8Array(Buffer.concat(texts.map(text => Buffer.from(`k${text}`))))
  let end = 0
  const messages = texts.map((text, offset): Message => {
    const at = end
    end += 1 + Buffer.byteLength(text)
    return { source: 't', partition: 0, offset, key: came.subarray(at, at + 1), bytes: came.subarray(at + 1, end) }
  })
  for (const mapping of [undefined, spends]) {
    const { others } = decodedOf('t', 0, messages, known, mapping)
    expect(others.size).toBeGreaterThan(0)
    for (const { bytes, key, read, mapped = [] } of others.values()) {
      const refused = [...mapped, ...(read ? [read] : [])].filter(({ ok }) => ok === false)
      const held = [bytes, key, ...refused.map(outcome => (outcome as { bytes?: Uint8Array }).bytes)]
      for (const each of held) expect(each?.buffer).not.toBe(came.buffer)
    }
  }
})

function timeOf({ outcome }: Received): number {
  return outcome.ok ? outcome.value.at : Number.NEGATIVE_INFINITY
}

/** Bytes of any kind by what they are, and what a message was read as left out: nobody asks afterwards. */
function plain(received: Received): unknown {
  const { message, outcome, content, also } = received
  const { source, partition, offset } = message
  const kept = {
    bytes: Buffer.from(message.bytes).toString('hex'),
    key: message.key && Buffer.from(message.key).toString(),
  }
  return { source, partition, offset, kept, outcome: bare(outcome), content, also: also?.map(plain) }
}

function bare(outcome: Received['outcome']): unknown {
  return outcome.ok === false ? { reason: outcome.reason, why: outcome.why } : outcome
}
