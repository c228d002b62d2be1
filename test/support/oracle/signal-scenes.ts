import fc from 'fast-check'
import * as kind from './kinds.js'
import * as raw from './raw.js'
import { sharing } from './sharing.js'
import { day, hour, minute } from './time.js'

const flat = (...parts: readonly raw.Steps[]): raw.Steps => fc.tuple(...parts).map(steps => steps.flat())
const now = fc.constant(0)
const one = (event: kind.Event, gap: fc.Arbitrary<number> = now) => raw.steps(gap, event, 1)
const withFields = (event: kind.Event, fields: fc.Arbitrary<Readonly<Record<string, unknown>>>): kind.Event =>
  fc.tuple(event, fields).map(([event, fields]) => ({ ...event, ...fields }))
const about = (span: number) => fc.oneof(raw.edge(span), raw.edge(span), raw.soon)

/** One account, user, phone and wallet at one provider. */
const same = fc
  .record({
    where: raw.accountsAtBanks,
    provider: raw.providers,
    wallet: raw.wallets,
    person: raw.persons,
    phone: raw.phones,
  })
  .map(same => ({ ...same, account: same.where.account }))
const samePlace = same.map(({ person: _person, phone: _phone, ...place }) => place)
const identified = withFields(
  kind.linking,
  fc.record({ person: raw.rarely('h1', 'h1', 'h2'), phone: raw.rarely('p1', 'p1', 'p2') }),
)
const paid2 = (gap: fc.Arbitrary<number>) => raw.steps(gap, kind.paid, 4, 1)

/** An old link, and then another device, password or SIM. */
const takenOver = flat(
  one(fc.oneof(identified, kind.linking)),
  raw.steps(raw.soon, kind.holder, 1, 0),
  one(
    fc.oneof(kind.walletChange, kind.login, kind.reissue),
    fc.constantFrom(7 * day, 7 * day - 1, 7 * day + 1, 7 * day - hour, 9 * day),
  ),
  raw.steps(now, fc.oneof(kind.walletChange, kind.login), 1, 0),
  paid2(fc.oneof(raw.soon, raw.edge(hour))),
)

/** A second factor is set up or told again, and the account linked. */
const freshFactor = flat(raw.steps(about(day), kind.twoFactor, 3, 1), one(kind.linking, about(day)), paid2(about(hour)))

/** A link by a code from elsewhere, or to somebody else's wallet. */
const elsewhere = flat(
  raw.steps(raw.soon, kind.holder, 1, 0),
  raw.steps(raw.soon, withFields(identified, fc.record({ factors: fc.constantFrom(...kind.codes) })), 2, 1),
  raw.steps(fc.oneof(raw.edge(30 * minute), raw.edge(day), raw.soon), fc.oneof(kind.paid, kind.holder), 3, 1),
)

const refused = sharing(
  fc.oneof(fc.record({ wallet: raw.wallets }), fc.record({ device: raw.devices })),
  raw.steps(
    fc.oneof(raw.withinDays, raw.soon),
    withFields(kind.anyLink, fc.constant({ outcome: 'refused', reason: 'already-linked' })),
    5,
    3,
  ),
)

const manyProviders = sharing(
  fc.record({ where: raw.accountsAtBanks }),
  raw.steps(
    raw.withinDays,
    withFields(kind.linking, fc.record({ provider: fc.constantFrom('paypay', 'linepay', 'kyash', 'docomo') })),
    5,
    3,
  ),
)

/** About five accounts fail within about a day, and then one does not. */
const spray = fc
  .record({
    failed: fc.integer({ min: 4, max: 6 }),
    others: fc.integer({ min: 0, max: 2 }),
    last: fc.constantFrom(day, day - 1, day + 1, hour),
    network: fc.constantFrom('mobile', 'home', undefined),
    by: fc.constantFrom({ ip: '203.0.113.1' }, { device: 'd1' }, { device: 'd1', ip: '203.0.113.1' }),
    account: fc.constantFrom('s0', 'a1'),
    reason: fc.constantFrom('pin', 'name', 'phone'),
  })
  .map(({ failed, others, last, network, by, account, reason }): raw.Step[] => {
    const link = { type: 'link', provider: 'kyash', wallet: 'w4', operation: 'register', ...by }
    const fails = Array.from({ length: failed }, (_, i) => ({
      gap: i === 1 ? 0 : minute,
      event: { ...link, outcome: 'failed', reason, where: { account: `s${i}`, bank: '9900' } },
    }))
    const rest = Array.from({ length: others + 1 }, (_, i) => ({
      gap: i === 0 ? last - (failed - 2) * minute : 1,
      event: { ...link, network, outcome: i < others ? 'refused' : 'succeeded', where: { account, bank: '9900' } },
    }))
    return [...fails, ...rest]
  })

/** About ten charges of the usual kind, and one that is not. */
const outOfCharacter = sharing(
  samePlace,
  fc
    .record({
      link: kind.linking,
      usual: fc.array(fc.constantFrom(10_000, 10_000, 5_000, 12_345, 20_001), { minLength: 9, maxLength: 11 }),
      each: fc.constantFrom(hour, day, 2 * day + hour),
      age: fc.constantFrom(30 * day, 30 * day + 1, 40 * day),
      last: withFields(
        kind.paid,
        fc.record({
          device: fc.constantFrom('d1', 'd2', 'd2', 'd2', undefined),
          yen: fc.constantFrom(50_000, 49_999, 25_000, 60_000, 100_000, 55_000),
        }),
      ),
      tried: fc.option(withFields(kind.charge, fc.constant({ device: 'd2', outcome: 'failed' })), { nil: undefined }),
    })
    .map(({ link, usual, each, age, last, tried }): raw.Step[] => {
      const charge = { type: 'charge', provider: '', where: {}, wallet: '', outcome: 'succeeded', device: 'd1' }
      return [
        { gap: 0, event: link },
        ...usual.map(yen => ({ gap: each, event: { ...charge, yen } })),
        { gap: age - usual.length * each, event: last },
        ...(tried === undefined ? [] : [{ gap: -minute, event: tried }]),
      ]
    }),
)

/** Charges at the edges of the 72 hours on both sides of a turn of the month. */
const monthTurn = fc
  .tuple(
    raw.steps(now, withFields(kind.limit, fc.constant({ per: 'month' })), 2, 1),
    fc.record({ age: raw.edge(35 * day), isOld: fc.boolean(), link: kind.linking }),
    fc.array(
      fc.record({
        event: kind.paid,
        gap: now,
        span: fc.constantFrom(-72 * hour, -72 * hour - 1, -1, -hour, 0, 1, 3 * hour, 72 * hour - 1, 72 * hour),
      }),
      { minLength: 2, maxLength: 6 },
    ),
  )
  .map(([limits, { age, isOld, link }, charges]): raw.Step[] => {
    const turn = raw.at('2020-10-01T00:00:00+09:00')
    const first = { gap: 0, at: isOld ? turn + 3 * hour - age : turn - 5 * day, event: link }
    const steps = charges.map(({ event, gap, span }) => ({ gap, at: turn + span, event }))
    return [...limits.map(step => ({ ...step, at: turn - 40 * day })), first, ...steps]
  })

/** Two-factor is withdrawn or a limit raised, and then money goes. */
const weakened = flat(
  raw.steps(
    raw.soon,
    fc.oneof(
      { weight: 3, arbitrary: kind.limit },
      withFields(kind.twoFactor, fc.record({ status: fc.constantFrom('withdrawn', 'withdrawn', 'enrolled') })),
    ),
    4,
    1,
  ),
  paid2(fc.oneof(raw.soon, raw.edge(day))),
)

/** A list of stolen identities, known before or long after its people link and charge. */
const listed = fc
  .tuple(
    raw.steps(fc.oneof(raw.soon, fc.constant(3 * day), fc.constant(-3 * day)), kind.leak, 2, 1),
    raw.steps(raw.soon, kind.holder, 1, 0),
    raw.steps(raw.withinDays, fc.oneof(identified, kind.paid, kind.paid), 6, 2),
    fc.boolean(),
  )
  .map(([leaks, holders, uses, isLate]) =>
    isLate
      ? [...holders, ...uses, ...leaks.map(step => ({ ...step, gap: 10 * day }))]
      : [...leaks, ...holders, ...uses],
  )

/** A device order that is doubtful or was verified, and a link within about three days. */
const ordered = sharing(
  fc.oneof(fc.record({ person: raw.persons }), fc.record({ phone: raw.phones }), fc.record({ device: raw.devices })),
  flat(
    raw.steps(raw.soon, kind.order, 4, 1),
    raw.steps(
      fc.oneof(raw.edge(3 * day), raw.soon, raw.soon),
      withFields(kind.linking, fc.record({ person: fc.constantFrom('h1', 'h2', 'h2', undefined) })),
      2,
      1,
    ),
  ),
)

/** Any story of the rules that look at what is said around links and charges. */
export const signalScenes: raw.Steps = fc.oneof(
  { weight: 3, arbitrary: sharing(fc.oneof(same, samePlace), takenOver) },
  { weight: 2, arbitrary: sharing(samePlace, freshFactor) },
  { weight: 2, arbitrary: sharing(samePlace, elsewhere) },
  { weight: 1, arbitrary: refused },
  { weight: 1, arbitrary: manyProviders },
  { weight: 1, arbitrary: spray },
  { weight: 2, arbitrary: outOfCharacter },
  { weight: 2, arbitrary: sharing(samePlace, monthTurn) },
  { weight: 3, arbitrary: sharing(samePlace, weakened) },
  { weight: 2, arbitrary: sharing(fc.oneof(same, samePlace), listed) },
  { weight: 2, arbitrary: ordered },
)
