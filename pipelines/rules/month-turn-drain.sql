-- id: month-turn-drain
-- title: 月替わりをまたぐ上限までのチャージ | Charged to the limit on both sides of the turn of the month
-- on: charge
-- entity: account
-- period: 1 day
-- severity: high
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: この口座の以後のチャージを保留し、1時間以内に名義人に電話する。月の限度額が二度続けて使われた。 | Hold further charges of this account and call the holder within the hour: the month limit has just been used twice.
-- reason: 月替わり前72時間に{month_turn_yen_before_72h}円、月替わり後に{month_turn_yen_since}円のチャージ(1か月の上限 {limit_month} 円の{limit_share_min}倍以上)。確認が必要 | {month_turn_yen_before_72h} yen in the 72 hours before the turn of the month and {month_turn_yen_since} yen after it, each at least {limit_share_min} of the month limit {limit_month}; to be checked
-- The cheap conditions stand first: the sums look into history.
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND minutes_since_link <= 24 * 60 * $link_age_days_max
  AND limit_month IS NOT NULL
  AND month_turn_hours < $hours_max
  AND month_turn_yen_since >= $limit_share_min * limit_month
  AND month_turn_yen_before_72h >= $limit_share_min * limit_month
