-- Open live alerts of what was known at $as_of, by provider: an alert of several providers stands at each of them. A
-- charge that fired several rules counts once.
WITH known AS (
  SELECT f.alert_id, f.event_id, f.provider, f.account, f.yen, f.severity
  FROM alert_events f
  SEMI JOIN (FROM alerts WHERE status = 'open' AND mode = 'live') a ON a.id = f.alert_id
  WHERE f.known_at <= $as_of::TIMESTAMPTZ
),
charged AS (
  SELECT c.provider, sum(c.yen)::BIGINT AS yen
  FROM (SELECT DISTINCT k.provider, k.event_id, k.yen FROM known k WHERE k.yen IS NOT NULL) c
  GROUP BY c.provider
)
SELECT
  k.provider, count(DISTINCT k.alert_id) AS alerts,
  count(DISTINCT k.alert_id) FILTER (k.severity IN ('high', 'critical')) AS grave_alerts,
  count(DISTINCT k.account) AS accounts, coalesce(any_value(c.yen), 0) AS yen
FROM known k
LEFT JOIN charged c ON c.provider = k.provider
GROUP BY k.provider
ORDER BY alerts DESC, k.provider
