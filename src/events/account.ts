import * as f from './fields.js'

/** 2要素認証: the bank's own second factor of an account. */
export const twoFactor = f.event('two-factor', {
  bank: f.bank(),
  account: f.token(),
  status: f.choice('enrolled', 'withdrawn'),
  method: f.choice('sms', 'ivr', 'app', 'token', 'card', 'biometric').optional(),
  phone: f.token().optional(),
})

/** 預金名義人: who holds the account. */
export const holder = f.event('holder', {
  bank: f.bank(),
  account: f.token(),
  person: f.token(),
  phone: f.token().optional(),
})
