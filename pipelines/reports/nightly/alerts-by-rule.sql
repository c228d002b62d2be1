-- Open alerts of what was known at $as_of, by rule, mode and severity; new_alerts: first known in the last 24 hours. Two
-- rules can fire on one charge, so the yen of two rows must not be added up.
WITH known AS (
  SELECT
    f.alert_id, any_value(f.rule) AS rule, any_value(f.mode) AS mode, min(f.known_at) AS known_at,
    max(list_position(['info', 'low', 'medium', 'high', 'critical'], f.severity)) AS grade,
    coalesce(sum(f.yen), 0)::BIGINT AS yen
  FROM alert_events f
  WHERE f.known_at <= $as_of::TIMESTAMPTZ
  GROUP BY f.alert_id
)
SELECT
  k.rule, k.mode, ['info', 'low', 'medium', 'high', 'critical'][k.grade] AS severity,
  count(*) AS alerts, count(*) FILTER (k.known_at > $as_of::TIMESTAMPTZ - to_hours(24)) AS new_alerts,
  sum(k.yen)::BIGINT AS yen
FROM known k
JOIN alerts a ON a.id = k.alert_id
WHERE a.status = 'open'
GROUP BY k.rule, k.mode, k.grade
ORDER BY k.rule, k.mode, k.grade DESC
