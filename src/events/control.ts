import * as f from './fields.js'

/** The provider's link flow asks for the bank's own two-factor authentication. */
export const adoption = f.event('adoption', {
  provider: f.token(),
  bank: f.bank(),
  status: f.choice('adopted', 'withdrawn'),
})

/** 停止: operations of a rail are stopped or resumed. */
export const suspension = f.event('suspension', {
  provider: f.token(),
  bank: f.bankOrAll(),
  operations: f.setOf(f.choice('register', 'change', 'charge'), 1),
  status: f.choice('suspended', 'resumed'),
  approximate: f.flag().optional(),
})

/** An upper limit; without yen it is lifted. With an account or a wallet it holds for that one alone. */
export const limit = f.event('limit', {
  provider: f.token(),
  bank: f.bankOrAll(),
  per: f.choice('charge', 'day', 'month'),
  yen: f.yen().optional(),
  account: f.token().optional(),
  wallet: f.token().optional(),
})

/** Has the damage on this rail been looked into? */
export const inquiry = f.event('inquiry', {
  provider: f.token(),
  bank: f.bank(),
  status: f.choice('open', 'closed'),
  from: f.instant().optional(),
  to: f.instant().optional(),
})

/** 登録口座数: how many links a rail has in all. */
export const exposure = f.event('exposure', {
  provider: f.token(),
  bank: f.bank(),
  links: f.count(),
})

/** A damage figure that someone published. */
export const announcement = f.needsOne(
  f.event('announcement', {
    publisher: f.name(),
    provider: f.token().optional(),
    bank: f.bank().optional(),
    basis: f.choice('declared', 'confirmed', 'compensated', 'excluded', 'suspected'),
    asOf: f.instant(),
    cases: f.count().optional(),
    yen: f.yenOrNone().optional(),
    banks: f.count().optional(),
    precisionYen: f.yen().optional(),
  }),
  'provider',
  'bank',
)
