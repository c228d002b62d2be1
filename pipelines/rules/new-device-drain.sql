-- id: new-device-drain
-- title: 新しい端末・再発行SIMからの引き出し | Drained after a new device, password or SIM
-- on: charge
-- entity: account
-- period: 1 day
-- severity: high
-- phase: charge
-- mode: live
-- owner: fraud-analytics
-- runbook: 1時間以内にこの口座の以後のチャージを保留し、この電話やアプリ以外の方法で名義人に連絡する。 | Hold further charges of this account within the hour, and reach the holder by another way than this phone or this app.
-- reason: 登録から7日以上のリンクで、新しい端末・電話番号・パスワード・SIMの直後60分以内に{takeover_charges_60m}回・計{takeover_yen_60m}円のチャージ(基準{charges_min}回または{yen_min}円)。確認が必要 | {takeover_charges_60m} charges of {takeover_yen_60m} yen in all within 60 minutes after a new device, phone, password or SIM, on an older link (threshold {charges_min} charges or {yen_min} yen); to be checked
-- A link that is younger is the business of rapid-drain. The cheap conditions stand first: the last two look into history.
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND minutes_since_link >= 24 * 60 * $link_age_days_min
  AND (provider_yen_1h >= $yen_min OR provider_charges_1h >= $charges_min)
  AND (takeover_yen_60m >= $yen_min OR takeover_charges_60m >= $charges_min)
