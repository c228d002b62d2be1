import { eventTypes, schemas } from '../../src/events/catalogue.js'
import { september2020 } from '../../src/simulate/september-2020.js'
import type { SimulatedEvent } from '../../src/simulate/world.js'

const september = september2020()
const { traffic, controls, claims, signals, labels, expectations } = september
const everything = [...traffic, ...controls, ...claims, ...signals]
const DOCOMO_STOP = Date.parse('2020-09-10T00:00:00+09:00')
const UNKNOWN = ['paypal', 'wellnet', 'rakuten-edy', 'billing-system', 'merpay', 'yume-card']

interface Figure {
  cases: number
  yen: number
  afterStop: number
  banks: Set<string>
}

/** The ledger in a few naive lines: each claim by its latest revision, excluded ones left out. */
function declared(asOf: string, counts: (claim: SimulatedEvent) => boolean): Figure {
  const latest = new Map<string, SimulatedEvent>()
  const known = claims.filter(event => event.type === 'claim' && Date.parse(event.at) <= Date.parse(asOf))
  for (const revision of known) latest.set(String(revision.claim), revision)
  const figure: Figure = { cases: 0, yen: 0, afterStop: 0, banks: new Set() }
  for (const claim of [...latest.values()].filter(counts)) {
    if (claim.status === 'excluded') continue
    figure.cases += 1
    figure.yen += Number(claim.yen)
    figure.banks.add(String(claim.bank))
    if (Date.parse(String(claim.occurredAt)) >= DOCOMO_STOP) figure.afterStop += 1
  }
  return figure
}

const endOf15 = '2020-09-15T23:59:59.999999+09:00'
const endOf16 = '2020-09-16T23:59:59.999999+09:00'

test('docomo: 143 cases of 26,760,000 yen at 11 banks, one of them after the registration stop', () => {
  const figure = declared('2020-09-15T00:00:00+09:00', claim => claim.provider === 'docomo')
  expect(figure).toMatchObject({ cases: 143, yen: 26_760_000, afterStop: 1 })
  expect(figure.banks.size).toBe(11)
})

test.each([
  [endOf15, 'paypay', '9900', 17, 1_415_141],
  ['2020-09-15T20:00:00+09:00', 'paypay', '9900', 17, 1_415_141],
  [endOf15, 'kyash', '9900', 3, 230_000],
  [endOf15, 'kyash', '0040', 1, 300_000],
  [endOf16, 'linepay', '9900', 2, 498_000],
])('as of %s %s at %s has %i cases of %i yen', (asOf, provider, bank, cases, yen) => {
  expect(declared(asOf, claim => claim.provider === provider && claim.bank === bank)).toMatchObject({ cases, yen })
})

test.each([
  ['docomo', '2020-09-15T00:00:00+09:00'],
  ['kyash', endOf15],
  ['paypay', endOf15],
  ['linepay', endOf16],
])('every inquiry at %s is closed by %s', (provider, asOf) => {
  const known = controls.filter(event => event.type === 'inquiry' && Date.parse(event.at) <= Date.parse(asOf))
  const latest = new Map(known.filter(event => event.provider === provider).map(event => [event.bank, event.status]))
  expect(latest.size).toBeGreaterThan(0)
  expect([...latest.values()]).not.toContain('open')
})

test('of the other six nothing was published: no claim and no inquiry names them', () => {
  const said = [...claims, ...controls, ...signals].filter(event =>
    ['claim', 'inquiry', 'announcement'].includes(event.type),
  )
  expect(said.filter(event => UNKNOWN.includes(String(event.provider)))).toEqual([])
})

test('twelve providers at 9900, eight without two-factor authentication, and the published stops', () => {
  const providers = new Set(
    traffic.filter(event => event.bank === '9900' && event.provider).map(event => event.provider),
  )
  expect(providers.size).toBe(12)
  const adoptions = controls.filter(event => event.type === 'adoption' && event.bank === '9900')
  expect(adoptions.filter(event => event.status === 'withdrawn').map(event => event.provider)).toHaveLength(8)
  const stops = controls
    .filter(event => event.type === 'suspension')
    .map(event => `${event.provider} ${event.bank} ${event.at}`)
  expect(stops).toContain('docomo * 2020-09-10T00:00:00+09:00')
  expect(stops).toContain('paypay 9900 2020-09-16T09:00:00+09:00')
  expect(controls).toContainEqual(
    expect.objectContaining({
      type: 'suspension',
      provider: 'linepay',
      at: '2020-09-16T08:55:00+09:00',
      approximate: true,
    }),
  )
})

test('the charges that a claim names are older than the claim, of its rail and account, and sum to its yen', () => {
  const charges = new Map(traffic.filter(event => event.type === 'charge').map(event => [event.id, event]))
  const wrongBank: unknown[] = []
  for (const claim of claims) {
    if (claim.type !== 'claim' || !Array.isArray(claim.charges)) continue
    const named = claim.charges.flatMap(id => charges.get(String(id)) ?? [])
    expect(named).toHaveLength(claim.charges.length)
    expect(named.reduce((sum, one) => sum + Number(one.yen), 0)).toBe(claim.yen)
    for (const one of named) {
      expect(one).toMatchObject({ account: claim.account, provider: claim.provider, outcome: 'succeeded' })
      expect(Date.parse(one.at)).toBeLessThan(Date.parse(claim.at))
      if (one.bank !== claim.bank) wrongBank.push(claim.claim)
    }
  }
  // One first revision names the wrong bank; it is corrected later.
  expect(new Set(wrongBank).size).toBe(1)
})

test('every event is one of the contract, with a unique id, in order of time and within the two months', () => {
  expect(new Set(everything.map(event => event.id)).size).toBe(everything.length)
  for (const event of everything) {
    const type = eventTypes.find(name => name === event.type)
    expect(type).toBeDefined()
    if (type && !schemas[type].safeParse(event.yen === null ? { ...event, yen: undefined } : event).success) {
      throw new Error(`not of the contract: ${JSON.stringify(event)}`)
    }
  }
  for (const list of [traffic, controls, claims, signals]) {
    const times = list.map(event => Date.parse(event.at))
    expect([...times].sort((a, b) => a - b)).toEqual(times)
    expect(times[0]).toBeGreaterThanOrEqual(Date.parse('2020-08-01T00:00:00+09:00'))
    expect(times.at(-1)).toBeLessThan(Date.parse('2020-09-18T01:00:00+09:00'))
  }
})

test('some 50,000 links, charges and two-factor changes, mostly by day', () => {
  const moved = traffic.filter(
    event => ['link', 'charge', 'two-factor'].includes(event.type) && event.snapshot !== true,
  )
  expect(moved.length).toBeGreaterThan(42_000)
  expect(moved.length).toBeLessThan(60_000)
  const hours = moved.filter(event => event.type === 'charge').map(event => Number(event.at.slice(11, 13)))
  const night = hours.filter(hour => hour >= 1 && hour < 5).length
  const evening = hours.filter(hour => hour >= 18 && hour < 22).length
  expect(evening).toBeGreaterThan(night * 8)
})

test('labels name events or accounts that exist', () => {
  const known = new Set(everything.flatMap(event => [event.id, String(event.account)]))
  expect(labels.filter(label => !known.has(label.id))).toEqual([])
  expect(new Set(labels.map(label => label.kind))).toEqual(new Set(['attack', 'look-alike']))
})

test('addresses are private, carrier-shared or documentation ones', () => {
  const ranges = /^(10\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/
  const addresses = everything.flatMap(({ ip, bankIp }) => [ip, bankIp]).filter(ip => ip !== undefined)
  expect(addresses.filter(ip => !ranges.test(String(ip)))).toEqual([])
})

/** Every token that an event names. */
function tokensOf(event: SimulatedEvent): string[] {
  const { account, wallet, device, person, phone } = event
  return [account, wallet, device, person, phone].filter(token => token !== undefined).map(String)
}

test('the signals are about accounts, wallets, devices, people and phones that no other file names', () => {
  const others = new Set([...traffic, ...controls, ...claims].flatMap(tokensOf))
  const own = signals.flatMap(tokensOf)
  expect(own.length).toBeGreaterThan(2_000)
  expect(own.filter(token => others.has(token))).toEqual([])
})

test('every labelled rule has something to see and something to leave alone', () => {
  const rules = new Set(expectations.map(({ rule }) => rule))
  for (const what of ['alert', 'quiet'])
    expect(new Set(expectations.filter(one => one.expect === what).map(one => one.rule))).toEqual(rules)
  expect(rules.size).toBe(21)
})
