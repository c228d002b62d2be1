-- id: first-charge-high
-- title: 登録直後の高額な初回チャージ | High first charge soon after linking
-- on: charge
-- entity: account
-- period: 1 day
-- severity: high
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: この口座の次のチャージを1時間保留して名義人に電話する。今なら大半を守れる。 | Hold the next charge of this account for an hour and call the holder; most of the money can still be saved.
-- reason: 初回登録から{minutes_since_link}分で初回チャージ{yen}円(基準{yen_min}円、1回の上限 {limit_charge} 円)。確認が必要 | First charge of {yen} yen {minutes_since_link} minutes after the first link (threshold {yen_min} yen, limit a charge {limit_charge} yen); to be checked
-- A wallet of unknown age is treated as young: that is what the stolen ones were. greatest() passes over unknown limits.
SELECT id FROM work
WHERE first_charge_id = id
  AND minutes_since_link <= $within_minutes
  AND (first_link_wallet_opened_at IS NULL OR first_link_wallet_opened_at > event_at - to_hours(24 * $wallet_age_days_max))
  AND yen >= greatest($yen_min, $limit_share_min * limit_charge)
