-- 問: 前の時点から被害はどう動いたか
-- Question: What changed between two moments?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
-- @since = 2020-09-15T23:59:59.999999+09:00 : the earlier moment
-- @basis = declared : declared, confirmed, compensated, excluded or suspected
SELECT a.provider, a.bank, b.state AS state_before, a.state, b.cases AS cases_before, a.cases, b.yen AS yen_before, a.yen
FROM damage($as_of, $basis) a
LEFT JOIN damage($since, $basis) b ON b.provider = a.provider AND b.bank = a.bank
WHERE a.state IS DISTINCT FROM b.state OR a.cases IS DISTINCT FROM b.cases OR a.yen IS DISTINCT FROM b.yen
ORDER BY a.provider, a.bank
