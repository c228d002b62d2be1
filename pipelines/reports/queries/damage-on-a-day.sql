-- 問: ある時点の被害は事業者×銀行ごとにいくらか
-- Question: How much damage was known at a moment, per provider and bank?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
-- @basis = declared : declared, confirmed, compensated, excluded or suspected
SELECT provider, bank, state, cases, yen, net_yen, cases_so_far, yen_so_far
FROM damage($as_of, $basis)
WHERE state <> 'undisclosed'
ORDER BY yen DESC NULLS LAST, provider, bank
