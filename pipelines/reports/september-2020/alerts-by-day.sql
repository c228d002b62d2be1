-- Open live alerts by the day (Japan) on which they could first be known, by rule and severity.
SELECT
  strftime(timezone('Asia/Tokyo', a.known_at), '%Y-%m-%d') AS day, a.rule, a.severity, count(*) AS alerts
FROM alerts a
WHERE a.status = 'open' AND a.mode = 'live'
GROUP BY ALL
ORDER BY ALL
