-- id: order-then-link
-- title: 疑わしい端末注文の後の口座登録 | A link soon after a doubtful device order
-- on: link
-- entity: person
-- period: 1 day
-- severity: medium
-- phase: link
-- mode: live
-- owner: fraud-analytics
-- runbook: 注文が保留・取消となった理由を店に確認し、この人物がその後に登録した口座のチャージを保留する。 | Ask the shop why the order was held or cancelled, and hold charges of the accounts that this person has linked since.
-- reason: 保留・取消となった未確認の端末注文から{doubtful_order_hours_72h}時間後に口座を登録(基準{within_hours}時間以内)。確認が必要 | Linked {doubtful_order_hours_72h} hours (threshold {within_hours}) after a device order was held or cancelled that nobody had verified; to be checked
SELECT id FROM work
WHERE outcome = 'succeeded'
  AND operation IN ('register', 'change')
  AND doubtful_order_hours_72h <= $within_hours
