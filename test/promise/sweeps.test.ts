import fc from 'fast-check'
import type { Database } from '../../src/duckdb/database.js'
import { messages } from '../support/oracle/arbitrary.js'
import { firstDifference, smallest } from '../support/oracle/smallest.js'
import { runs, timeLimit } from '../support/runs.js'
import { shuffled } from '../support/shuffled.js'
import { type Sweeping, sweepRules, swept } from '../support/sweeping.js'

const rules = sweepRules(true)
const plain: Sweeping = { rules, batchCountMax: 100_000, isEager: false }

/** What the arbitrary messages lack: links that are counted, a slow rail, and words that matter long after. */
const further = fc.array(
  fc.record({
    day: fc.integer({ min: 1, max: 28 }),
    hour: fc.integer({ min: 0, max: 23 }),
    kind: fc.constantFrom('exposure', 'weak', 'weak', 'small', 'claim', 'stop', 'cash', 'cash'),
    account: fc.constantFrom('a1', 'a2', 'b1', 'b2'),
    id: fc.integer({ min: 0, max: 30 }),
  }),
  { maxLength: 14 },
)
interface Further {
  readonly day: number
  readonly hour: number
  readonly kind: string
  readonly account: string
  readonly id: number
}

function furtherLines({ day, hour, kind, account, id }: Further): string[] {
  const two = (n: number) => String(n).padStart(2, '0')
  const at = `2020-09-${two(day)}T${two(hour)}:00:00+09:00`
  const rail = { id: `f-${kind}-${id}`, at, provider: 'paypay', bank: '9900' }
  const used = { ...rail, account, wallet: `w-${account}`, device: 'd1', outcome: 'succeeded' }
  const claim = { claim: `k${id}`, account, status: 'confirmed', yen: 5, occurredAt: at }
  const events: Record<string, object> = {
    exposure: { ...rail, type: 'exposure', links: 10 + id },
    weak: { ...used, type: 'link', operation: 'register', factors: ['pin', 'name'] },
    small: { ...used, type: 'charge', yen: 5_000 },
    claim: { ...rail, type: 'claim', ...claim },
    stop: { ...rail, type: 'suspension', operations: ['register'], status: 'suspended' },
  }
  return kind === 'cash' ? cashLines({ ...used, wallet: `c-${account}` }, at) : [JSON.stringify(events[kind])]
}

/** A wallet is tied to an account, charged and emptied. */
function cashLines(
  used: { readonly id: string; readonly provider: string; readonly wallet: string },
  at: string,
): string[] {
  const spend = {
    type: 'spend',
    provider: used.provider,
    wallet: used.wallet,
    yen: 4_000,
    kind: 'p2p',
    counterparty: 'mule',
  }
  const moment = (minute: string) => at.replace(':00:00', `:${minute}:00`)
  return [
    { ...used, id: `${used.id}-l`, type: 'link', operation: 'register' },
    { ...used, id: `${used.id}-c`, type: 'charge', yen: 5_000, at: moment('05') },
    { ...spend, id: `${used.id}-s`, at: moment('20') },
  ].map(event => JSON.stringify(event))
}

/** A month in which every rule fires, whatever chance brings. */
const month: Further[] = [
  { day: 1, hour: 10, kind: 'weak', account: 'a1', id: 1 },
  { day: 1, hour: 10, kind: 'exposure', account: 'a1', id: 1 },
  { day: 2, hour: 9, kind: 'cash', account: 'b1', id: 1 },
  { day: 8, hour: 10, kind: 'weak', account: 'a2', id: 2 },
  { day: 8, hour: 20, kind: 'small', account: 'a1', id: 1 },
  { day: 10, hour: 0, kind: 'stop', account: 'a1', id: 1 },
  { day: 12, hour: 12, kind: 'claim', account: 'a1', id: 1 },
  { day: 15, hour: 10, kind: 'weak', account: 'b2', id: 3 },
  { day: 15, hour: 10, kind: 'weak', account: 'c1', id: 4 },
  { day: 15, hour: 10, kind: 'weak', account: 'c2', id: 5 },
  { day: 20, hour: 12, kind: 'small', account: 'a2', id: 2 },
  { day: 28, hour: 12, kind: 'small', account: 'b2', id: 3 },
]
const burst = JSON.stringify({
  id: 'burst',
  type: 'charge',
  at: '2020-09-08T20:30:00+09:00',
  provider: 'paypay',
  bank: '9900',
  account: 'a1',
  wallet: 'w-a1',
  device: 'd1',
  outcome: 'succeeded',
  yen: 60_000,
})

const lines = fc.tuple(messages, further).map(([some, others]) => [...some, ...others.flatMap(furtherLines)])

async function texts(db: Database, sql: string): Promise<string> {
  return (await db.values(sql)).map(([text]) => String(text)).join('\n')
}

const SEED = runs({ seed: 2020 }, {})
const fired = new Set<string>()

async function alertsOf(lines: readonly string[], how: Sweeping): Promise<string> {
  const db = await swept(lines, how)
  const said = await texts(db, "SELECT payload FROM alerts WHERE status = 'open' ORDER BY id")
  for (const [rule] of await db.values('SELECT DISTINCT rule FROM alert_events')) fired.add(String(rule))
  db.close()
  return said
}

const atOf = (line: string) => Date.parse(/"at":"([^"]*)"/.exec(line)?.[1] ?? '')
const inOrder = (lines: readonly string[]) => lines.toSorted((a, b) => atOf(a) - atOf(b))

test(
  'sweeps find the same, whatever the order and the batches, and whether they wait or not',
  async () => {
    const difference = async (lines: readonly string[], seed: number, batchCountMax: number) => {
      const eager = { rules, batchCountMax, isEager: true }
      const [got, wanted] = [await alertsOf(shuffled(lines, seed), eager), await alertsOf(inOrder(lines), plain)]
      return firstDifference('alerts', got, wanted)
    }
    const property = fc.asyncProperty(lines, fc.nat(), fc.constantFrom(1, 3, 10, 40), async (lines, seed, count) => {
      if ((await difference(lines, seed, count)) === undefined) return
      throw new Error(await smallest(lines, fewer => difference(fewer, seed, count)))
    })
    const examples: [string[], number, number][] = [[[...month.flatMap(furtherLines), burst], 7, 3]]
    const limits = { numRuns: runs(12, 200), ...SEED, endOnFailure: true, interruptAfterTimeLimit: timeLimit(150_000) }
    await fc.assert(property, { ...limits, examples })
    // A rule that never fired would have been found the same in vain.
    expect([...fired].sort()).toEqual(rules.map(({ id }) => id).sort())
  },
  timeLimit(240_000),
)

/** What was fired by sweeps of periods that begin before an instant. */
async function firingsBefore(lines: readonly string[], until: string): Promise<string> {
  const db = await swept(lines, plain)
  const columns = 'rule, entity_id, event_id, known_at, severity, observed'
  const said = await texts(
    db,
    `SELECT concat_ws(' ', ${columns}) FROM alert_events WHERE sweep_from < '${until}' ORDER BY ALL`,
  )
  db.close()
  return said
}

const DAYS = ['2020-09-16T00:00:00+09:00', '2020-09-17T00:00:00+09:00', '2020-09-22T00:00:00+09:00']

test(
  'a sweep of a day or an hour is a function of the events before its end',
  async () => {
    const property = fc.asyncProperty(lines, fc.constantFrom(...DAYS), async (lines, until) => {
      const events = lines.filter(line => !Number.isNaN(atOf(line)))
      const closing = JSON.stringify({
        id: 'closing',
        type: 'login',
        at: until,
        service: 'paypay',
        wallet: 'nobody',
        outcome: 'succeeded',
      })
      const before = [...events.filter(line => atOf(line) < Date.parse(until)), closing]
      // Two contents of one id are another matter: the one that stays may lie on the other side.
      const ids = (some: readonly string[]) => new Set(some.map(line => /"id":"([^"]*)"/.exec(line)?.[1]))
      fc.pre(
        [...ids(before)].every(
          id =>
            id === 'closing' ||
            events.filter(line => line.includes(`"id":"${id}"`)).every(line => before.includes(line)),
        ),
      )
      expect(await firingsBefore(before, until)).toBe(await firingsBefore([...events, closing], until))
    })
    await fc.assert(property, {
      numRuns: runs(8, 100),
      ...SEED,
      endOnFailure: true,
      interruptAfterTimeLimit: timeLimit(100_000),
    })
  },
  timeLimit(240_000),
)
