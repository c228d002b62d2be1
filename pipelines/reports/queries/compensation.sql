-- 問: 補償はどこまで進んだか
-- Question: How far has compensation come?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
SELECT provider, coalesce(compensation, 'none') AS decision, payer, count(*) AS claims, sum(yen)::BIGINT AS yen, sum(paid_yen)::BIGINT AS paid_yen
FROM claims_at($as_of)
WHERE status <> 'excluded'
GROUP BY ALL
ORDER BY provider, decision, payer
