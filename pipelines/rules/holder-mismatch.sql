-- id: holder-mismatch
-- title: 名義不一致の登録後のチャージ | Charged after a link to somebody else's wallet
-- on: charge
-- entity: account
-- period: 1 day
-- severity: medium
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: 当日中に名義人に電話する。多くは家族の利用で、残りが盗難である。 | Call the holder within the day: a relative is the usual answer, and the rest is theft.
-- reason: ウォレット利用者と預金名義人が異なる登録から{mismatched_link_minutes_24h}分後にチャージ(基準{within_hours}時間以内)。確認が必要 | Charged {mismatched_link_minutes_24h} minutes (threshold {within_hours} hours) after a link to a wallet whose user is not the account holder; to be checked
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND provider_links_24h >= 1
  AND mismatched_link_minutes_24h <= 60 * $within_hours
