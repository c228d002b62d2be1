-- 問: 申告の前にどの規則が気づいていたか
-- Question: Which alerts preceded a claim, and by how long?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
-- @basis = declared : declared, confirmed, compensated, excluded or suspected
SELECT a.rule, count(DISTINCT k.claim) AS claims, sum(k.yen)::BIGINT AS claimed_yen,
  median(date_diff('hour', a.known_at, k.first_recorded_at))::BIGINT AS median_hours_before
FROM damage_claims($as_of, $basis) k
JOIN (
  SELECT v.rule, f.account, min(f.known_at) AS known_at
  FROM v_alerts v
  JOIN alert_events f ON f.alert_id = v.id
  WHERE v.status = 'open' AND v.mode = 'live'
  GROUP BY v.rule, f.account
) a ON a.account = k.account AND a.known_at <= k.first_recorded_at
GROUP BY a.rule
ORDER BY claims DESC, a.rule
