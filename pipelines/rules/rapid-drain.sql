-- id: rapid-drain
-- title: 登録直後の上限までのチャージ | Charged to the limit soon after linking
-- on: charge
-- entity: account
-- period: 1 day
-- severity: critical
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: この口座の以後のチャージを保留し、1時間以内に名義人に電話する。同じウォレットと端末の他の口座も調べる。 | Hold further charges of this account and call the holder within the hour; check the other accounts of the same wallet and device.
-- reason: 初回登録から{minutes_since_link}分、60分以内に{provider_charges_1h}回・計{provider_yen_1h}円のチャージ(基準{yen_min}円。1日の上限 {limit_day} 円・1か月の上限 {limit_month} 円があれば、小さい方の{limit_share_min}倍まで下げる)。確認が必要 | {provider_charges_1h} charges of {provider_yen_1h} yen in all within an hour, {minutes_since_link} minutes after the first link (threshold {yen_min} yen, or less: {limit_share_min} of the smaller of day limit {limit_day} and month limit {limit_month}); to be checked
-- No exemption for two-factor: one-time passwords are relayed. least() passes over unknown limits.
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND minutes_since_link <= $within_minutes
  AND provider_charges_1h >= $charges_min
  AND provider_yen_1h >= least($yen_min, $limit_share_min * limit_day, $limit_share_min * limit_month)
