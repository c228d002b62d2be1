import fc from 'fast-check'
import { isFirst, isLookup, type LookupFeature, neededReads } from '../../src/detect/feature.js'
import { Memory } from '../../src/detect/memory.js'
import { loadMemory } from '../../src/duckdb/memory-load.js'
import { type BankenEvent, type Charge, isTransfer } from '../../src/events/catalogue.js'
import { readFeatures } from '../../src/files/rules.js'
import { judged } from '../support/everything.js'
import { messages } from '../support/oracle/arbitrary.js'
import { runs, timeLimit } from '../support/runs.js'

const features = [...readFeatures('.').values()]
const needing = features.filter(isLookup).filter(feature => neededReads(feature).length > 0)
const reads = needing.flatMap(neededReads)

/** Everything that is stored, in order; and what each link and charge was judged on. */
async function stored(lines: readonly string[]) {
  const db = await judged(lines, 100_000, features, 3)
  const contents = await db.values('SELECT content FROM events ORDER BY event_at, id')
  const rows = await db.values('SELECT event_id, features FROM alert_events')
  const loaded = new Memory(features.filter(isFirst), reads)
  await loadMemory(db, features.filter(isFirst), loaded)
  db.close()
  return {
    loaded,
    events: contents.map(([content]) => JSON.parse(String(content)) as BankenEvent),
    values: new Map(rows.map(([id, json]) => [String(id), JSON.parse(String(json)) as Record<string, unknown>])),
  }
}

/** Features that have a value for an event although memory, told or loaded, says that nothing of what they need is there. */
async function surprises(lines: readonly string[]): Promise<string[]> {
  const { events, values, loaded } = await stored(lines)
  const all = new Memory(features.filter(isFirst), reads)
  for (const event of events) all.note(event)
  const upToNow = new Memory(features.filter(isFirst), reads)
  const found: string[] = []
  let next = 0
  for (const event of events) {
    for (; next < events.length && (events[next]?.at ?? 0) <= event.at; next++)
      upToNow.note(events[next] as BankenEvent)
    if (!isTransfer(event)) continue
    for (const feature of needing) {
      // What was at any time may become known later.
      const memory = neededReads(feature).some(({ needed }) => needed === 'ever') ? all : upToNow
      const value = values.get(event.id)?.[feature.name] ?? null
      const doNot = [memory, loaded].filter(one => !one.mayHave(feature, event))
      if (value !== null && doNot.length > 0) found.push(`${event.id} ${feature.name} ${value}`)
    }
  }
  return found
}

test(
  'a look-up is NULL wherever memory says that nothing of what it needs is there',
  async () => {
    await fc.assert(
      fc.asyncProperty(messages, async lines => {
        expect(await surprises(lines)).toEqual([])
      }),
      {
        numRuns: runs(25, 500),
        ...runs({ seed: 2020 }, {}),
        endOnFailure: true,
        interruptAfterTimeLimit: timeLimit(100_000),
      },
    )
  },
  timeLimit(180_000),
)

test('loaded is the last event of each key, and whether its persons were several', async () => {
  const at = (time: string) => `"at":"2020-09-01T${time}:00+09:00"`
  const link = (id: string, time: string, person: string) =>
    `{"id":"${id}","type":"link",${at(time)},"provider":"paypay","bank":"9900","account":"a","wallet":"w","operation":"register","outcome":"succeeded","person":"${person}"}`
  const sim = (id: string, time: string) =>
    `{"id":"${id}","type":"sim",${at(time)},"phone":"t","person":"h","status":"reissued"}`
  const holder = `{"id":"h","type":"holder",${at('09:00')},"bank":"9900","account":"a","person":"h"}`
  const charge = `{"id":"c","type":"charge",${at('11:20')},"provider":"paypay","bank":"9900","account":"a","wallet":"w","yen":5000,"outcome":"succeeded"}`
  const lines = [
    holder,
    sim('s1', '10:00'),
    sim('s2', '10:50'),
    link('1', '10:00', 'x'),
    link('2', '10:10', 'h'),
    charge,
  ]
  const { events, loaded } = await stored(lines)
  const last = events.find(({ id }) => id === 'c') as Charge
  const named = (name: string) => features.find(feature => feature.name === name) as LookupFeature
  expect(loaded.mayHave(named('takeover_yen_60m'), last)).toBe(true)
  expect(loaded.mayHave(named('mismatched_link_minutes_24h'), last)).toBe(true)
  expect(loaded.mayHave(named('listed_on'), last)).toBe(false)
})
