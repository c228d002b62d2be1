-- Open live alerts that first could be known in the 24 hours up to $as_of, by rule, hour (Japan; 0: the first of the 24)
-- and severity.
WITH firsts AS (
  SELECT
    f.alert_id, any_value(f.rule) AS rule, min(f.known_at) AS known_at,
    max(list_position(['info', 'low', 'medium', 'high', 'critical'], f.severity)) AS grade
  FROM alert_events f
  WHERE f.mode = 'live' AND f.known_at <= $as_of::TIMESTAMPTZ
  GROUP BY f.alert_id
)
SELECT
  f.rule, ['info', 'low', 'medium', 'high', 'critical'][f.grade] AS severity,
  23 - floor(date_diff('microsecond', f.known_at, $as_of::TIMESTAMPTZ) / 3600000000.0)::BIGINT AS hour,
  count(*) AS alerts
FROM firsts f
JOIN alerts a ON a.id = f.alert_id
WHERE a.status = 'open' AND f.known_at > $as_of::TIMESTAMPTZ - to_hours(24)
GROUP BY ALL
ORDER BY ALL
