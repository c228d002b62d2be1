-- 問: どの規則も気づかなかった被害は
-- Question: Which claims did no alert precede?
-- @as_of = 2020-09-16T23:59:59.999999+09:00 : as-of time
-- @basis = declared : declared, confirmed, compensated, excluded or suspected
SELECT k.claim, k.provider, k.bank, k.account, k.yen, k.occurred_at, k.channel
FROM damage_claims($as_of, $basis) k
WHERE NOT EXISTS (
  FROM v_alerts v
  JOIN alert_events f ON f.alert_id = v.id
  WHERE v.status = 'open' AND v.mode = 'live' AND f.account = k.account AND f.known_at <= k.first_recorded_at
)
ORDER BY k.yen DESC, k.claim
