-- id: shared-wallet
-- title: 一つのウォレットに複数名義の口座 | Accounts of several holders on one wallet
-- on: link
-- entity: wallet
-- period: 1 day
-- severity: high
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: 本日中にこのウォレットの保全を事業者に依頼し、最後に登録された口座の名義人に電話する。 | Ask the provider to hold the wallet today and call the holders of the accounts that were linked to it last.
-- reason: 24時間に{wallet_holders_24h}名義(基準{holders_min})、名義不明の口座は同一銀行で{wallet_unknown_holder_accounts_24h}件(基準{unknown_holder_accounts_min})を登録。確認が必要 | {wallet_holders_24h} holders (threshold {holders_min}) and {wallet_unknown_holder_accounts_24h} accounts of unknown holder at one bank (threshold {unknown_holder_accounts_min}) linked in 24 hours; to be checked
-- Three own accounts at three banks is normal: accounts of unknown holder count only at one bank.
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND operation IN ('register', 'change')
  AND (wallet_holders_24h >= $holders_min OR wallet_unknown_holder_accounts_24h >= $unknown_holder_accounts_min)
