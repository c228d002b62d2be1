import { isFirst, isLookup, type LookupFeature, neededReads } from '../../src/detect/feature.js'
import { AskingMemory, Memory } from '../../src/detect/memory.js'
import type { BankenEvent, Charge } from '../../src/events/catalogue.js'
import { MICROS } from '../../src/events/time.js'
import { readFeatures } from '../../src/files/rules.js'

const features = readFeatures('.')
const takeover = features.get('takeover_yen_60m') as LookupFeature
const firsts = [...features.values()].filter(isFirst)
const reads = [...features.values()].filter(isLookup).flatMap(neededReads)

const event = (of: object) => of as BankenEvent
const charge = (at: number) =>
  event({ type: 'charge', id: 'c', at, provider: 'p', bank: '9900', account: 'a', wallet: 'w' }) as Charge
const reissue = (at: number) => event({ type: 'sim', id: `s${at}`, at, phone: 't', person: 'h', status: 'reissued' })
const holder = event({ type: 'holder', id: 'h', at: 0, bank: '9900', account: 'a', person: 'h' })

function memoryOf(...events: BankenEvent[]): Memory {
  const memory = new Memory(firsts, reads)
  for (const one of events) memory.note(one)
  return memory
}

test('what is said of the holder may be there for a charge of the account, as long as it is needed', () => {
  const memory = memoryOf(holder, reissue(MICROS.minute))
  expect(memory.mayHave(takeover, charge(61 * MICROS.minute))).toBe(true)
  expect(memory.mayHave(takeover, charge(62 * MICROS.minute))).toBe(false)
  expect(memoryOf(reissue(MICROS.minute)).mayHave(takeover, charge(2 * MICROS.minute))).toBe(false)
})

test('an event that comes late hides none that was later', () => {
  const memory = memoryOf(holder, reissue(50 * MICROS.minute), reissue(MICROS.minute))
  expect(memory.mayHave(takeover, charge(100 * MICROS.minute))).toBe(true)
})

test('a link of another person than the holder counts, whoever linked after that', () => {
  const mismatched = features.get('mismatched_link_minutes_24h') as LookupFeature
  const link = (at: number, person: string) =>
    event({ type: 'link', id: `l${at}`, at, account: 'a', operation: 'register', outcome: 'succeeded', person })
  const soon = charge(MICROS.hour)
  expect(memoryOf(holder, link(0, 'h')).mayHave(mismatched, soon)).toBe(false)
  expect(memoryOf(holder, link(0, 'x')).mayHave(mismatched, soon)).toBe(true)
  // Nobody can say that it was another than the holder.
  expect(memoryOf(link(0, 'x')).mayHave(mismatched, soon)).toBe(false)
  expect(memoryOf(holder, link(0, 'x'), link(MICROS.minute, 'h')).mayHave(mismatched, soon)).toBe(true)
  expect(memoryOf(holder, link(0, 'h'), link(MICROS.minute, 'x')).mayHave(mismatched, soon)).toBe(true)
})

test('whoever must ask the database about each event may have everything', () => {
  const asking = new AskingMemory(firsts, reads)
  expect(asking.mayHave(takeover, charge(0))).toBe(true)
})

test('where only history tells whose an account is, anything may be there', () => {
  const memory = memoryOf(holder)
  memory.forget(holder)
  expect(memory.mayHave(takeover, charge(MICROS.minute))).toBe(true)
})
