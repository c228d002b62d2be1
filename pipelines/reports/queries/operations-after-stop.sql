-- 問: 停止後の操作(登録・変更・チャージ)は
-- Question: Which operations came while they were stopped?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
SELECT id, event_at, provider, bank, account, wallet, operation, outcome, uncertain, NULL::BIGINT AS yen
FROM v_links
WHERE suspended AND event_at <= $as_of::TIMESTAMPTZ
UNION ALL
SELECT id, event_at, provider, bank, account, wallet, 'charge' AS operation, outcome, uncertain, yen
FROM v_charges
WHERE suspended AND event_at <= $as_of::TIMESTAMPTZ
ORDER BY event_at, id
