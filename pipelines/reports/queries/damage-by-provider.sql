-- 問: 事業者ごとの被害件数・被害額・銀行数は
-- Question: Cases, yen and banks of each provider?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
-- @basis = declared : declared, confirmed, compensated, excluded or suspected
SELECT provider, cases, yen, banks, unknown_cells
FROM damage_by_provider($as_of, $basis)
ORDER BY yen DESC NULLS LAST, provider
