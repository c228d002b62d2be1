import * as f from './fields.js'

/** 被害申告: one revision of a damage claim. */
export const claim = f.event('claim', {
  claim: f.token(),
  provider: f.token(),
  bank: f.bank(),
  account: f.token(),
  status: f.choice('declared', 'investigating', 'confirmed', 'excluded'),
  yen: f.yen(),
  occurredAt: f.instant(),
  occurredTo: f.instant().optional(),
  charges: f.setOf(f.token()).optional(),
  reason: f.choice('own-use', 'relative', 'duplicate', 'other').optional(),
  duplicateOf: f.token().optional(),
  channel: f.choice('bank', 'provider', 'own-detection', 'police').optional(),
  police: f.choice('consulted', 'accepted').optional(),
  preventedYen: f.yenOrNone().optional(),
  recoveredYen: f.yenOrNone().optional(),
})

/** 補償: what was decided and paid for a claim; yen is all that was paid so far. */
export const compensation = f.event('compensation', {
  claim: f.token(),
  decision: f.choice('full', 'partial', 'refused', 'pending'),
  yen: f.yenOrNone(),
  payer: f.choice('bank', 'provider', 'other').optional(),
})

/** What people decided about an alert or an account. */
export const disposition = f.needsOne(
  f.event('disposition', {
    alert: f.token().optional(),
    account: f.token().optional(),
    verdict: f.choice('fraud', 'own-use', 'relative', 'false-alarm', 'unreachable'),
    action: f.choice('called', 'held', 'released', 'none').optional(),
    by: f.name().optional(),
    quietUntil: f.instant().optional(),
  }),
  'alert',
  'account',
)
