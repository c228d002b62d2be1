-- The twenty open live alerts of severity high or critical with the most yen, of what was known at $as_of. A reason
-- speaks of an alert's last firing event: it stands only where that was known by then.
WITH known AS (
  SELECT
    f.alert_id, count(*) AS event_count, coalesce(sum(f.yen), 0)::BIGINT AS yen, min(f.event_at) AS first_at,
    max(f.event_at) AS last_at, min(f.known_at) AS known_at,
    max(list_position(['info', 'low', 'medium', 'high', 'critical'], f.severity)) AS grade,
    any_value(f.provider ORDER BY f.event_at, f.event_id) AS provider,
    any_value(f.bank ORDER BY f.event_at, f.event_id) AS bank,
    count(DISTINCT f.account) AS accounts
  FROM alert_events f
  WHERE f.known_at <= $as_of::TIMESTAMPTZ AND f.mode = 'live'
  GROUP BY f.alert_id
)
SELECT
  a.id, a.rule, a.title, CASE WHEN a.event_count = k.event_count THEN a.reason END AS reason,
  ['info', 'low', 'medium', 'high', 'critical'][k.grade] AS severity,
  a.entity.type AS entity_type, a.entity.id AS entity_id, k.provider, k.bank, k.event_count, k.accounts, k.yen,
  k.first_at, k.known_at, a.runbook
FROM known k
JOIN alerts a ON a.id = k.alert_id
WHERE a.status = 'open' AND a.mode = 'live' AND k.grade >= 4
ORDER BY k.yen DESC, k.grade DESC, k.known_at, a.id
LIMIT 20
