-- id: limit-ladder
-- title: 短時間の連続チャージで上限に到達 | Charges in quick steps up to the limit
-- on: charge
-- entity: account
-- period: 1 day
-- severity: critical
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: この口座の以後のチャージを保留し、1時間以内に名義人に電話する。日付と月の変わり目の後に続くと見込む。 | Hold further charges of this account and call the holder within the hour; expect more after midnight and at the turn of the month.
-- reason: 10分以内に{provider_charges_10m}回・計{provider_yen_10m}円のチャージ(1日の上限 {limit_day}、1か月の上限 {limit_month} 円の{limit_share_min}倍以上)。確認が必要 | {provider_charges_10m} charges of {provider_yen_10m} yen in all within 10 minutes, at least the share {limit_share_min} of the day limit {limit_day} or the month limit {limit_month}; to be checked
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND provider_charges_10m >= $charges_min
  AND (provider_yen_10m >= $limit_share_min * limit_day OR provider_yen_10m >= $limit_share_min * limit_month)
