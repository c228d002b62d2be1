import { schemas } from '../../src/events/catalogue.js'
import { ordinaryTraffic } from '../../src/simulate/ordinary-traffic.js'

const options = { seed: 7, events: 20_000, accounts: 1_000_000, startAt: '2021-04-01T00:00:00+09:00', days: 3 }
const events = [...ordinaryTraffic(options)]

test('gives as many events as asked for, in order of time, with unique ids, of the contract', () => {
  expect(events).toHaveLength(options.events)
  expect(new Set(events.map(event => event.id)).size).toBe(options.events)
  const times = events.map(event => event.at)
  expect([...times].sort()).toEqual(times)
  for (const event of events) {
    const schema = Object.entries(schemas).find(([type]) => type === event.type)?.[1]
    if (!schema?.safeParse(event).success) throw new Error(`not of the contract: ${JSON.stringify(event)}`)
  }
})

test('is mostly charges, with a little fraud', () => {
  const share = (count: number) => count / options.events
  expect(share(events.filter(event => event.type === 'charge').length)).toBeCloseTo(0.6, 1)
  const fraud = share(events.filter(event => event.network === 'vpn').length)
  expect(fraud).toBeGreaterThan(0.0003)
  expect(fraud).toBeLessThan(0.003)
})

test('the same options give the same events, another seed gives others', () => {
  const first = (seed: number) => [...ordinaryTraffic({ ...options, seed, events: 500 })]
  expect(first(7)).toEqual(first(7))
  expect(first(8)).not.toEqual(first(7))
})

test('is made while it is read', () => {
  const endless = ordinaryTraffic({ ...options, events: 2_000_000_000, days: 300 })
  expect(endless.next().value).toMatchObject({ at: expect.stringMatching(/^2021-04-01T00:00:00/) })
})
