-- What each rule saw: its open live alerts, the accounts on which it fired, and the yen of the succeeded charges that fired
-- it. Two rules can fire on one charge, so the yen of two rules must not be added up.
SELECT
  a.rule,
  any_value(a.title) AS title,
  max_by(f.severity, list_position(['info', 'low', 'medium', 'high', 'critical'], f.severity)) AS severity,
  count(DISTINCT a.id) AS alerts,
  count(DISTINCT f.account) AS accounts,
  coalesce(sum(f.yen), 0)::BIGINT AS yen
FROM alerts a
JOIN alert_events f ON f.alert_id = a.id
WHERE a.status = 'open' AND a.mode = 'live'
GROUP BY a.rule
ORDER BY alerts DESC, a.rule
