-- 問: 新規登録の停止後に発生した被害は
-- Question: Which damage occurred after new links were stopped?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
-- @basis = declared : declared, confirmed, compensated, excluded or suspected
SELECT claim, provider, bank, account, yen, occurred_at, stopped_at
FROM damage_claims($as_of, $basis)
WHERE after_stop
ORDER BY occurred_at, claim
