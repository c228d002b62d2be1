-- 問: 最も金額の大きい重大な警報は
-- Question: Which open alerts of severity high or critical have the most yen?
-- @rows_max = 20 : rows
SELECT rule, severity, entity_type, entity_id, yen, known_at, event_count, reason.ja AS reason, runbook
FROM v_alerts
WHERE status = 'open' AND mode = 'live' AND severity IN ('high', 'critical')
ORDER BY yen DESC, rule, entity_id
LIMIT $rows_max::INTEGER
