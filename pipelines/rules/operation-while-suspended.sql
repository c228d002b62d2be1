-- id: operation-while-suspended
-- title: 停止中の登録・変更・チャージ | Register, change or charge while it is stopped
-- on: link, charge
-- entity: rail
-- period: 1 day
-- severity: medium
-- phase: always
-- mode: live
-- owner: payments-operations
-- runbook: 停止が効いていない理由を当日中に事業者に確認し、関係する口座を調べる。 | Ask the provider within the day why its stop does not hold, and check the accounts concerned.
-- reason: 停止中の操作「{operation}」が成功(停止時刻の前後5分か: {uncertain})。確認が必要 | {operation} succeeded while it was stopped (within 5 minutes of an approximate stop: {uncertain}); to be checked
SELECT id, CASE WHEN uncertain THEN 'info' ELSE 'medium' END AS severity FROM work
WHERE outcome = 'succeeded'
  AND operation IN ('register', 'change', 'charge')
  AND suspended
