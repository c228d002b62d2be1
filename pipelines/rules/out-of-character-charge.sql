-- id: out-of-character-charge
-- title: 普段と異なる額・端末のチャージ | A charge unlike all before it
-- on: charge
-- entity: account
-- period: 1 day
-- severity: medium
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: 次のチャージの前にアプリで名義人に確認する。1時間以内に応答がなければ電話する。 | Ask the holder through the app before the next charge; call where nobody answers within the hour.
-- reason: 普段のチャージ(中央値{usual_yen_median}円、{usual_charges}回)から大きく外れる{yen}円(基準{yen_min}円以上かつ中央値+偏差の{deviations_min}倍以上)を、この口座で初めての端末から。確認が必要 | {yen} yen from a device that is new to the account, far from its usual charges (median {usual_yen_median} yen of {usual_charges}; threshold {yen_min} yen, and {deviations_min} deviations above the median); to be checked
-- Median and MAD (times 1.4826 it estimates a standard deviation: Rousseeuw and Croux, 1993) stay put when a thief adds charges.
-- A quarter of the median is the least deviation: who always charges 10,000 has none of their own.
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND yen >= $yen_min
  AND minutes_since_link > 24 * 60 * $link_age_days_min
  AND device IS NOT NULL
  AND usual_charges >= $charges_min
  AND earlier_with_device = 0
  AND yen >= usual_yen_median + $deviations_min * greatest($mad_scale * usual_yen_mad, $median_share * usual_yen_median)
