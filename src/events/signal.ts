import * as f from './fields.js'

/** What a carrier did with the line of a phone. */
export const sim = f.event('sim', {
  phone: f.token(),
  status: f.choice(
    'requested',
    'held',
    'rejected',
    'reissued',
    'line-suspended',
    'credentials-changed',
    'line-resumed',
  ),
  kind: f.choice('sim', 'esim', 'mnp').optional(),
  carrier: f.name().optional(),
  person: f.token().optional(),
})

/** A login at a provider, a bank (`bank:<code>`) or a carrier. */
export const login = f.needsOne(
  f.event('login', {
    service: f.name(),
    outcome: f.choice('succeeded', 'failed', 'refused'),
    person: f.token().optional(),
    wallet: f.token().optional(),
    device: f.token().optional(),
    ip: f.ip().optional(),
    network: f.choice('home', 'mobile', 'hosting', 'vpn', 'foreign').optional(),
    newDevice: f.flag().optional(),
  }),
  'person',
  'wallet',
)

/** A device order at a shop. */
export const order = f.event('order', {
  shop: f.name(),
  order: f.token(),
  person: f.token(),
  status: f.choice('ordered', 'held', 'verified', 'shipped', 'cancelled'),
  items: f.items().optional(),
  productOnly: f.flag().optional(),
  receipt: f.choice('home-check', 'counter', 'other').optional(),
  payment: f.choice('credit', 'debit', 'other').optional(),
  cardholder: f.choice('match', 'mismatch').optional(),
  phone: f.token().optional(),
  device: f.token().optional(),
})

/** An identity stands on a list of stolen identities; `at` is when that became known. */
export const leak = f.needsOne(
  f.event('leak', {
    list: f.name(),
    person: f.token().optional(),
    phone: f.token().optional(),
    account: f.token().optional(),
    takenFrom: f.instant().optional(),
    takenTo: f.instant().optional(),
  }),
  'person',
  'phone',
  'account',
)
