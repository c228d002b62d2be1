import fc from 'fast-check'
import * as raw from './raw.js'
import { day } from './time.js'

export type Event = fc.Arbitrary<raw.Step['event']>

/** `walletOpenedAt` as a span before the link: unknown, at the edge of 7 days, old, or after the link. */
const walletAges = fc.constantFrom(undefined, 7 * day, 7 * day - 1, 7 * day + 1, 6.99 * day, 30 * day, 0, -day)

export const codes = [['otp-sms', 'pin'], ['ivr'], ['otp-app']] as const
const addresses = raw.rarely('203.0.200.9', '198.51.100.7', '2001:db9::1')

const linkFields = {
  type: fc.constant('link'),
  provider: raw.providers,
  where: raw.accountsAtBanks,
  wallet: raw.wallets,
  device: raw.devices,
  ip: raw.ips,
  walletAge: walletAges,
  factors: fc.constantFrom<readonly string[] | undefined>(undefined, ['pin', 'name', 'pin'], [], ...codes),
  bankDevice: raw.rarely('d1', 'd2'),
  bankIp: addresses,
  network: raw.rarely('hosting', 'mobile', 'home', 'vpn'),
  phone: raw.rarely('p1', 'p2'),
  person: raw.rarely('h1', 'h2'),
  holderMatch: raw.rarely('match', 'mismatch'),
  snapshot: fc.constantFrom(undefined, undefined, undefined, undefined, false, true),
}

export const linking: Event = fc.record({
  ...linkFields,
  operation: fc.constantFrom('register', 'register', 'register', 'change'),
  outcome: fc.constant('succeeded'),
})

export const anyLink: Event = fc.record({
  ...linkFields,
  operation: fc.constantFrom('register', 'change', 'unlink'),
  outcome: raw.outcomes,
  reason: raw.reasons,
})

const yens = fc.constantFrom(100_000, 90_000, 50_000, 49_999, 50_001, 30_000, 20_000, 15_000, 10_000, 1)

const chargeFields = {
  type: fc.constant('charge'),
  provider: raw.providers,
  where: raw.accountsAtBanks,
  wallet: raw.wallets,
  yen: yens,
  device: raw.devices,
  ip: raw.rarely('203.0.113.1'),
  reversalOf: fc.constantFrom(undefined, undefined, undefined, '0-0'),
}

export const paid: Event = fc.record({ ...chargeFields, outcome: fc.constant('succeeded') })

export const charge: Event = fc.record({ ...chargeFields, outcome: raw.outcomes })

export const twoFactor: Event = fc.record({
  type: fc.constant('two-factor'),
  where: raw.accountsAtBanks,
  status: fc.constantFrom('enrolled', 'enrolled', 'enrolled', 'withdrawn'),
  method: fc.constantFrom('sms', 'sms', 'ivr', 'app', undefined),
  phone: fc.constantFrom('p1', 'p1', 'p2', undefined),
})

export const sim: Event = fc.record({
  type: fc.constant('sim'),
  phone: fc.constantFrom('p1', 'p1', 'p2'),
  status: fc.constantFrom('reissued', 'reissued', 'line-suspended', 'credentials-changed', 'line-resumed', 'held'),
  person: raw.rarely('h1', 'h2'),
})

export const reissue: Event = sim.map(event => ({ ...event, status: 'reissued' }))

export const walletChange: Event = fc.record({
  type: fc.constant('wallet'),
  provider: raw.providers,
  wallet: raw.wallets,
  change: fc.constantFrom('device', 'phone', 'password', 'password', 'kyc'),
  person: raw.rarely('h1', 'h2'),
})

export const login: Event = fc
  .record({
    type: fc.constant('login'),
    service: fc.constantFrom('paypay', 'bank:9900'),
    outcome: fc.constantFrom('succeeded', 'succeeded', 'succeeded', 'failed'),
    newDevice: fc.constantFrom(true, true, true, false, undefined),
    whose: fc.oneof(fc.record({ wallet: raw.wallets }), fc.record({ person: raw.persons })),
  })
  .map(({ whose, ...rest }) => ({ ...rest, ...whose }))

export const order: Event = fc.record({
  type: fc.constant('order'),
  shop: fc.constant('shop'),
  order: fc.constantFrom('o1', 'o1', 'o1', 'o2'),
  person: raw.persons,
  status: fc.constantFrom('ordered', 'held', 'held', 'cancelled', 'cancelled', 'shipped', 'verified'),
  phone: raw.rarely('p1', 'p2'),
  device: raw.rarely('d1', 'd2'),
})

export const leak: Event = fc
  .record({
    type: fc.constant('leak'),
    list: fc.constantFrom('list one', 'list two'),
    whose: fc.oneof(
      fc.record({ account: raw.accounts }),
      fc.record({ person: raw.persons }),
      fc.record({ phone: raw.phones }),
    ),
  })
  .map(({ whose, ...rest }) => ({ ...rest, ...whose }))

export const holder: Event = fc.record({
  type: fc.constant('holder'),
  where: raw.accountsAtBanks,
  person: raw.persons,
})

export const adoption: Event = fc.record({
  type: fc.constant('adoption'),
  provider: raw.providers,
  bank: raw.banks,
  status: fc.constantFrom('adopted', 'withdrawn'),
})

export const suspension: Event = fc.record({
  type: fc.constant('suspension'),
  provider: raw.providers,
  bank: raw.banksOrAll,
  operations: fc.subarray(['charge', 'register', 'change'], { minLength: 1 }),
  status: fc.constantFrom('suspended', 'suspended', 'resumed'),
  approximate: fc.constantFrom(undefined, false, true),
})

/** Limits are odd too, so that half of one is no whole number. */
export const limit: Event = fc
  .record({
    type: fc.constant('limit'),
    provider: raw.providers,
    bank: raw.banksOrAll,
    per: fc.constantFrom('charge', 'day', 'month'),
    yen: fc.constantFrom(100_000, 100_001, 200_000, 300_000, 30_001, 60_000, 500_000, undefined),
    whose: fc.oneof(fc.constant({}), fc.record({ account: raw.accounts }), fc.record({ wallet: raw.wallets })),
  })
  .map(({ whose, ...rest }) => ({ ...rest, ...whose }))

/** What the ledger lives on. */
export const ledger: Event = fc.oneof(
  fc.record({
    type: fc.constant('claim'),
    claim: fc.constantFrom('c1', 'c2'),
    provider: raw.providers,
    where: raw.accountsAtBanks,
    status: fc.constantFrom('declared', 'confirmed', 'excluded'),
    yen: fc.constantFrom(1, 90_000),
    occurredAt: raw.bases,
    charges: fc.constantFrom(undefined, ['0-1', '0-0', '0-1'], ['1-2']),
    channel: fc.constantFrom(undefined, 'bank', 'provider'),
  }),
  fc.record({
    type: fc.constant('inquiry'),
    provider: raw.providers,
    bank: raw.banks,
    status: fc.constantFrom('open', 'closed'),
  }),
  fc.record({
    type: fc.constant('compensation'),
    claim: fc.constantFrom('c1', 'c2'),
    decision: fc.constantFrom('full', 'refused'),
    yen: fc.constantFrom(0, 500),
  }),
)
