-- id: listed-identity
-- title: 流出名簿に載る利用者の登録・新端末・連続チャージ | A listed identity is linked, or charged in a new way
-- on: link, charge
-- entity: account
-- period: 1 day
-- severity: high
-- phase: always
-- mode: live
-- owner: fraud-analytics
-- runbook: 当日中に、リストにない番号で名義人に電話する。応答があるまでチャージを保留する。 | Call the holder within the day, by a number that is on no list; hold charges until they answer.
-- reason: 流出名簿「{listed_on}」に載る口座・名義人・電話番号で、操作「{operation}」(10分以内のチャージ{provider_charges_10m}回、基準{charges_min}回)。確認が必要 | {operation} on an account, holder or phone that the list "{listed_on}" of stolen identities has ({provider_charges_10m} charges within 10 minutes, threshold {charges_min}); to be checked
-- The list alone is no reason: of the 6,347 on one, 62 were defrauded. A list that becomes known later speaks of the past too.
SELECT id, make_timestamptz(greatest(listed_since_us, epoch_us(event_at))) AS known_at FROM work
WHERE outcome = 'succeeded'
  AND operation IN ('register', 'change', 'charge')
  AND listed_since_us IS NOT NULL
  AND (first_link_id = id OR provider_charges_10m >= $charges_min AND operation = 'charge'
    OR minutes_since_link > 24 * 60 * $link_age_days_min AND earlier_with_device = 0)
