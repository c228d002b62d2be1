-- 問: 対象外とした申告とその理由は
-- Question: Which claims were excluded, and why?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
SELECT claim, provider, bank, yen, reason, event_at AS excluded_at
FROM claims_at($as_of)
WHERE status = 'excluded'
ORDER BY event_at, claim
