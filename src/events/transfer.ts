import * as f from './fields.js'

const outcome = () => f.choice('succeeded', 'failed', 'refused')
const reason = () =>
  f.choice('pin', 'name', 'birthdate', 'phone', 'already-linked', 'suspended', 'limit', 'other').optional()
const network = () => f.choice('home', 'mobile', 'hosting', 'vpn', 'foreign').optional()

/** 口座登録・口座変更・解除: a wallet is tied to a bank account, or an attempt at it. */
export const link = f.event('link', {
  provider: f.token(),
  bank: f.bank(),
  account: f.token(),
  wallet: f.token(),
  operation: f.choice('register', 'change', 'unlink'),
  outcome: outcome(),
  reason: reason(),
  factors: f
    .setOf(
      f.choice(
        'account-number',
        'name',
        'birthdate',
        'pin',
        'otp-sms',
        'otp-app',
        'otp-token',
        'ivr',
        'passbook-balance',
        'ekyc-photo',
        'ic-chip',
        'jpki',
        'passkey',
        'app-approval',
        'ib-login',
      ),
    )
    .optional(),
  device: f.token().optional(),
  ip: f.ip().optional(),
  bankDevice: f.token().optional(),
  bankIp: f.ip().optional(),
  network: network(),
  phone: f.token().optional(),
  person: f.token().optional(),
  walletOpenedAt: f.instant().optional(),
  holderMatch: f.choice('match', 'mismatch').optional(),
  snapshot: f.flag().optional(),
})

/** チャージ・即時振替: money is pulled from the account into the wallet, or an attempt at it. */
export const charge = f.event('charge', {
  provider: f.token(),
  bank: f.bank(),
  account: f.token(),
  wallet: f.token(),
  yen: f.yen(),
  outcome: outcome(),
  reason: reason(),
  device: f.token().optional(),
  ip: f.ip().optional(),
  network: network(),
  trigger: f.choice('manual', 'auto').optional(),
  reversalOf: f.token().optional(),
})
