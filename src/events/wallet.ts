import * as f from './fields.js'

/** Something about a wallet changed at its provider. */
export const wallet = f.event('wallet', {
  provider: f.token(),
  wallet: f.token(),
  change: f.choice('opened', 'device', 'phone', 'password', 'kyc', 'frozen', 'unfrozen', 'closed'),
  person: f.token().optional(),
  phone: f.token().optional(),
  device: f.token().optional(),
  kyc: f.choice('none', 'photo', 'ic-chip', 'jpki').optional(),
})

/** Money leaves a wallet. */
export const spend = f.event('spend', {
  provider: f.token(),
  wallet: f.token(),
  yen: f.yen(),
  kind: f.choice('store', 'online', 'p2p', 'withdrawal'),
  counterparty: f.token().optional(),
  merchant: f.name().optional(),
  device: f.token().optional(),
  ip: f.ip().optional(),
  network: f.choice('home', 'mobile', 'hosting', 'vpn', 'foreign').optional(),
})
