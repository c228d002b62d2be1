import fc from 'fast-check'
import * as kind from './kinds.js'
import * as raw from './raw.js'
import { sharing } from './sharing.js'
import { signalScenes } from './signal-scenes.js'
import { minute, second } from './time.js'

/** An account is linked and charged, with limits or none. */
const drain = sharing(
  fc
    .record({ where: raw.accountsAtBanks, provider: raw.providers, wallet: raw.wallets })
    .map(same => ({ ...same, account: same.where.account })),
  fc
    .tuple(
      raw.steps(raw.soon, kind.limit, 3, 0),
      raw.steps(raw.soon, kind.linking, 1, 0),
      fc.oneof(
        { weight: 2, arbitrary: raw.steps(raw.soon, kind.paid, 5, 2) },
        raw.steps(raw.within2h, fc.oneof({ weight: 4, arbitrary: kind.paid }, kind.charge, kind.limit), 5),
      ),
    )
    .map(parts => parts.flat()),
)

/** Accounts of several holders come to one wallet or one device. */
const gathering = sharing(
  fc.oneof(fc.record({ wallet: raw.wallets }), fc.record({ device: raw.devices })),
  raw.steps(raw.withinDays, fc.oneof({ weight: 5, arbitrary: kind.linking }, kind.holder), 6, 2),
)

/** A phone is re-issued, by its owner or by a thief, and the account is used. */
const takeover = sharing(
  fc.record({ where: raw.accountsAtBanks }),
  raw.steps(
    raw.withinWeeks,
    fc.oneof(kind.twoFactor, { weight: 4, arbitrary: kind.sim }, { weight: 2, arbitrary: kind.charge }, kind.linking),
    8,
    3,
  ),
)

/** The owner's own repair, all but right. */
const repair = sharing(
  fc.record({ phone: raw.phones, where: raw.accountsAtBanks }),
  fc.array(raw.withinWeeks, { minLength: 6, maxLength: 6 }).chain(gaps => {
    const words = ['line-suspended', 'credentials-changed', 'line-resumed', 'reissued']
    const sims = words.map(status => fc.constant({ type: 'sim', phone: 'p1', status }))
    const events = [kind.twoFactor, ...sims, kind.charge]
    return fc.tuple(...events).map(list => list.map((event, i) => ({ gap: gaps[i] ?? 0, event })))
  }),
)

/** A rail is stopped, about then or exactly, while people use it. */
const stop = sharing(
  fc.record({ provider: raw.providers }),
  raw.steps(
    raw.soon,
    fc.oneof(kind.suspension, kind.charge, { weight: 2, arbitrary: kind.anyLink }, kind.linking),
    8,
    2,
  ),
)

/** One address tries many accounts: about ten fail, about seven of ten, in about ten minutes. */
const guesses = fc
  .record({
    failed: fc.integer({ min: 9, max: 11 }),
    others: fc.integer({ min: 0, max: 6 }),
    reason: fc.constantFrom('pin', 'name', 'birthdate'),
    last: fc.constantFrom(0, -1, 1, -minute),
    otherOutcome: fc.constantFrom('succeeded', 'refused', 'failed'),
    othersFirst: fc.boolean(),
  })
  .map(({ failed, others, reason, last, otherOutcome, othersFirst }) => {
    const link = { type: 'link', provider: 'kyash', wallet: 'w4', operation: 'register', ip: '203.0.113.1' }
    const count = failed + others
    const each = Math.floor((10 * minute) / count / second) * second
    return Array.from({ length: count }, (_, i) => {
      const isOther = othersFirst ? i < others : i >= failed - 1 && i < count - 1
      const what = isOther ? { outcome: otherOutcome } : { outcome: 'failed', reason }
      const gap = i < count - 1 ? each : 10 * minute - (count - 2) * each + last
      return { gap: i === 0 ? 0 : gap, event: { ...link, where: { account: `g${i}`, bank: '9900' }, ...what } }
    })
  })

const anything = raw.steps(
  raw.withinDays,
  fc.oneof(
    { weight: 3, arbitrary: kind.anyLink },
    { weight: 3, arbitrary: kind.charge },
    kind.limit,
    kind.suspension,
    kind.twoFactor,
    kind.sim,
    kind.holder,
    kind.adoption,
    kind.walletChange,
    kind.login,
    kind.order,
    kind.leak,
    { weight: 2, arbitrary: kind.ledger },
  ),
  6,
)

/** Any scene of the rules' stories, or none in particular. */
export const scenes: raw.Steps = fc.oneof(
  { weight: 4, arbitrary: drain },
  { weight: 3, arbitrary: gathering },
  { weight: 2, arbitrary: takeover },
  { weight: 2, arbitrary: repair },
  { weight: 3, arbitrary: stop },
  { weight: 1, arbitrary: guesses },
  { weight: 4, arbitrary: anything },
  { weight: 18, arbitrary: signalScenes },
)
