-- id: many-providers
-- title: 短期間に多数の事業者へ登録 | Linked at many providers in a day
-- on: link
-- entity: account
-- period: 1 day
-- severity: medium
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: 本日中に名義人に電話し、各ウォレットを照合する。一人が一度にこれほど必要とすることは稀である。 | Call the holder today and compare the wallets: one person rarely needs this many at once.
-- reason: 24時間に{account_providers_24h}事業者へ口座を登録(基準{providers_min})。確認が必要 | Linked at {account_providers_24h} providers within 24 hours (threshold {providers_min}); to be checked
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND operation IN ('register', 'change')
  AND account_providers_24h >= $providers_min
