-- id: shared-device
-- title: 一つの端末から複数口座・複数ウォレット | Several accounts and wallets from one device
-- on: link
-- entity: device
-- period: 1 day
-- severity: high
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: この端末のウォレットの保全を本日中に事業者に依頼し、この端末から登録された口座の名義人に電話する。 | Ask the provider to hold the wallets of this device today and call the holders of the accounts that were linked from it.
-- reason: 24時間に1台の端末から{device_accounts_24h}口座(基準{accounts_min})を{device_wallets_24h}ウォレット(基準{wallets_min})に登録。確認が必要 | {device_accounts_24h} accounts (threshold {accounts_min}) linked to {device_wallets_24h} wallets (threshold {wallets_min}) from one device in 24 hours; to be checked
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND operation IN ('register', 'change')
  AND device_accounts_24h >= $accounts_min
  AND device_wallets_24h >= $wallets_min
